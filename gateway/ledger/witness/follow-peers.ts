import { setTimeout as sleep } from 'node:timers/promises';
import type { Collected } from './collect-statements.js';
import type { StatementStore } from './statement-store.js';
import type { OnWitnessEvent } from './witness-events.js';
import type { WitnessPeers } from './witness-peers.js';

export interface FollowPeersDeps {
  peers: WitnessPeers;
  /** The other domains to ask, at this moment. */
  domains: () => Promise<readonly string[]>;
  store: Pick<StatementStore, 'latest'>;
  collect: (domain: string, statements: readonly unknown[]) => Promise<Collected>;
  onEvent: OnWitnessEvent;
  /** Milliseconds between rounds. */
  interval: number;
}

const PAGE = 200;

/** Pulls the other domains' statements, round after round, until the signal aborts. A domain that fails is left for the next round. */
export async function followPeers(deps: FollowPeersDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const domains = await deps.domains().catch((cause: unknown) => {
      deps.onEvent({ kind: 'peer-unreachable', cause });
      return [];
    });
    // Side by side: one domain that answers slowly holds up no other.
    await Promise.all(domains.map((domain) => pull(deps, domain, signal)));
    await sleep(deps.interval, undefined, { signal }).catch(() => undefined);
  }
}

async function pull({ peers, store, collect, onEvent }: FollowPeersDeps, domain: string, signal: AbortSignal) {
  try {
    let next = ((await store.latest(domain))?.statement.blockNumber ?? -1) + 1;
    while (!signal.aborted) {
      const page = await peers.statements(domain, next, PAGE);
      const { last } = await collect(domain, page.slice(0, PAGE));
      // No progress: the end, statements of blocks that this node has not reached, or nonsense.
      if (page.length < PAGE || last === undefined || last < next) return;
      next = last + 1;
    }
  } catch (cause) {
    onEvent({ kind: 'peer-unreachable', domain, cause });
  }
}
