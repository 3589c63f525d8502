import { hash } from 'node:crypto';
import { single } from '../cms/attributes.js';
import type { SignedAttributes } from '../cms/signed-data.js';
import { OID } from '../der/oids.js';
import { type DerNode, open } from '../der/reader.js';
import { TAG } from '../der/tags.js';
import { checkTree } from '../der/tree.js';
import { readOctetString } from '../der/values.js';
import { octetString, oid, sequence } from '../der/writer.js';
import { sm3 } from '../sm3.js';
import type { X509Certificate } from '../x509/certificate.js';
import { readPlainAlgorithm } from '../x509/sm2-algorithm.js';

/** SigningCertificateV2 (RFC 5035 §3) of one certificate, under SM3. */
export function encodeSigningCertificate({ der }: X509Certificate): Uint8Array {
  return sequence(sequence(sequence(sequence(oid(OID.sm3)), octetString(sm3(der)))));
}

export type SigningCertificateVerdict = 'bound' | 'bound-by-sha1' | 'other' | 'absent';

/**
 * Whether the signed attributes name this certificate first in ESSCertIDv2 (RFC 5816) or in the ESSCertID before it, which knows
 * SHA-1 only. Without it, a token could be shown under another certificate for the same key. Issuer and serial number, where
 * they stand, are under the digest already and not compared again.
 */
export function judgeSigningCertificate(
  attributes: SignedAttributes,
  certificate: X509Certificate,
): SigningCertificateVerdict {
  if (attributes.values.has(OID.signingCertificateV2)) {
    const digest = single(attributes, OID.signingCertificateV2, (node) => firstCertId(node, readCertIdV2));
    return digest?.(certificate.der) === true ? 'bound' : 'other';
  }
  if (!attributes.values.has(OID.signingCertificate)) return 'absent';
  const digest = single(attributes, OID.signingCertificate, (node) => firstCertId(node, readCertIdV1));
  return digest?.(certificate.der) === true ? 'bound-by-sha1' : 'other';
}

type IsDigestOf = (certificate: Uint8Array) => boolean;

function firstCertId(node: DerNode, read: (node: DerNode) => IsDigestOf): IsDigestOf {
  checkTree(node);
  return read(open(open(node, TAG.SEQUENCE).next(), TAG.SEQUENCE).next());
}

function readCertIdV2(node: DerNode): IsDigestOf {
  const parts = open(node, TAG.SEQUENCE);
  // The default is SHA-256.
  const algorithm = parts.peek() === TAG.SEQUENCE ? readPlainAlgorithm(parts.next()) : OID.sha256;
  const digest = readOctetString(parts.next());
  const compute = DIGESTS[algorithm];
  return (certificate) => compute !== undefined && Buffer.compare(compute(certificate), digest) === 0;
}

function readCertIdV1(node: DerNode): IsDigestOf {
  const digest = readOctetString(open(node, TAG.SEQUENCE).next());
  return (certificate) => Buffer.compare(hash('sha1', certificate, 'buffer'), digest) === 0;
}

const DIGESTS: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  [OID.sm3]: (bytes) => sm3(bytes),
  [OID.sha256]: (bytes) => hash('sha256', bytes, 'buffer'),
  [OID.sha384]: (bytes) => hash('sha384', bytes, 'buffer'),
  [OID.sha512]: (bytes) => hash('sha512', bytes, 'buffer'),
};
