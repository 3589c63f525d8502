import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type BatchLeaf, LICENCE_LEAF } from '../../chaincode/model/batch-leaf.js';
import type { CommandOf, SignedLicenceBatch } from '../../chaincode/model/command.js';
import type { TransactionInput } from '../../chaincode/model/transaction.js';
import { licenceKeyId } from '../../gateway/domain/ports/key-ring.js';
import { readSecretFile } from '../../gateway/keys/secret-file.js';
import { encodeBase64url } from '../../pki/encoding/base64url.js';
import { canonicalBytes } from '../../pki/encoding/canonical-json.js';
import { encodeHex } from '../../pki/encoding/hex.js';
import { formatTime } from '../../pki/encoding/times.js';
import { leafHash } from '../../pki/merkle/hashes.js';
import { merkleRoot } from '../../pki/merkle/tree.js';
import { openFileKeyStore } from '../../pki/signer/file-key-store.js';
import type { Signer } from '../../pki/signer/signer.js';
import { licenceIdsOf, postBatch, untilAnchored } from './batches.js';
import type { BenchNetwork } from './network.js';

const HOUR_MS = 3600_000;

/** Makes signed batches of licences that exist on the ledger only: their digests are random, everything else is as the rules want it. */
export type MakeBatch = (size: number) => Promise<TransactionInput>;

/** Issues one licence to take everything from that a leaf rests on, and signs with the authority's own key. */
export async function prepareBatches(network: BenchNetwork): Promise<MakeBatch> {
  const rows = network.orders('anchor', 1).map((order) => JSON.stringify(order));
  const [licenceId = ''] = licenceIdsOf(await postBatch(network, rows), 1);
  await untilAnchored(network, [licenceId]);
  const client = network.province.as(network.authority, 'auditor');
  const evidence = await client.get<{ receipt: { leaf: BatchLeaf; batch: SignedLicenceBatch } }>(
    `/v1/licences/${licenceId}/evidence`,
  );
  const { leaf, batch } = evidence.receipt;
  const kek = await readSecretFile(join(network.gatewayFolder, 'development.kek'), { create: false });
  const folder = join(network.gatewayFolder, 'keys');
  const keys = await openFileKeyStore({ folder, kek, now: () => Date.now() });
  const signer = await keys.signer(licenceKeyId(network.authority));
  return (size) => signBatch(freshLeaves(leaf, size), batch.command, signer);
}

function freshLeaves(leaf: BatchLeaf, size: number): BatchLeaf[] {
  const prefix = leaf.key.slice(0, leaf.key.lastIndexOf('/') + 1);
  return Array.from({ length: size }, () => ({
    ...leaf,
    key: `${prefix}${randomBytes(32).toString('hex')}`,
    digest: randomBytes(32).toString('hex'),
    sealSignature: randomBytes(32).toString('hex'),
  }));
}

async function signBatch(
  leaves: BatchLeaf[],
  like: CommandOf<'licence-batch'>,
  signer: Signer,
): Promise<TransactionInput> {
  const root = encodeHex(merkleRoot(leaves.map((leaf) => leafHash(LICENCE_LEAF, canonicalBytes(leaf)))));
  const now = Date.now();
  const command = {
    ...like,
    target: `batch/${root}`,
    issuedAt: formatTime(now),
    expires: formatTime(now + HOUR_MS),
    body: { root, size: leaves.length },
  };
  const signature = await signer.sign('licence-batch', canonicalBytes(command));
  return { command, signature: encodeBase64url(signature), leaves };
}
