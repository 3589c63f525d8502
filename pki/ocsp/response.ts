import { hash } from 'node:crypto';
import { CRL_REASONS, type CrlReason } from '../crl/reasons.js';
import { OID } from '../der/oids.js';
import { TAG } from '../der/tags.js';
import { bitString, element, explicit, generalizedTime, octetString, oid, sequence } from '../der/writer.js';
import { rawToDer } from '../sm2/signature-encoding.js';
import type { X509Certificate } from '../x509/certificate.js';
import { SM2_WITH_SM3 } from '../x509/sm2-algorithm.js';
import { encodeNonce } from './request.js';

export type CertificateStatus =
  | { readonly state: 'good' }
  | { readonly state: 'unknown' }
  | { readonly state: 'revoked'; readonly revokedAt: number; readonly reason?: CrlReason };

export interface SingleAnswer {
  /** DER of the CertID, as it was asked. */
  readonly certId: Uint8Array;
  readonly status: CertificateStatus;
  /** Milliseconds since 1970; fractions of a second are cut off, here and below. */
  readonly thisUpdate: number;
  readonly nextUpdate?: number;
}

export interface OcspAnswerOrder {
  readonly answers: readonly SingleAnswer[];
  readonly producedAt: number;
  /** Of the request; undefined for an answer made before it was asked. */
  readonly nonce?: Uint8Array;
}

export interface OcspAuthor {
  /** Who signs: the issuer itself, or one to whom it has delegated (RFC 6960 §4.2.2.2). */
  readonly responder: X509Certificate;
  /** Sent along, the responder's own first; none when the issuer itself signs. */
  readonly certificates: readonly X509Certificate[];
  /** The responder's signature over the bytes given: 64 bytes r‖s. */
  readonly sign: (tbs: Uint8Array) => Promise<Uint8Array>;
}

/** OCSPResponseStatus other than successful (RFC 6960 §4.2.1); such an answer is not signed. */
export const OCSP_FAILURES = {
  malformedRequest: 1,
  internalError: 2,
  tryLater: 3,
  sigRequired: 5,
  unauthorized: 6,
} as const;

export type OcspFailure = keyof typeof OCSP_FAILURES;

const OCSP_BASIC = oid(OID.ocspBasic);
const SUCCESSFUL = enumerated(0);

/**
 * Makes OCSPResponses with a signed BasicOCSPResponse (RFC 6960 §4.2.1), the responder named by its key. What all answers of a
 * responder share is encoded once. The function given rejects with PkiError ENCODING_INVALID when `sign` answers no signature.
 */
export function createOcspResponseBuilder(author: OcspAuthor): (order: OcspAnswerOrder) => Promise<Uint8Array> {
  const responderId = explicit(2, octetString(keyHash(author.responder)));
  const certificates =
    author.certificates.length === 0 ? [] : [explicit(0, sequence(...author.certificates.map(({ der }) => der)))];
  return async ({ answers, producedAt, nonce }) => {
    const tbs = sequence(
      responderId,
      generalizedTime(wholeSeconds(producedAt)),
      sequence(...answers.map(encodeSingle)),
      ...(nonce === undefined ? [] : [explicit(1, sequence(encodeNonce(nonce)))]),
    );
    const signature = bitString(rawToDer(await author.sign(tbs)));
    const basic = sequence(tbs, SM2_WITH_SM3, signature, ...certificates);
    return sequence(SUCCESSFUL, explicit(0, sequence(OCSP_BASIC, octetString(basic))));
  };
}

export function buildOcspFailure(failure: OcspFailure): Uint8Array {
  return sequence(enumerated(OCSP_FAILURES[failure]));
}

function encodeSingle({ certId, status, thisUpdate, nextUpdate }: SingleAnswer): Uint8Array {
  return sequence(
    certId,
    encodeStatus(status),
    generalizedTime(wholeSeconds(thisUpdate)),
    ...(nextUpdate === undefined ? [] : [explicit(0, generalizedTime(wholeSeconds(nextUpdate)))]),
  );
}

function encodeStatus(status: CertificateStatus): Uint8Array {
  switch (status.state) {
    case 'good':
      return element(0x80);
    case 'unknown':
      return element(0x82);
    case 'revoked': {
      const reason = CRL_REASONS.indexOf(status.reason ?? 'unspecified');
      return element(
        0xa1,
        generalizedTime(wholeSeconds(status.revokedAt)),
        // RFC 5280 §5.3.1: unspecified is left out.
        ...(reason === 0 ? [] : [explicit(0, enumerated(reason))]),
      );
    }
  }
}

/** RFC 6960 §4.2.1: KeyHash is SHA-1 by definition. It names a key; the signature is what is trusted. */
function keyHash({ spki }: X509Certificate): Uint8Array {
  return hash('sha1', spki.subarray(-65), 'buffer');
}

function enumerated(value: number): Uint8Array {
  return element(TAG.ENUMERATED, Uint8Array.of(value));
}

const wholeSeconds = (at: number): number => Math.floor(at / 1000) * 1000;
