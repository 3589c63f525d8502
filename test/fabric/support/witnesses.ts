import { createMemoryStatementStore } from '../../../gateway/ledger/witness/memory-statement-store.js';
import type { StatementStore } from '../../../gateway/ledger/witness/statement-store.js';
import { createWitness, type Witness } from '../../../gateway/ledger/witness/witness.js';
import type { WitnessPeers } from '../../../gateway/ledger/witness/witness-peers.js';
import { until } from '../../../network/support/until.js';
import { type AttackedNetwork, DOMAINS, type Domain } from './attacked-network.js';

/** The witnesses of all three domains, each by its own node, with clocks that can be put forward. */
export interface Witnesses {
  of(domain: Domain): Witness;
  store(domain: Domain): StatementStore;
  /** Settles when the domain's witness has ended: by `stop`, or with its own error. */
  ended(domain: Domain): Promise<void>;
  /** Resolves once these have signed the block and heard the others of these. */
  reach(blockNumber: number, domains?: readonly Domain[]): Promise<void>;
  /** Puts all clocks forward by milliseconds. */
  forward(by: number): void;
  stop(): Promise<void>;
}

const PATIENCE_MS = 30_000;
const INTERVAL_MS = 50;

export function startWitnesses({ network, ledgers }: AttackedNetwork): Witnesses {
  let ahead = 0;
  const clock = { now: () => Date.now() + ahead };
  const stop = new AbortController();
  const stores = new Map<string, StatementStore>(DOMAINS.map((domain) => [domain, createMemoryStatementStore()]));
  const store = (domain: string) => {
    const found = stores.get(domain);
    if (found === undefined) throw new RangeError(`no store of ${domain}`);
    return found;
  };
  const peers: WitnessPeers = {
    statements: (domain, from, limit) => store(domain).from(domain, from, limit),
    latestOf: async () => [],
  };
  const start = (domain: Domain) => {
    const witness = createWitness({
      network: network.network,
      domain,
      ledger: ledgers[domain],
      signer: network.witnessSigner(domain),
      statements: store(domain),
      peers,
      clock,
      interval: INTERVAL_MS,
    });
    const signing = witness.sign(stop.signal);
    // Whoever asks for its end gets the error too.
    signing.catch(() => undefined);
    return { witness, signing, following: witness.follow(stop.signal) };
  };
  const running = { '44': start('44'), '43': start('43'), '52': start('52') };
  return {
    of: (domain) => running[domain].witness,
    store,
    ended: (domain) => running[domain].signing,
    async reach(blockNumber, domains = DOMAINS) {
      await until(`block ${blockNumber} is not witnessed`, PATIENCE_MS, async () => {
        const kept = await Promise.all(domains.map((domain) => store(domain).list([blockNumber])));
        const all = kept.every((statements) =>
          domains.every((domain) => statements.some(({ statement }) => statement.domain === domain)),
        );
        const isSeen = domains.every((domain) => (running[domain].witness.newest()?.blockNumber ?? -1) >= blockNumber);
        return (all && isSeen) || undefined;
      });
    },
    forward(by) {
      ahead += by;
    },
    async stop() {
      stop.abort();
      await Promise.allSettled(Object.values(running).flatMap(({ signing, following }) => [signing, following]));
    },
  };
}
