import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { AppError } from '../../domain/errors.js';
import type { Ledger, LedgerEntry, VerifiedBlock } from '../../domain/ports/ledger.js';
import type { ApplyTransaction } from '../apply-transaction.js';
import { MAX_READ_KEYS } from '../coalesce-reads.js';
import type { FabricLedger } from '../fabric/fabric-ledger.js';
import type { InspectedBlock } from '../fabric/inspect-chain.js';
import { parseRecord, recordText } from '../record-text.js';
import { checkWitnesses } from './check-witnesses.js';
import { compareWrites } from './compare-writes.js';
import type { Finding } from './finding.js';
import { createReplay, type ReplayedEntry } from './replay.js';
import { type CheckedChain, forgetInputs, rememberWitnessKey } from './replayed-chain.js';

/**
 * Replays a ledger that is shared with others, from the own node's blocks, with the transaction functions: what a majority of the
 * members has endorsed against the rules shows here, write by write, and so does a state that is not what the blocks wrote. It
 * goes on behind what does not hold, and what was built on that shows too. An empty list is the good answer. The whole state is
 * held in memory.
 */
export async function fsckNetwork(input: {
  ledger: Pick<FabricLedger, 'ledgerId' | 'read' | 'inspect'>;
  apply: ApplyTransaction;
  /** What witnesses have signed of this ledger. */
  statements: Iterable<BlockStatement>;
}): Promise<Finding[]> {
  const { ledger, apply, statements } = input;
  const { height } = await ledger.read([]);
  const findings: Finding[] = [];
  const chain: CheckedChain = {
    findings,
    blocks: new Map(),
    replay: createReplay(apply, ledger.ledgerId),
    ledgerId: ledger.ledgerId,
    witnessKeys: new Map(),
  };
  for await (const inspected of ledger.inspect(height)) {
    findings.push(...tellFlaws(inspected));
    if (inspected.block !== undefined) findings.push(...(await replayBlock(chain, inspected.block)));
  }
  findings.push(
    ...(await compareEntries(ledger, chain.replay.state, height)),
    ...(await checkWitnesses(chain, statements)),
  );
  return findings;
}

function* tellFlaws({ blockNumber, problems, flaws }: InspectedBlock): Generator<Finding> {
  for (const code of problems) yield { code, table: 'ledger_block', block: blockNumber };
  for (const { problem, transactionId, keys } of flaws) {
    const about = { code: problem, block: blockNumber, transactionId } as const;
    if (keys.length === 0) yield { ...about, table: 'ledger_transaction' };
    for (const key of keys) yield { ...about, table: 'ledger_write', key };
  }
}

async function replayBlock(chain: CheckedChain, block: VerifiedBlock): Promise<Finding[]> {
  const findings: Finding[] = [];
  const { blockNumber, blockHash } = block;
  for (const [index, { input, at, writes, transactionId }] of block.transactions.entries()) {
    const replayed = await chain.replay.apply({ input: canonicalJson(input), at, block: blockNumber, index });
    const stored = writes.map(({ key, record }) => ({ key, record: recordText(record) }));
    for (const finding of compareWrites(blockNumber, index, stored, replayed))
      findings.push({ ...finding, transactionId });
    // What the rules refuse was written all the same.
    const refused = replayed === undefined ? stored : [];
    for (const { key } of refused) {
      findings.push({ code: 'WRITE_SURPLUS', table: 'ledger_write', block: blockNumber, index, key, transactionId });
    }
    for (const { record } of replayed ?? []) {
      const parsed = parseRecord(record);
      if (parsed.kind === 'domain') rememberWitnessKey(chain.witnessKeys, parsed);
    }
  }
  chain.blocks.set(blockNumber, { blockHash, whole: forgetInputs(block) });
  return findings;
}

/** Entries that have been written since the replay ended are as they should be: only older places can differ. */
async function compareEntries(
  ledger: Pick<Ledger, 'read'>,
  replayed: ReadonlyMap<string, ReplayedEntry>,
  height: number,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const table = 'ledger_state';
  const keys = [...replayed.keys()];
  for (let at = 0; at < keys.length; at += MAX_READ_KEYS) {
    const page = keys.slice(at, at + MAX_READ_KEYS);
    const entries = await readReadable(ledger, page);
    for (const key of page) {
      const stored = entries.get(key);
      const right = replayed.get(key);
      if (stored === 'unreadable') findings.push({ code: 'STATE_DIFFERENT', table, key });
      else if (stored === undefined) findings.push({ code: 'STATE_MISSING', table, key });
      else if (stored.blockNumber > height) continue;
      else if (
        recordText(stored.record) !== right?.record ||
        stored.blockNumber !== right.block ||
        stored.index !== right.index
      ) {
        findings.push({ code: 'STATE_DIFFERENT', table, key });
      }
    }
  }
  return findings;
}

/** One entry whose place does not hold makes a page unreadable: then each is asked for by itself. */
async function readReadable(
  ledger: Pick<Ledger, 'read'>,
  keys: readonly string[],
): Promise<Map<string, LedgerEntry | 'unreadable'>> {
  try {
    return new Map((await ledger.read(keys)).entries);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'LEDGER_CORRUPT') throw error;
    const [first] = keys;
    if (keys.length === 1 && first !== undefined) return new Map([[first, 'unreadable']]);
    const half = Math.ceil(keys.length / 2);
    const parts = [await readReadable(ledger, keys.slice(0, half)), await readReadable(ledger, keys.slice(half))];
    return new Map(parts.flatMap((part) => [...part]));
  }
}
