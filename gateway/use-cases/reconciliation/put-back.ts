import type { z } from 'zod';
import { signedLicenceBatch } from '../../../chaincode/model/command.js';
import { commandDigest } from '../../../chaincode/model/command-digest.js';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { encodeHex } from '../../../pki/encoding/hex.js';
import { parseTime } from '../../../pki/encoding/times.js';
import { merkleRoot } from '../../../pki/merkle/tree.js';
import { batchLeafHash } from '../../domain/evidence/leaves.js';
import type { KeptBatch } from '../../domain/ports/reconciliation-rows.js';
import type { Fix } from '../../domain/reconciliation/drift.js';
import { leavesInOrder } from '../../domain/reconciliation/leaves-in-order.js';
import { readKept } from '../../domain/reconciliation/read-kept.js';
import type { Run } from './run.js';

export type PutBack =
  | { ok: true; fix: Fix }
  /** Why the ledger would not take it. */
  | { ok: false; detail: string };

/** A signed batch as the outbox sends it, made anew from the signed command and the leaves of its licences. */
export async function putBack({ rows, facts, clock }: Run, batch: KeptBatch): Promise<PutBack> {
  const signed = readKept(signedLicenceBatch, batch.signed);
  if (signed === undefined || !(await isWhole(signed, batch, facts)))
    return { ok: false, detail: 'its command is not signed' };
  if (parseTime(signed.command.expires) <= clock.now()) return { ok: false, detail: 'its command has expired' };
  const leaves = leavesInOrder(await rows.leavesOf(batch.digest));
  const { root, size } = signed.command.body;
  if (leaves.length !== size || encodeHex(merkleRoot(leaves.map(batchLeafHash))) !== root)
    return { ok: false, detail: 'its licences are not all there' };
  const item = { digest: batch.digest, kind: signed.command.kind, input: canonicalJson({ ...signed, leaves }) };
  return { ok: true, fix: { kind: 'put-back', item } };
}

async function isWhole(
  signed: z.infer<typeof signedLicenceBatch>,
  { digest }: KeptBatch,
  facts: Run['facts'],
): Promise<boolean> {
  return commandDigest(signed.command) === digest && (await facts.isSigned(signed));
}
