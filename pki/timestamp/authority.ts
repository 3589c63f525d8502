import { PkiError } from '../errors.js';
import type { X509Certificate } from '../x509/certificate.js';
import { parseTimestampRequest, type TimestampRequest } from './request.js';
import { buildTimestampGrant, buildTimestampRejection, type TimestampFailure } from './response.js';
import { buildTimestampToken } from './token.js';

export interface TimestampAuthorityDeps {
  /** A certificate for time stamping. */
  readonly signer: X509Certificate;
  /** Sent along where wanted, after the signer's own: its issuers below the root. */
  readonly chain: readonly X509Certificate[];
  /** Under which tokens are made; a request for another one is refused. */
  readonly policy: string;
  /** Never the same twice: 1 to 20 octets of a positive number. */
  readonly serialNumber: () => Uint8Array;
  /** Milliseconds since 1970; undefined while the clock cannot be trusted. */
  readonly now: () => number | undefined;
  /** Milliseconds by which that clock may be wrong. */
  readonly accuracy: number;
  /** Over the signed attributes: 64 bytes r‖s. */
  readonly sign: (attributes: Uint8Array) => Promise<Uint8Array>;
}

/**
 * A timestamp authority (RFC 3161 §2): gives a TimeStampResp for any bytes. Stamps imprints under SM3 and SHA-2 only. Rejects
 * only when the signature cannot be had.
 */
export function createTimestampAuthority(deps: TimestampAuthorityDeps): (request: Uint8Array) => Promise<Uint8Array> {
  const { signer, chain, policy, accuracy } = deps;
  return async (bytes) => {
    const request = readRequest(bytes);
    const at = deps.now();
    const failure = refusal(request, at, deps);
    if (request === undefined || at === undefined || failure !== undefined) {
      return buildTimestampRejection(failure ?? 'badDataFormat');
    }
    const token = await buildTimestampToken({
      policy,
      imprint: request.imprint.der,
      serialNumber: deps.serialNumber(),
      genTime: at,
      accuracy,
      ...(request.nonce === undefined ? {} : { nonce: request.nonce }),
      signer,
      certificates: request.certificateWanted ? [signer, ...chain] : [],
      sign: deps.sign,
    });
    return buildTimestampGrant(token);
  };
}

function refusal(
  request: TimestampRequest | undefined,
  at: number | undefined,
  { policy, signer }: TimestampAuthorityDeps,
): TimestampFailure | undefined {
  if (request === undefined) return 'badDataFormat';
  if (request.imprint.hash === undefined) return 'badAlg';
  if (request.policy !== undefined && request.policy !== policy) return 'unacceptedPolicy';
  // RFC 3161 §2.4.1: an extension that is not understood is refused, critical or not.
  if (request.extensions.length > 0) return 'unacceptedExtension';
  if (at === undefined || at < signer.notBefore || at > signer.notAfter) return 'timeNotAvailable';
  return undefined;
}

function readRequest(bytes: Uint8Array): TimestampRequest | undefined {
  try {
    return parseTimestampRequest(bytes);
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}
