import { type CertificateList, readCrl } from '../../../pki/crl/read-crl.js';
import { parseTime } from '../../../pki/encoding/times.js';
import { PkiError } from '../../../pki/errors.js';
import { algorithmPolicy } from '../../../pki/path/algorithms.js';
import { isSelfIssued, type PathCertificate, readPathCertificate } from '../../../pki/path/certificate.js';
import { signatureProblem } from '../../../pki/path/signatures.js';
import type { PathTrustMaterial } from '../../../pki/ses/verdict/path-trust.js';
import type { TrustMaterial } from '../trust/material.js';
import { readTrust } from '../trust/read-trust.js';

export type SealTrustResult =
  | {
      readonly ok: true;
      readonly material: PathTrustMaterial;
      /** What the file holds and this reader cannot use. */
      readonly passedOver: number;
    }
  | { readonly ok: false; readonly code: SealTrustCode; readonly detail: string };

export type SealTrustCode = 'TRUST_UNREADABLE' | 'TRUST_REFUSED' | 'TRUST_STALE';

const PEM = /-----BEGIN (CERTIFICATE|X509 CRL)-----([^-]*)-----END \1-----/g;
const SEQUENCE = 0x30;
const BRACE = 0x7b;

/**
 * Reads what a verifier of seals trusts: a Yinxin trust list or store, whose present domains' roots count; or certificates and
 * revocation lists, as PEM, any number, or one as DER. Of certificates those are roots that are issued and signed by themselves;
 * others may stand in between and are not trusted.
 *
 * @param now the verifier's clock, milliseconds since 1970: a trust list past its next update is refused
 */
export function readSealTrust(bytes: Uint8Array, now: number): SealTrustResult {
  const start = bytes.find((byte) => byte > 0x20);
  if (start === BRACE) return readTrustList(bytes, now);
  const parts = bytes[0] === SEQUENCE ? [bytes] : pemParts(bytes);
  const anchors: PathCertificate[] = [];
  const intermediates: PathCertificate[] = [];
  const crls: CertificateList[] = [];
  let passedOver = 0;
  for (const part of parts) {
    const certificate = attempt(() => readPathCertificate(part));
    const crl = certificate === undefined ? attempt(() => readCrl(part)) : undefined;
    if (certificate !== undefined) (isRoot(certificate) ? anchors : intermediates).push(certificate);
    else if (crl !== undefined) crls.push(crl);
    else passedOver += 1;
  }
  if (anchors.length + intermediates.length + crls.length === 0) {
    return { ok: false, code: 'TRUST_UNREADABLE', detail: 'no certificate, no revocation list, no trust list' };
  }
  return { ok: true, material: { anchors, intermediates, crls }, passedOver };
}

function readTrustList(bytes: Uint8Array, now: number): SealTrustResult {
  const result = readTrust(bytes);
  if (!result.ok) return { ok: false, code: 'TRUST_REFUSED', detail: `${result.code}: ${result.detail}` };
  const { trust } = result;
  if (now > parseTime(trust.nextUpdate)) {
    return { ok: false, code: 'TRUST_STALE', detail: `next update was due at ${trust.nextUpdate}` };
  }
  return { ok: true, material: { anchors: presentRoots(trust), intermediates: [], crls: [] }, passedOver: 0 };
}

function presentRoots(trust: TrustMaterial): PathCertificate[] {
  return trust.presentMembers.flatMap((domain) =>
    (trust.domainAt(domain, trust.blockNumber)?.roots ?? []).map(({ der }) => readPathCertificate(der)),
  );
}

function pemParts(bytes: Uint8Array): Uint8Array[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return [...text.matchAll(PEM)].map(([, , base64 = '']) => Uint8Array.from(Buffer.from(base64, 'base64')));
}

function isRoot(certificate: PathCertificate): boolean {
  return (
    isSelfIssued(certificate) && signatureProblem(certificate, certificate.publicKey, algorithmPolicy()) === undefined
  );
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}
