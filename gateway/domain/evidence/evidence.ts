import { z } from 'zod';
import { batchLeaf } from '../../../chaincode/model/batch-leaf.js';
import { blockStatement } from '../../../chaincode/model/block-statement.js';
import { signedLicenceBatch } from '../../../chaincode/model/command.js';
import { bytes, digest, signature } from '../../../chaincode/model/primitives.js';
import { licenceDocument, openedField } from '../licence/document.js';
import { merkleProof } from './proof.js';
import { statusStatement } from './status.js';

/**
 * Ledger receipt: the leaf is in the batch that the authority signed, the batch's command is in a block, and a quorum
 * of witnesses, its earliest statements and no more, saw that block.
 */
export const ledgerReceipt = z.strictObject({
  leaf: batchLeaf,
  batchProof: merkleProof,
  batch: signedLicenceBatch,
  transactionId: digest,
  blockProof: merkleProof,
  statements: z.array(blockStatement).min(1).max(100),
});
export type LedgerReceipt = z.infer<typeof ledgerReceipt>;

/** Everything that a stranger with a trust list needs to judge a licence. */
export const evidence = z.strictObject({
  format: z.literal('yinxin/evidence/v1'),
  document: licenceDocument,
  /** Opened fields in bytewise order of their digests. */
  fields: z.array(openedField).max(80),
  /** Compact attestation of the authority over {network, ledger, domain, authority, type, licenceDigest}. */
  attestation: signature,
  /** SES_Signature, DER. */
  sealSignature: bytes(262_144),
  /** Every certificate of the chains below the roots, DER, in bytewise order of fingerprints, none twice, none unused. */
  certificates: z.array(bytes(4096)).min(2).max(16),
  receipt: ledgerReceipt,
  /** Status statements of a quorum of witnesses, ordered by domain; empty where none has been stapled. */
  statuses: z.array(statusStatement).max(100),
});
export type Evidence = z.infer<typeof evidence>;

const { leaf, batchProof, ...receiptOfBatch } = ledgerReceipt.shape;
const { certificates, receipt: _, ...withoutReceipt } = evidence.shape;

/** Of evidence: what every licence of one batch has in the same form. */
export const batchParts = z.strictObject({ certificates, ...receiptOfBatch });
export type BatchParts = z.infer<typeof batchParts>;

/** Of evidence: what is one licence's own. */
export const ownParts = z.strictObject({ ...withoutReceipt, leaf, batchProof });
export type OwnParts = z.infer<typeof ownParts>;
