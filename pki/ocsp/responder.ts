import { PkiError } from '../errors.js';
import type { X509Certificate } from '../x509/certificate.js';
import { isIssuedBy, issuerHashes } from './cert-id.js';
import { type OcspRequest, parseOcspRequest } from './request.js';
import { buildOcspFailure, type CertificateStatus, createOcspResponseBuilder, type SingleAnswer } from './response.js';

export interface OcspResponderDeps {
  /** Whose certificates are answered for. */
  readonly issuer: X509Certificate;
  /** The issuer itself, or one that it has certified for OCSP signing. */
  readonly responder: X509Certificate;
  /** `unknown` for a serial number that the issuer never gave. */
  readonly statusOf: (serialNumber: string) => Promise<CertificateStatus>;
  readonly now: () => number;
  /** How long an answer may be kept, in milliseconds. */
  readonly validFor: number;
  readonly sign: (tbs: Uint8Array) => Promise<Uint8Array>;
  /** Answers kept at most, about 2 KB each; 10,000 by default. */
  readonly capacity?: number;
}

export interface OcspResponder {
  /** An OCSPResponse for any bytes. Rejects only when status or signature cannot be had; that is no statement of the responder. */
  answer(request: Uint8Array): Promise<OcspAnswer>;
  /** Drops what was made before: the certificate's state has changed. */
  forget(serialNumber: string): void;
}

export interface OcspAnswer {
  readonly der: Uint8Array;
  /** Until when the answer may be kept by others; undefined for one that answers a nonce, and for failures. */
  readonly freshUntil?: number;
}

interface Kept extends OcspAnswer {
  readonly freshUntil: number;
  readonly serialNumber: string;
}

/**
 * An OCSP responder (RFC 6960, RFC 5019) for one issuer. A request for one certificate without a nonce gets the answer kept for
 * it until `nextUpdate`, or until `forget`; every other one is signed anew. It speaks for no other issuer: such a request is
 * `unauthorized`.
 */
export function createOcspResponder(deps: OcspResponderDeps): OcspResponder {
  const { issuer, responder, now, validFor, capacity = 10_000 } = deps;
  const hashes = issuerHashes(issuer);
  const certificates = responder.fingerprint === issuer.fingerprint ? [] : [responder];
  const build = createOcspResponseBuilder({ responder, certificates, sign: deps.sign });
  const kept = new Map<string, Kept>();
  // A state read before `forget` must not be kept after it.
  let epoch = 0;

  const singleAnswer = async (certId: OcspRequest['certIds'][number], at: number): Promise<SingleAnswer> => ({
    certId: certId.der,
    status: await deps.statusOf(certId.serialNumber),
    thisUpdate: at,
    nextUpdate: at + validFor,
  });

  const make = async ({ certIds, nonce }: OcspRequest, at: number): Promise<Uint8Array> =>
    build({
      answers: await Promise.all(certIds.map((certId) => singleAnswer(certId, at))),
      producedAt: at,
      ...(nonce === undefined ? {} : { nonce }),
    });

  const keep = (name: string, answer: Kept): void => {
    kept.delete(name);
    kept.set(name, answer);
    const oldest = kept.size > capacity ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
  };

  return {
    async answer(bytes) {
      const request = readRequest(bytes);
      if (request === undefined) return { der: buildOcspFailure('malformedRequest') };
      const [only, another] = request.certIds;
      if (only === undefined || !request.certIds.every((certId) => isIssuedBy(certId, hashes))) {
        return { der: buildOcspFailure('unauthorized') };
      }
      const at = wholeSeconds(now());
      if (another !== undefined || request.nonce !== undefined) return { der: await make(request, at) };
      const name = Buffer.from(only.der).toString('latin1');
      const known = kept.get(name);
      if (known !== undefined && at >= known.freshUntil - validFor && at < known.freshUntil) return known;
      const before = epoch;
      const made: Kept = {
        der: await make(request, at),
        freshUntil: at + validFor,
        serialNumber: only.serialNumber,
      };
      if (before === epoch) keep(name, made);
      return made;
    },
    forget(serialNumber) {
      epoch += 1;
      for (const [name, answer] of kept) if (answer.serialNumber === serialNumber) kept.delete(name);
    },
  };
}

function readRequest(bytes: Uint8Array): OcspRequest | undefined {
  try {
    return parseOcspRequest(bytes);
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

const wholeSeconds = (at: number): number => Math.floor(at / 1000) * 1000;
