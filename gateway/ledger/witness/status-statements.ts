import { formatTime } from '../../../pki/encoding/times.js';
import type { Signer } from '../../../pki/signer/signer.js';
import { AppError } from '../../domain/errors.js';
import type { StatusLeaf, StatusStatement } from '../../domain/evidence/status.js';
import { signStatusTree, statusTree } from '../../domain/evidence/status-tree.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Ledger, LedgerEntry } from '../../domain/ports/ledger.js';
import type { AnchoredBlocks } from './anchored-blocks.js';
import type { Anchoring } from './anchoring.js';
import { statusKindOf } from './status-kind.js';

/** Keys of one statement. */
export const MAX_STATUS_KEYS = 64;
/** Asked for within one turn of the event loop and signed together; far below what a head may cover. */
const MAX_TOGETHER = 4_096;
const STALE_MS = 10 * 60_000;

export interface StatusStatementsDeps {
  network: string;
  domain: string;
  ledger: Pick<Ledger, 'ledgerId' | 'read'>;
  signer: Signer;
  anchored: AnchoredBlocks;
  clock: Clock;
  /**
   * The newest block that this witness has verified, and its time in milliseconds since 1970. Throws LEDGER_CORRUPT once a block
   * did not hold.
   */
  newest: () => { blockNumber: number; at: number } | undefined;
}

interface Asked {
  keys: readonly string[];
  resolve: (statement: StatusStatement) => void;
  reject: (reason: unknown) => void;
}

/**
 * States what the domain's own node says of entries at this moment. Requests that come together share one read and one
 * signature. Throws WITNESS_STALE when the newest block is older than ten minutes, NOT_FOUND for a key without an entry,
 * LEDGER_UNAVAILABLE where only other members' nodes answer, LEDGER_CORRUPT once a block of the own node did not hold, STATUS_UNAVAILABLE for
 * one whose block no quorum or not this witness has seen yet, INVALID_REQUEST for other entries and for no or over 64 keys.
 */
export function createStatusStatements(deps: StatusStatementsDeps) {
  const waiting: Asked[] = [];
  let lastSeen = 0;

  const flush = async () => {
    const asked = waiting.splice(0, Math.floor(MAX_TOGETHER / MAX_STATUS_KEYS));
    if (waiting.length > 0) setImmediate(() => void flush());
    try {
      const { height, leaves } = await readLeaves(deps, [...new Set(asked.flatMap(({ keys }) => keys))]);
      const good = asked.filter(({ keys, reject }) => {
        const failure = keys.map((key) => leaves.get(key)).find((leaf) => leaf instanceof AppError);
        if (failure !== undefined) reject(failure);
        return failure === undefined;
      });
      if (good.length === 0) return;
      lastSeen = Math.max(deps.clock.now(), lastSeen);
      const statementFor = await signLeaves(deps, leaves, height, formatTime(lastSeen));
      for (const { keys, resolve } of good) resolve(statementFor(keys));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  };

  return (keys: readonly string[]): Promise<StatusStatement> =>
    new Promise((resolve, reject) => {
      if (keys.length === 0 || keys.length > MAX_STATUS_KEYS) {
        reject(new AppError('INVALID_REQUEST', 'a status statement has 1 to 64 keys'));
        return;
      }
      waiting.push({ keys, resolve, reject });
      if (waiting.length === 1) setImmediate(() => void flush());
    });
}

type Leaves = Map<string, StatusLeaf | AppError>;

async function readLeaves(
  deps: StatusStatementsDeps,
  keys: readonly string[],
): Promise<{ height: number; leaves: Leaves }> {
  const { ledger, anchored, clock, newest } = deps;
  const { height, entries, fallback } = await ledger.read(keys);
  if (fallback !== undefined) {
    throw new AppError('LEDGER_UNAVAILABLE', 'a witness speaks of its own node alone, and that does not answer');
  }
  const seen = newest();
  if (seen === undefined || clock.now() - seen.at > STALE_MS) {
    throw new AppError('WITNESS_STALE', 'the newest block of this node is older than ten minutes');
  }
  if (height < seen.blockNumber)
    throw new AppError('LEDGER_UNAVAILABLE', 'the node answers below a block that it has shown');
  const anchorings = await anchored.of([...entries.values()].map(({ blockNumber }) => blockNumber));
  const leaves: Leaves = new Map();
  for (const key of keys) {
    const entry = entries.get(key);
    // What others have seen in a block that is not verified here yet is no word of this witness's.
    const isVerified = entry !== undefined && entry.blockNumber <= seen.blockNumber;
    const anchoring = isVerified ? anchorings.get(entry.blockNumber) : undefined;
    leaves.set(key, entry === undefined ? notFound(key) : leafOf(entry, anchoring));
  }
  return { height, leaves };
}

function leafOf(entry: LedgerEntry, anchoring: Anchoring | undefined): StatusLeaf | AppError {
  const { key, record, blockNumber, index } = entry;
  const kind = statusKindOf(record);
  if (kind === undefined)
    return new AppError('INVALID_REQUEST', 'no status is stated of this entry', { details: { key } });
  if (anchoring === undefined) {
    return new AppError('STATUS_UNAVAILABLE', 'no quorum has seen the entry yet', { details: { key } });
  }
  return {
    key,
    kind,
    version: record.version,
    digest: record.digest,
    state: record.state,
    since: anchoring.at,
    sinceBlock: blockNumber,
    sinceIndex: index,
    ...('distrustFrom' in record && record.distrustFrom !== undefined && { distrustFrom: record.distrustFrom }),
  };
}

function notFound(key: string): AppError {
  return new AppError('NOT_FOUND', 'there is no such entry on the ledger', { details: { key } });
}

function signLeaves(deps: StatusStatementsDeps, leaves: Leaves, blockNumber: number, seenAt: string) {
  const { network, domain, ledger, signer } = deps;
  const good = [...leaves.values()].filter((leaf): leaf is StatusLeaf => !(leaf instanceof AppError));
  const head = { network, ledger: ledger.ledgerId, domain, blockNumber, seenAt };
  return signStatusTree(statusTree(good), head, (bytes) => signer.sign('status-head', bytes));
}
