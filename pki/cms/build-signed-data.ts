import { OID } from '../der/oids.js';
import {
  element,
  explicit,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
  unsignedInteger,
  x509Time,
} from '../der/writer.js';
import { rawToDer } from '../sm2/signature-encoding.js';
import { sm3 } from '../sm3.js';
import type { X509Certificate } from '../x509/certificate.js';
import { CMS_DIALECTS, type CmsDialect } from './dialects.js';

export interface CmsAttribute {
  readonly type: string;
  /** DER of the one value. */
  readonly value: Uint8Array;
}

export interface SignedDataOrder {
  readonly dialect: CmsDialect;
  /** Plain data of the dialect by default. */
  readonly contentType?: string;
  readonly content: Uint8Array;
  /** Leaves the content out of the message. */
  readonly detached?: boolean;
  readonly signer: X509Certificate;
  /** Sent along; the signer's own is not added by itself. */
  readonly certificates: readonly X509Certificate[];
  /** The signer's clock, milliseconds since 1970; a fraction of a second is cut off. No signingTime attribute when absent. */
  readonly signingTime?: number;
  /** Signed beside contentType, messageDigest and signingTime. */
  readonly attributes?: readonly CmsAttribute[];
  /** The signer's signature over the bytes given, a DER SET OF attributes: 64 bytes r‖s. */
  readonly sign: (attributes: Uint8Array) => Promise<Uint8Array>;
}

const SM3 = sequence(oid(OID.sm3));

/**
 * A ContentInfo with SignedData of one signer, always with signed attributes: what a key signs here can never be taken for
 * anything else. By RFC 5652 §5, or by GB/T 35275 with its own identifiers and version 1.
 *
 * @throws PkiError ENCODING_INVALID when `sign` answers no signature
 */
export async function buildSignedData(order: SignedDataOrder): Promise<Uint8Array> {
  const { dialect, content, signer } = order;
  const names = CMS_DIALECTS[dialect];
  const contentType = order.contentType ?? names.data;
  const attributes = setOf(
    attribute(OID.contentType, oid(contentType)),
    attribute(OID.messageDigest, octetString(sm3(content))),
    ...(order.signingTime === undefined
      ? []
      : [attribute(OID.signingTime, x509Time(Math.floor(order.signingTime / 1000) * 1000))]),
    ...(order.attributes ?? []).map(({ type, value }) => attribute(type, value)),
  );
  const signature = rawToDer(await order.sign(attributes));
  // RFC 5652 §5.4: signed as SET OF, sent as [0] IMPLICIT.
  const sent = Uint8Array.from(attributes);
  sent[0] = 0xa0;
  const signerInfo = sequence(
    integer(1),
    sequence(signer.issuerDer, unsignedInteger(Buffer.from(signer.serialNumber, 'hex'))),
    SM3,
    sent,
    sequence(oid(names.signatureAlgorithm)),
    octetString(signature),
  );
  const encapsulated =
    order.detached === true
      ? sequence(oid(contentType))
      : sequence(oid(contentType), explicit(0, octetString(content)));
  const certificates = order.certificates.map(({ der }) => der).sort(Buffer.compare);
  // RFC 5652 §5.1: 3 where the content is not data; GB/T 35275 §8.1: always 1.
  const version = dialect === 'rfc5652' && contentType !== OID.data ? 3 : 1;
  const signedData = sequence(
    integer(version),
    setOf(SM3),
    encapsulated,
    ...(certificates.length === 0 ? [] : [element(0xa0, ...certificates)]),
    setOf(signerInfo),
  );
  return sequence(oid(names.signedData), explicit(0, signedData));
}

const attribute = (type: string, value: Uint8Array): Uint8Array => sequence(oid(type), setOf(value));
