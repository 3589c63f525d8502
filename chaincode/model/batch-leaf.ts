import { z } from 'zod';
import { count, day, digest, domainCode, licenceTypeCode, uscc } from './primitives.js';

/**
 * One licence version as the ledger takes it: everything that the rules check, and nothing about a person.
 * The Merkle leaf of a batch is the canonical JSON of this object under the leaf purpose `licence-leaf`.
 */
export const batchLeaf = z.strictObject({
  /** `licence/<authority>/<type>/<SM3>`. */
  key: z.string().regex(/^licence\/[0-9A-Z]{18}\/[0-9A-Z]{21}\/[0-9a-f]{64}$/),
  /** Version of the ledger entry before this command; 0 where the entry must not exist. */
  expectedVersion: count,
  /** Version of the licence, GB/T 36904: 1 for a new licence, one more than before for a reissue. */
  licenceVersion: z.int().min(1).max(999),
  /** SM3 of the sealed document. */
  digest,
  domain: domainCode,
  authority: uscc,
  type: licenceTypeCode,
  validFrom: day,
  validUntil: z.exactOptional(day),
  /** Fingerprint of the certificate whose key made the attestation. */
  attestationCertificate: digest,
  /** Fingerprint of the certificate whose key made the seal signature. */
  sealCertificate: digest,
  /** SM3 of the seal's DER. */
  seal: digest,
  /** SM3 of the DER of the seal signature (SES_Signature). */
  sealSignature: digest,
});
export type BatchLeaf = z.infer<typeof batchLeaf>;

export const LICENCE_LEAF = 'licence-leaf';
/** Licences in one transaction. */
export const MAX_BATCH = 500;
