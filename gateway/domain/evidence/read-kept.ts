import { type CanonicalValue, parseStrictJson } from '../../../pki/encoding/canonical-json.js';
import { PkiError } from '../../../pki/errors.js';
import { fieldDigest } from '../licence/field-digest.js';
import { type BatchParts, batchParts, type OwnParts, ownParts } from './evidence.js';
import { checkBatchTimes, checkOwnTimes, misplacedBatchPart, misplacedOwnPart } from './order-and-times.js';
import type { ReadEvidence } from './read-evidence.js';

/** JSON texts as a gateway has kept them of one batch. */
export interface KeptBatch {
  certificates: string;
  /** The signed command. */
  signed: string;
  /** This one as it is, in hex. */
  transactionId: string;
  blockProof: string;
  statements: string;
}

/** The same of one licence; attestation and seal signature (DER) in base64url. */
export interface KeptEvidence {
  licenceId: string;
  document: string;
  fields: string;
  attestation: string;
  sealSignature: string;
  leaf: string;
  batchProof: string;
  batch: KeptBatch;
}

/** The parts of a batch that have been read: one form, and in order. */
export interface ReadBatch {
  parts: BatchParts;
  fingerprints: readonly string[];
}

/** undefined where it is not what `readEvidence` would take as these parts of evidence. */
export function readKeptBatch(kept: KeptBatch, fingerprint: (base64url: string) => string): ReadBatch | undefined {
  return unlessMalformed(() => {
    const parsed = batchParts.safeParse({
      certificates: parseStrictJson(kept.certificates),
      batch: parseStrictJson(kept.signed),
      transactionId: kept.transactionId,
      blockProof: parseStrictJson(kept.blockProof),
      statements: parseStrictJson(kept.statements),
    });
    if (!parsed.success) return undefined;
    const parts = parsed.data;
    checkBatchTimes(parts);
    const fingerprints = parts.certificates.map(fingerprint);
    return misplacedBatchPart(parts, fingerprints) === undefined ? { parts, fingerprints } : undefined;
  });
}

/**
 * What `readEvidence` makes of evidence with these parts and without statuses; undefined where it would refuse it, or where it is
 * another licence's.
 */
export function readKeptEvidence(kept: KeptEvidence, batch: ReadBatch): ReadEvidence | undefined {
  return unlessMalformed(() => {
    const document = parseStrictJson(kept.document);
    // Another licence's evidence under this identifier would be sound, and the answer to another question.
    if (licenceIdOf(document) !== kept.licenceId) return undefined;
    const parsed = ownParts.safeParse({
      format: 'yinxin/evidence/v1',
      document,
      fields: parseStrictJson(kept.fields),
      attestation: kept.attestation,
      sealSignature: kept.sealSignature,
      leaf: parseStrictJson(kept.leaf),
      batchProof: parseStrictJson(kept.batchProof),
      statuses: [],
    });
    return parsed.success ? joined(parsed.data, batch) : undefined;
  });
}

function joined(own: OwnParts, { parts, fingerprints }: ReadBatch): ReadEvidence | undefined {
  checkOwnTimes(own);
  const openedDigests = own.fields.map(fieldDigest);
  if (misplacedOwnPart(own, openedDigests) !== undefined) return undefined;
  const { leaf, batchProof, ...rest } = own;
  const { certificates, ...receipt } = parts;
  return {
    evidence: { ...rest, certificates, receipt: { leaf, batchProof, ...receipt } },
    openedDigests,
    fingerprints,
  };
}

function licenceIdOf(document: CanonicalValue): unknown {
  const isObject = typeof document === 'object' && !Array.isArray(document);
  return isObject ? (document as { readonly [member: string]: CanonicalValue }).licenceId : undefined;
}

function unlessMalformed<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}
