import { type BatchLeaf, LICENCE_LEAF } from '../../../chaincode/model/batch-leaf.js';
import { encodeHex } from '../../../pki/encoding/hex.js';
import { formatTime } from '../../../pki/encoding/times.js';
import { leafHash } from '../../../pki/merkle/hashes.js';
import { createMerkleTree } from '../../../pki/merkle/tree.js';
import { AppError } from '../../domain/errors.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { LicenceStore } from '../../domain/ports/licence-store.js';
import type { SealUse } from '../../domain/seals/use-record.js';
import type { CommandDesk } from '../commands/command-desk.js';
import type { SealUseOrder } from '../seals/permit-seal-use.js';
import { type LicenceToMake, type MakingDeps, makeLicence } from './make-licence.js';
import type { Press } from './press.js';

const ENCODER = new TextEncoder();

export interface IssueBatchDeps extends Omit<MakingDeps, 'network' | 'ledger' | 'now'> {
  ledgerId: string;
  licences: LicenceStore;
  desk: CommandDesk;
  clock: Clock;
}

/**
 * Makes and signs up to 500 licences, keeps them with their signed batch in one database transaction, and only then asks the
 * ledger; with them, a record of each use of the seal, and what they take from the caller's grant: SEAL_QUOTA_EXHAUSTED where that has
 * fewer left. Rejects with LEDGER_REFUSED or LEDGER_CONFLICT when the rules refuse the batch, which is then let go; with
 * LEDGER_UNAVAILABLE the batch stays in the outbox and goes on by itself.
 */
export function createIssueBatch(deps: IssueBatchDeps) {
  return async (
    items: readonly LicenceToMake[],
    press: Press,
    reason: string,
    use: SealUseOrder,
  ): Promise<{ blockNumber?: number }> => {
    const { network } = await deps.desk.network();
    const making: MakingDeps = { ...deps, network, ledger: deps.ledgerId, now: () => deps.clock.now() };
    const made = [];
    for (const item of items) made.push(await makeLicence(item, press, making));
    const now = deps.clock.now();

    const tree = createMerkleTree(made.map(({ licence }) => leafHash(LICENCE_LEAF, ENCODER.encode(licence.leaf))));
    const root = encodeHex(tree.root);
    const signed = await deps.desk.sign({
      kind: 'licence-batch',
      target: `batch/${root}`,
      reason,
      body: { root, size: made.length },
      expectedVersion: 0,
      authority: press.authority,
      certificate: press.signing.certificate,
      signer: press.signing.signer,
      leaves: made.map(({ leaf }) => leaf),
    });
    await deps.licences.addBatch({
      digest: signed.digest,
      signed: JSON.stringify({ command: signed.input.command, signature: signed.input.signature }),
      certificates: JSON.stringify(press.certificates),
      createdAt: now,
      licences: made.map(({ licence }, at) => ({ ...licence, batchProof: JSON.stringify(tree.proof(at)) })),
      outbox: { digest: signed.digest, kind: signed.kind, input: signed.text },
      sealUses: made.map(({ leaf }) => sealUseOf(leaf, press, reason, use, now)),
      ...(use.grant === undefined ? {} : { sealGrant: use.grant }),
    });
    try {
      const { blockNumber } = await deps.desk.send(signed, { kept: true });
      return { blockNumber };
    } catch (error) {
      if (error instanceof AppError && error.code === 'LEDGER_UNAVAILABLE') return {};
      throw error;
    }
  };
}

function sealUseOf(
  leaf: BatchLeaf,
  { authority, seal }: Press,
  reason: string,
  use: SealUseOrder,
  now: number,
): SealUse {
  return {
    at: formatTime(now),
    subject: use.actor.subject,
    tenant: use.actor.tenant,
    action: 'seal-licence',
    authority,
    basis: use.basis,
    businessItem: `${leaf.type}/${reason}`,
    seal: seal.digest,
    esId: seal.esId,
    sealVersion: seal.version,
    document: leaf.digest,
    result: 'done',
    signature: leaf.sealSignature,
  };
}

export type IssueBatch = ReturnType<typeof createIssueBatch>;
