import { buildSignedData } from '../cms/build-signed-data.js';
import { parseSignedData, type SignedData } from '../cms/signed-data.js';
import { OID } from '../der/oids.js';
import { malformed } from '../der/reader.js';
import { reading } from '../der/reading.js';
import { PkiError } from '../errors.js';
import type { X509Certificate } from '../x509/certificate.js';
import { encodeSigningCertificate } from './signing-certificate.js';
import { encodeTstInfo, readTstInfo, type TstInfo, type TstInfoOrder } from './tst-info.js';

/** A TimeStampToken (RFC 3161 §2.4.2). */
export interface TimestampToken {
  readonly message: SignedData;
  readonly info: TstInfo;
}

export interface TimestampTokenOrder extends TstInfoOrder {
  /** A certificate for time stamping. */
  readonly signer: X509Certificate;
  /** Sent along where the request wants them. */
  readonly certificates: readonly X509Certificate[];
  /** Over the signed attributes: 64 bytes r‖s. */
  readonly sign: (attributes: Uint8Array) => Promise<Uint8Array>;
}

/** Reads a token: signed data by RFC 5652 with an attached TSTInfo and exactly one signer. @throws PkiError TIMESTAMP_MALFORMED */
export function parseTimestampToken(der: Uint8Array): TimestampToken {
  return reading('TIMESTAMP_MALFORMED', 'timestamp', () => {
    const message = readMessage(der);
    const { content, contentType, signers } = message;
    if (contentType !== OID.tstInfo || content === undefined) throw malformed('the content is no TSTInfo');
    // RFC 3161 §2.4.2: the token holds no other signature than the authority's.
    if (signers.length !== 1) throw malformed(`${signers.length} signers`);
    return { message, info: readTstInfo(content) };
  });
}

/** A token with ESSCertIDv2 under SM3 (RFC 5816), DER. @throws PkiError ENCODING_INVALID when `sign` answers no signature */
export function buildTimestampToken(order: TimestampTokenOrder): Promise<Uint8Array> {
  const { signer } = order;
  return buildSignedData({
    dialect: 'rfc5652',
    contentType: OID.tstInfo,
    content: encodeTstInfo(order),
    signer,
    certificates: order.certificates,
    attributes: [{ type: OID.signingCertificateV2, value: encodeSigningCertificate(signer) }],
    sign: order.sign,
  });
}

function readMessage(der: Uint8Array): SignedData {
  try {
    return parseSignedData(der);
  } catch (error) {
    if (error instanceof PkiError && error.code === 'SIGNED_DATA_MALFORMED') throw malformed(error.message);
    throw error;
  }
}
