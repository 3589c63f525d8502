import { setTimeout as sleep } from 'node:timers/promises';
import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { formatTime, parseTime } from '../../../pki/encoding/times.js';
import type { Signer } from '../../../pki/signer/signer.js';
import { AppError } from '../../domain/errors.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Ledger, VerifiedBlock } from '../../domain/ports/ledger.js';
import { isSameBlock, isSignedBy } from './statement.js';
import type { StatementStore } from './statement-store.js';
import type { OnWitnessEvent } from './witness-events.js';
import type { WitnessPeers } from './witness-peers.js';

export interface SignBlocksDeps {
  network: string;
  domain: string;
  ledger: Pick<Ledger, 'ledgerId' | 'blocks' | 'read'>;
  signer: Signer;
  store: StatementStore;
  peers: Pick<WitnessPeers, 'latestOf'>;
  clock: Clock;
  onEvent: OnWitnessEvent;
  /** Milliseconds before the others are asked again, where they did not answer at the start. */
  retryInterval: number;
}

/**
 * Follows the blocks of the domain's own node and signs a statement for each, until the signal aborts. `seenAt` never goes
 * backwards. Throws LEDGER_CORRUPT when the node shows another block than the one signed for a height.
 */
export async function signBlocks(
  deps: SignBlocksDeps,
  seen: (block: VerifiedBlock, seenAt: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { ledger, store, clock } = deps;
  const latest = await store.latest(deps.domain);
  const kept = latest !== undefined && isOwn(deps, latest) ? latest : undefined;
  const floor = await learnFloor(deps, kept, signal);
  if (signal.aborted) return;
  let last = Math.max(timeOf(floor), timeOf(kept));
  const signedHeight = floor?.statement.blockNumber ?? 0;
  const { height } = await ledger.read([]);
  if (height < signedHeight) deps.onEvent({ kind: 'behind', height, signedHeight });
  // The block signed last is read again: a node that lost its tail, or has another one, shows here.
  for await (const block of ledger.blocks(kept?.statement.blockNumber ?? 0, signal)) {
    const statement = await stateOn(deps, block, floor, Math.max(clock.now(), last));
    if (statement !== undefined) last = Math.max(last, timeOf(statement));
    seen(block, formatTime(last === 0 ? clock.now() : last));
  }
}

/**
 * The statement that stands for the block. None beside or below one that others have and this store has lost. Rows that this
 * witness did not sign say nothing: a time taken from one would find its way into the next statement.
 */
async function stateOn(
  deps: SignBlocksDeps,
  block: VerifiedBlock,
  floor: BlockStatement | undefined,
  now: number,
): Promise<BlockStatement | undefined> {
  const { store, onEvent } = deps;
  const { blockNumber } = block;
  const isBelow = blockNumber <= (floor?.statement.blockNumber ?? -1);
  const statement = isBelow
    ? (await store.list([blockNumber])).find((each) => isOwn(deps, each))
    : await store.claim(await sign(deps, block, now), (each) => isOwn(deps, each));
  if (statement === undefined) return undefined;
  if (!isSameBlock(statement.statement, block)) {
    const { blockHash } = statement.statement;
    onEvent({ kind: 'fork', blockNumber, signedHash: blockHash, shownHash: block.blockHash });
    throw new AppError('LEDGER_CORRUPT', `block ${blockNumber} is not the one that was signed`, {
      details: { block: blockNumber },
    });
  }
  if (!isBelow) onEvent({ kind: 'signed', blockNumber });
  return statement;
}

async function sign(deps: SignBlocksDeps, block: VerifiedBlock, now: number): Promise<BlockStatement> {
  const { blockNumber, blockHash, blockRoot, blockSize } = block;
  const statement = {
    network: deps.network,
    ledger: deps.ledger.ledgerId,
    domain: deps.domain,
    blockNumber,
    blockHash,
    blockRoot,
    blockSize,
    seenAt: formatTime(now),
  };
  const signature = await deps.signer.sign('block-statement', canonicalBytes(statement));
  return { statement, signature: encodeBase64url(signature) };
}

/**
 * The greatest height that this witness has a statement for anywhere. After a restore from a backup the others have newer ones
 * than the own store: they are taken back, and nothing is signed beside or below them. A store without any statement of this witness may be one that
 * was lost with all of them: then any of the others may be the only one that knows, and nothing is signed until all have answered.
 */
async function learnFloor(
  deps: SignBlocksDeps,
  kept: BlockStatement | undefined,
  signal: AbortSignal,
): Promise<BlockStatement | undefined> {
  let floor = kept;
  for (const statement of await askOthers(deps, kept === undefined ? 'all' : 'half', signal)) {
    if (!isOwn(deps, statement)) continue;
    await deps.store.append(statement);
    if (statement.statement.blockNumber > (floor?.statement.blockNumber ?? -1)) floor = statement;
  }
  return floor;
}

async function askOthers(
  deps: SignBlocksDeps,
  needed: 'half' | 'all',
  signal: AbortSignal,
): Promise<readonly BlockStatement[]> {
  while (!signal.aborted) {
    try {
      return await deps.peers.latestOf(deps.domain, needed);
    } catch (cause) {
      deps.onEvent({ kind: 'peer-unreachable', cause });
      await sleep(deps.retryInterval, undefined, { signal }).catch(() => undefined);
    }
  }
  return [];
}

/** Whether the statement is this witness's own on this network: its key decides, not the store or the peer that shows it. */
function isOwn({ network, domain, ledger, signer }: SignBlocksDeps, each: BlockStatement): boolean {
  const { statement } = each;
  const isOurs = statement.network === network && statement.ledger === ledger.ledgerId && statement.domain === domain;
  return isOurs && isSignedBy(signer.publicKey, each);
}

function timeOf(each: BlockStatement | undefined): number {
  return each === undefined ? 0 : parseTime(each.statement.seenAt);
}
