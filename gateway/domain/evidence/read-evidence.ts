import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { type CanonicalValue, canonicalJson, parseStrictJson } from '../../../pki/encoding/canonical-json.js';
import { PkiError } from '../../../pki/errors.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { fieldDigest } from '../licence/field-digest.js';
import { type Evidence, evidence as evidenceSchema } from './evidence.js';
import { checkBatchTimes, checkOwnTimes, misplacedBatchPart, misplacedOwnPart } from './order-and-times.js';

export const MAX_EVIDENCE_BYTES = 1024 * 1024;
const MAX_DEPTH = 16;

export type EvidenceCode = 'EVIDENCE_TOO_LARGE' | 'EVIDENCE_MALFORMED' | 'EVIDENCE_ORDER';

/** Evidence that has one reading only, with the digests that its order rests on. */
export interface ReadEvidence {
  evidence: Evidence;
  /** Digest of each opened field, in the order of `evidence.fields`. */
  openedDigests: readonly string[];
  /** Fingerprint of each certificate, in the order of `evidence.certificates`. */
  fingerprints: readonly string[];
}

export type EvidenceReading = ({ ok: true } & ReadEvidence) | { ok: false; code: EvidenceCode; detail: string };

export interface ReadOptions {
  /** SM3 of the DER behind the base64url; lets a caller remember the answers. Throws PkiError for other encodings. */
  fingerprint?: (base64url: string) => string;
}

/**
 * Reads evidence: UTF-8 JSON of at most 1 MiB, or the value that such JSON has. Refused are unknown, doubled and missing
 * members, null, days and times that the calendar does not have, and every order but the one of docs/formats/evidence.md:
 * one piece of evidence has one form. Judges no digest, no signature and no proof. Never throws.
 */
export function readEvidence(input: unknown, options: ReadOptions = {}): EvidenceReading {
  try {
    if (input instanceof Uint8Array && input.length > MAX_EVIDENCE_BYTES) {
      return { ok: false, code: 'EVIDENCE_TOO_LARGE', detail: `${input.length} bytes` };
    }
    return read(input instanceof Uint8Array ? parseStrictJson(input, { maxDepth: MAX_DEPTH }) : asJson(input), options);
  } catch (error) {
    if (error instanceof PkiError) return { ok: false, code: 'EVIDENCE_MALFORMED', detail: error.message };
    throw error;
  }
}

/** A value that did not come through the strict parser must at least have a canonical form; what is read is its copy. */
function asJson(value: unknown): CanonicalValue {
  try {
    // Accessors and proxies would answer differently the second time.
    const copy: CanonicalValue = structuredClone(value) as CanonicalValue;
    if (canonicalJson(copy).length > MAX_EVIDENCE_BYTES) throw new PkiError('CANONICAL_JSON_INVALID', 'too long');
    return copy;
  } catch (cause) {
    throw new PkiError('CANONICAL_JSON_INVALID', 'not a JSON value', { cause });
  }
}

function read(json: unknown, options: ReadOptions): EvidenceReading {
  const parsed = evidenceSchema.safeParse(json);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.map(String).join('/') ?? '';
    return { ok: false, code: 'EVIDENCE_MALFORMED', detail: `/${path}` };
  }
  const evidence = parsed.data;
  const fingerprint = options.fingerprint ?? ((text: string) => sm3Hex(decodeBase64url(text)));
  const openedDigests = evidence.fields.map(fieldDigest);
  const fingerprints = evidence.certificates.map(fingerprint);
  const { leaf, ...shared } = evidence.receipt;
  checkOwnTimes({ ...evidence, leaf });
  checkBatchTimes(shared);
  const misplaced = misplacedOwnPart(evidence, openedDigests) ?? misplacedBatchPart(shared, fingerprints);
  if (misplaced !== undefined) return { ok: false, code: 'EVIDENCE_ORDER', detail: misplaced };
  return { ok: true, evidence, openedDigests, fingerprints };
}
