import { LRUCache } from 'lru-cache';
import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { purposeBytes } from '../../../pki/encoding/purpose-bytes.js';
import { PkiError } from '../../../pki/errors.js';
import { checkSeal } from '../../../pki/ses/check-seal.js';
import type { SesFinding } from '../../../pki/ses/findings.js';
import type { Seal } from '../../../pki/ses/seal.js';
import type { OwnPurpose } from '../../../pki/signer/purposes.js';
import { verifySignature } from '../../../pki/signer/verify-signature.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { parseCertificate, type X509Certificate } from '../../../pki/x509/certificate.js';
import { verifyCertificateSignature } from '../../../pki/x509/path.js';
import { type KeptBatch, type ReadBatch, readKeptBatch } from '../evidence/read-kept.js';
import { type BatchResults, createBatchResults } from './batch-results.js';

export interface KnownCertificate {
  fingerprint: string;
  /** Undefined where the DER is no SM2 certificate. */
  certificate: X509Certificate | undefined;
}

/**
 * What many licences share, worked out once: pure functions' results only, found again by everything that went into them.
 * Never a fact of the ledger, never anything about time, and never the signatures of the licence itself.
 */
export interface Memory {
  /** `verifySignature` for signatures that many pieces of evidence carry. */
  verifyShared(key: Uint8Array, purpose: OwnPurpose, bytes: Uint8Array, signature: Uint8Array): boolean;
  /** Whether `certificate` bears `issuer`'s signature. */
  verifyLink(certificate: X509Certificate, issuer: X509Certificate): boolean;
  /** Throws PkiError ENCODING_INVALID for what is not base64url. */
  certificate(base64url: string): KnownCertificate;
  /** The seal's digest, and what it says about itself. `claimed` is the digest that it ought to have. */
  seal(claimed: string, seal: Seal): KnownSeal;
  /** `readKeptBatch`, found again by every text of it; undefined where it cannot be read. */
  batch(kept: KeptBatch): KnownBatch | undefined;
}

export interface KnownBatch extends ReadBatch {
  results: BatchResults;
}

export interface KnownSeal {
  /** SM3 of the seal's DER. */
  digest: string;
  /** Fingerprint of the maker's certificate. */
  makerCertificate: string;
  findings: readonly SesFinding[];
}

export function createMemory(size: number): Memory {
  const verified = new LRUCache<string, true>({ max: size });
  const certificates = new LRUCache<string, KnownCertificate>({ max: Math.max(16, Math.ceil(size / 8)) });
  const seals = new LRUCache<string, KnownSeal & { der: Uint8Array }>({ max: Math.max(16, Math.ceil(size / 64)) });

  const batches = new LRUCache<string, { kept: KeptBatch; known: KnownBatch }>({
    max: Math.max(16, Math.ceil(size / 32)),
  });
  const certificateOf = (base64url: string): KnownCertificate => {
    const known = certificates.get(base64url) ?? readCertificate(base64url);
    if (known.certificate !== undefined) certificates.set(base64url, known);
    return known;
  };

  /** Only what verified is kept: whoever sends bad signatures shall not push out good ones. */
  const once = (name: string, verify: () => boolean): boolean => {
    if (verified.get(name) === true) return true;
    if (!verify()) return false;
    verified.set(name, true);
    return true;
  };
  return {
    verifyShared: (key, purpose, bytes, signature) =>
      once(sm3Hex(key, signature, purposeBytes(purpose, bytes)), () => verifySignature(key, purpose, bytes, signature)),
    verifyLink: (certificate, issuer) =>
      once(`${certificate.fingerprint} ${issuer.fingerprint}`, () => verifyCertificateSignature(certificate, issuer)),
    certificate: certificateOf,
    seal: (claimed, seal) => {
      // Comparing the bytes with those of the seal that has this digest costs a fraction of hashing its picture again.
      const known = seals.get(claimed);
      if (known !== undefined && Buffer.compare(known.der, seal.der) === 0) return known;
      const read = { ...readSeal(seal), der: seal.der.slice() };
      if (read.findings.every(({ outcome }) => outcome !== 'failed')) seals.set(read.digest, read);
      return read;
    },
    batch: (kept) => {
      const before = batches.get(kept.signed);
      if (before !== undefined && isSameBatch(before.kept, kept)) return before.known;
      const read = readKeptBatch(kept, (text) => certificateOf(text).fingerprint);
      if (read === undefined) return undefined;
      const known = { ...read, results: createBatchResults(read.parts) };
      batches.set(kept.signed, { kept, known });
      return known;
    },
  };
}

function isSameBatch(a: KeptBatch, b: KeptBatch): boolean {
  return (
    a.signed === b.signed &&
    a.certificates === b.certificates &&
    a.transactionId === b.transactionId &&
    a.blockProof === b.blockProof &&
    a.statements === b.statements
  );
}

function readSeal(seal: Seal): KnownSeal {
  return { digest: sm3Hex(seal.der), makerCertificate: sm3Hex(seal.makerCertificateDer), findings: checkSeal(seal) };
}

function readCertificate(base64url: string): KnownCertificate {
  const der = decodeBase64url(base64url);
  return { fingerprint: sm3Hex(der), certificate: parse(der) };
}

/** Also imports the key: a certificate over no point of the curve is none. */
function parse(der: Uint8Array): X509Certificate | undefined {
  try {
    const certificate = parseCertificate(der);
    return certificate.publicKey.point.length > 0 ? certificate : undefined;
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}
