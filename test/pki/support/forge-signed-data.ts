import { OID } from '../../../pki/der/oids.js';
import {
  element,
  explicit,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
  unsignedInteger,
} from '../../../pki/der/writer.js';
import { sm3 } from '../../../pki/sm3.js';
import { NONE } from './forge-certificate.js';
import type { Issued } from './test-domain.js';

/** Parts of a signed message, each whole DER; a signature is made over whatever the attributes are. */
export interface SignedDataParts {
  outerType?: string;
  version?: Uint8Array;
  digestAlgorithms?: Uint8Array;
  contentType?: string;
  /** The content, or undefined for a detached message. */
  attached?: Uint8Array | undefined;
  /** The `[0]` element instead of `attached`. */
  contentField?: Uint8Array;
  certificates?: readonly Uint8Array[];
  signerVersion?: Uint8Array;
  identifier?: Uint8Array;
  digestAlgorithm?: Uint8Array;
  /** Whole attributes, or undefined for none. */
  attributes?: readonly Uint8Array[] | undefined;
  signatureAlgorithm?: Uint8Array;
  sign?: (bytes: Uint8Array) => Uint8Array;
  unsigned?: Uint8Array;
  signerInfos?: readonly Uint8Array[];
  after?: Uint8Array;
}

export const CONTENT = Buffer.from('合成测试内容');
export const attribute = (type: string, ...values: Uint8Array[]): Uint8Array => sequence(oid(type), setOf(...values));
export const contentTypeAttribute = (type: string): Uint8Array => attribute(OID.contentType, oid(type));
export const digestAttribute = (content: Uint8Array): Uint8Array =>
  attribute(OID.messageDigest, octetString(sm3(content)));
export const ORDINARY_ATTRIBUTES = [contentTypeAttribute(OID.data), digestAttribute(CONTENT)];

export function forgeSignerInfo(signer: Issued, parts: SignedDataParts = {}): Uint8Array {
  const { certificate, key } = signer;
  const attributes = 'attributes' in parts ? parts.attributes : ORDINARY_ATTRIBUTES;
  const content = 'attached' in parts ? (parts.attached ?? CONTENT) : CONTENT;
  // Left in the order given: the order is one of the things to be forged.
  const signed = attributes === undefined ? content : element(0x31, ...attributes);
  const sign = parts.sign ?? ((bytes: Uint8Array) => key.signDer(bytes));
  return sequence(
    parts.signerVersion ?? integer(1),
    parts.identifier ?? sequence(certificate.issuerDer, unsignedInteger(Buffer.from(certificate.serialNumber, 'hex'))),
    parts.digestAlgorithm ?? sequence(oid(OID.sm3)),
    attributes === undefined ? NONE : element(0xa0, ...attributes),
    parts.signatureAlgorithm ?? sequence(oid(OID.sm2WithSm3)),
    octetString(sign(signed)),
    parts.unsigned ?? NONE,
  );
}

export function forgeSignedData(signer: Issued, parts: SignedDataParts = {}): Uint8Array {
  const attached = 'attached' in parts ? parts.attached : CONTENT;
  const contentField = parts.contentField ?? (attached === undefined ? NONE : explicit(0, octetString(attached)));
  const certificates = parts.certificates ?? [signer.certificate.der];
  return sequence(
    oid(parts.outerType ?? OID.signedData),
    explicit(
      0,
      sequence(
        parts.version ?? integer(1),
        parts.digestAlgorithms ?? setOf(sequence(oid(OID.sm3))),
        sequence(oid(parts.contentType ?? OID.data), contentField),
        certificates.length === 0 ? NONE : element(0xa0, ...certificates),
        setOf(...(parts.signerInfos ?? [forgeSignerInfo(signer, parts)])),
        parts.after ?? NONE,
      ),
    ),
  );
}
