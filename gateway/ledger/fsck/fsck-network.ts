import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { AppError } from '../../domain/errors.js';
import type { Ledger, VerifiedBlock } from '../../domain/ports/ledger.js';
import type { ApplyTransaction } from '../apply-transaction.js';
import { MAX_READ_KEYS } from '../coalesce-reads.js';
import { parseRecord, recordText } from '../record-text.js';
import { checkWitnesses } from './check-witnesses.js';
import { compareWrites } from './compare-writes.js';
import type { Finding } from './finding.js';
import { createReplay, type ReplayedEntry } from './replay.js';
import { type CheckedChain, forgetInputs, rememberWitnessKey } from './replayed-chain.js';

/**
 * Replays a ledger that is shared with others, from the own node's blocks, with the transaction functions: what a majority of the
 * members has endorsed against the rules shows here, write by write, and so does a state that is not what the blocks wrote. An
 * empty list is the good answer. The whole state is held in memory.
 */
export async function fsckNetwork(input: {
  ledger: Ledger;
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
  const stop = new AbortController();
  try {
    for await (const block of ledger.blocks(0, stop.signal)) {
      findings.push(...(await replayBlock(chain, block)));
      if (block.blockNumber >= height) stop.abort();
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'LEDGER_CORRUPT') throw error;
    const { block } = error.details;
    findings.push({ code: 'BLOCK_DATA', table: 'ledger_block', ...(typeof block === 'number' ? { block } : {}) });
  }
  findings.push(...(await compareEntries(ledger, chain.replay.state)), ...(await checkWitnesses(chain, statements)));
  return findings;
}

async function replayBlock(chain: CheckedChain, block: VerifiedBlock): Promise<Finding[]> {
  const findings: Finding[] = [];
  const { blockNumber, blockHash } = block;
  for (const [index, { input, at, writes }] of block.transactions.entries()) {
    const replayed = await chain.replay.apply({ input: canonicalJson(input), at, block: blockNumber, index });
    const stored = writes.map(({ key, record }) => ({ key, record: recordText(record) }));
    findings.push(...compareWrites(blockNumber, index, stored, replayed));
    for (const { record } of replayed ?? []) {
      const parsed = parseRecord(record);
      if (parsed.kind === 'domain') rememberWitnessKey(chain.witnessKeys, parsed);
    }
  }
  chain.blocks.set(blockNumber, { blockHash, whole: forgetInputs(block) });
  return findings;
}

/** Entries that have been written since the replay ended are as they should be: only older places can differ. */
async function compareEntries(ledger: Ledger, replayed: ReadonlyMap<string, ReplayedEntry>): Promise<Finding[]> {
  const findings: Finding[] = [];
  const table = 'ledger_state';
  const last = Math.max(0, ...[...replayed.values()].map(({ block }) => block));
  const keys = [...replayed.keys()];
  for (let at = 0; at < keys.length; at += MAX_READ_KEYS) {
    const page = keys.slice(at, at + MAX_READ_KEYS);
    const { entries } = await ledger.read(page);
    for (const key of page) {
      const stored = entries.get(key);
      const right = replayed.get(key);
      if (stored === undefined) findings.push({ code: 'STATE_MISSING', table, key });
      else if (stored.blockNumber > last) continue;
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
