import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import type { CommandOf } from '../../../chaincode/model/command.js';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { createMerkleTree } from '../../../pki/merkle/tree.js';
import { blockEntryLeaf } from '../../domain/evidence/leaves.js';
import type { VerifiedBlock } from '../../domain/ports/ledger.js';
import type { KeptBatch } from '../../domain/ports/reconciliation-rows.js';
import { type BatchGround, type BatchPlace, checkBatch } from '../../domain/reconciliation/check-batch.js';
import { missingEntry } from '../../domain/reconciliation/check-entry.js';
import { checkCommitted } from '../../domain/reconciliation/check-outbox.js';
import { checkStatement } from '../../domain/reconciliation/check-statement.js';
import type { Drift } from '../../domain/reconciliation/drift.js';
import { isSignedByWitness, type StatementGround } from '../../domain/reconciliation/judge-statement.js';
import { followedTo, type Run } from './run.js';

type Transaction = VerifiedBlock['transactions'][number];
type OwnBatch = { index: number; transaction: Transaction; command: CommandOf<'licence-batch'> };

/** The domain's own batches of a block. */
export function ownBatches({ transactions }: VerifiedBlock, domain: string): OwnBatch[] {
  return transactions.flatMap((transaction, index) => {
    const { command } = transaction.input;
    return command.kind === 'licence-batch' && command.domain === domain ? [{ index, transaction, command }] : [];
  });
}

/** Holds what the database has of one block against the block. */
export async function reconcileBlock(run: Run, block: VerifiedBlock): Promise<void> {
  await run.sink.check(async () => {
    const followed = await followedTo(run);
    const members = await run.members.at(block.blockNumber);
    const ground: StatementGround | undefined = members && {
      network: run.network.network,
      ledger: run.ledger.ledgerId,
      members,
      isSigned: rememberSignatures(),
    };
    const drifts = ground === undefined ? [] : await checkStatements(run, block, ground);
    // What the projection has not followed yet is nobody's fault; how far it is behind, the checkpoint tells.
    if (block.blockNumber > followed) return drifts;
    if (ground !== undefined) drifts.push(...(await checkBatches(run, block, ground)));
    drifts.push(...(await checkLicences(run, block)));
    drifts.push(...(await checkEntries(run, block)));
    for (const item of await run.rows.outboxItems(block.transactions.map(({ digest }) => digest)))
      drifts.push(...checkCommitted(item));
    return drifts;
  });
}

async function checkStatements(run: Run, block: VerifiedBlock, ground: StatementGround): Promise<Drift[]> {
  const rows = await run.rows.statementsAt(block.blockNumber);
  run.rowsChecked += rows.length;
  return rows.flatMap((row) => checkStatement(row, block, ground));
}

async function checkBatches(run: Run, block: VerifiedBlock, statements: StatementGround): Promise<Drift[]> {
  const own = ownBatches(block, run.domain);
  const rows = await run.rows.batchesAt(
    block.blockNumber,
    own.map(({ transaction }) => transaction.digest),
  );
  const drifts: Drift[] = [];
  const tree =
    own.length === 0
      ? undefined
      : createMerkleTree(
          block.transactions.map((each) => blockEntryLeaf(each.transactionId, each.purpose, each.digest)),
        );
  for (const each of own) {
    const row = rows.find(({ digest }) => digest === each.transaction.digest);
    const key = each.transaction.digest;
    if (row === undefined || tree === undefined) {
      const detail = 'the ledger has the batch';
      drifts.push({ class: 'missing-in-database', table: 'licence_batch', key, detail });
      continue;
    }
    const { size, index, path } = tree.proof(each.index);
    drifts.push(...(await checkOne(run, row, { block, ...each, proof: { index, size, path: [...path] } }, statements)));
  }
  const known = new Set(own.map(({ transaction }) => transaction.digest));
  for (const { digest } of rows.filter((row) => !known.has(row.digest))) {
    const finding = { class: 'state-differs', table: 'licence_batch', column: 'block_number', key: digest } as const;
    drifts.push({ ...finding, detail: 'the block has no such batch' });
  }
  return drifts;
}

async function checkOne(
  run: Run,
  row: KeptBatch,
  place: Omit<BatchPlace, 'certificates'> & OwnBatch,
  statements: StatementGround,
): Promise<Drift[]> {
  const { transaction, command, block } = place;
  const leaves = transaction.input.leaves ?? [];
  const signers = leaves.flatMap(({ attestationCertificate, sealCertificate }) => [
    attestationCertificate,
    sealCertificate,
  ]);
  const certificates = await run.facts.chain(
    [...new Set([command.signer, ...signers])].sort(),
    [...new Set(leaves.map(({ seal }) => seal))].sort(),
  );
  const judge = (quorum: readonly BlockStatement[] | undefined) => {
    const { domain, lateAfterMs } = run;
    const ground: BatchGround = { ...statements, domain, lateAfterMs, now: run.clock.now(), quorum };
    return checkBatch(row, { ...place, certificates }, ground);
  };
  const drifts = judge(undefined);
  const isUnanchored = drifts.some(({ column }) => column === 'statements' || column === 'anchored_at');
  return isUnanchored ? judge(await run.receiptStatements(block.blockNumber)) : drifts;
}

/** Every licence that the domain's authorities have put on the ledger is kept here, in each of its versions. */
async function checkLicences(run: Run, block: VerifiedBlock): Promise<Drift[]> {
  const leaves = ownBatches(block, run.domain).flatMap(({ transaction }) => transaction.input.leaves ?? []);
  if (leaves.length === 0) return [];
  const known = await run.rows.knownLicences([...new Set(leaves.map(({ key }) => key))]);
  return leaves
    .map(({ key, licenceVersion }) => `${key}@${licenceVersion}`)
    .filter((name) => !known.has(name))
    .map((key) => ({ class: 'missing-in-database', table: 'licence', key, detail: 'the ledger has the licence' }));
}

async function checkEntries(run: Run, { transactions }: VerifiedBlock): Promise<Drift[]> {
  const keys = [...new Set(transactions.flatMap(({ writes }) => writes.map(({ key }) => key)))];
  if (keys.length === 0) return [];
  const known = await run.rows.knownEntries(keys);
  const missing = keys.filter((key) => !known.has(key));
  if (missing.length === 0) return [];
  const { entries } = await run.ledger.read(missing);
  return [...entries.values()].map(missingEntry);
}

/** Within one block: its batches carry the same statements. */
function rememberSignatures(): typeof isSignedByWitness {
  const good = new Set<string>();
  return (key, each) => {
    const name = `${Buffer.from(key).toString('latin1')}${canonicalJson(each)}`;
    const holds = good.has(name) || isSignedByWitness(key, each);
    if (holds) good.add(name);
    return holds;
  };
}
