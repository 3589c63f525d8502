import type { VerifiedBlock } from '../../domain/ports/ledger.js';
import type { ApplyTransaction } from '../apply-transaction.js';
import { hasCommandSignature } from '../command-signatures.js';
import { blockHash, NO_HASH } from '../embedded/block-header.js';
import { checkBlock } from '../embedded/check-block.js';
import { loadBlocks } from '../embedded/load-blocks.js';
import type { Queryable } from '../embedded/queryable.js';
import type { RawBlock, RawWrite } from '../embedded/raw-block.js';
import { parseRecord } from '../record-text.js';
import { createSignerKeys, type SignerKeys } from '../signer-keys.js';
import { compareWrites } from './compare-writes.js';
import type { Finding } from './finding.js';
import { createReplay } from './replay.js';
import { type CheckedChain, forgetInputs, type ReplayedBlock, rememberWitnessKey } from './replayed-chain.js';

const BLOCKS_AT_ONCE = 8;

/** Walks the chain from block 0: recomputes it, and runs every transaction again. Goes on after a finding. */
export async function checkChain(database: Queryable, apply: ApplyTransaction): Promise<CheckedChain> {
  const findings: Finding[] = [];
  const blocks = new Map<number, ReplayedBlock>();
  const ledgerId = await firstHash(database);
  const replay = createReplay(apply, ledgerId);
  const keys = createSignerKeys();
  const witnessKeys: CheckedChain['witnessKeys'] = new Map();
  let number = 0;
  let previousHash = NO_HASH;
  for await (const raw of allBlocks(database)) {
    for (; number < raw.number; number += 1)
      findings.push({ code: 'BLOCK_MISSING', table: 'ledger_block', block: number });
    const { problems, block } = checkBlock(raw, { number, previousHash });
    for (const problem of problems) findings.push({ ...problem, block: raw.number });
    for (const transaction of raw.transactions) {
      const writes = await replay.apply({ ...transaction, block: raw.number });
      findings.push(...compareWrites(raw.number, transaction.index, transaction.writes, writes));
      for (const { key, record } of readRecords(writes ?? [])) {
        keys.learn(key, record);
        if (record.kind === 'domain') rememberWitnessKey(witnessKeys, record);
      }
    }
    if (block !== undefined) findings.push(...(await badSignatures(block, keys)));
    previousHash = blockHash(raw.header);
    blocks.set(raw.number, { blockHash: previousHash, whole: block && forgetInputs(block) });
    number = Math.max(number, raw.number + 1);
  }
  if (number === 0) findings.push({ code: 'BLOCK_MISSING', table: 'ledger_block', block: 0 });
  return { findings, blocks, replay, ledgerId, witnessKeys };
}

async function* allBlocks(database: Queryable): AsyncGenerator<RawBlock> {
  // Numbers below 0 belong to nothing, and are met first.
  let next = -2_147_483_648;
  for (;;) {
    const blocks = await loadBlocks(database, next, BLOCKS_AT_ONCE);
    yield* blocks;
    const last = blocks.at(-1);
    if (last === undefined || last.number === 2_147_483_647) return;
    next = last.number + 1;
  }
}

/** The identity under which the commands were given. Of a damaged block 0 its own word; the damage is a finding. */
async function firstHash(database: Queryable): Promise<string> {
  const { rows } = await database.query<{ header: string }>('SELECT header FROM ledger_block WHERE number = 0');
  return rows[0] === undefined ? NO_HASH : blockHash(rows[0].header);
}

/** The rules check signatures too; this holds where `apply` were ever anything less. */
async function badSignatures({ blockNumber, transactions }: VerifiedBlock, keys: SignerKeys): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [index, { input }] of transactions.entries()) {
    if ((await hasCommandSignature(input, async (signer) => keys.find(signer))) === true) continue;
    findings.push({ code: 'COMMAND_SIGNATURE', table: 'ledger_transaction', block: blockNumber, index });
  }
  return findings;
}

function readRecords(writes: readonly RawWrite[]) {
  return writes.map(({ key, record }) => ({ key, record: parseRecord(record) }));
}
