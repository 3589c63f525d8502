import { hash } from 'node:crypto';
import { OID } from '../der/oids.js';
import { type DerNode, malformed, open } from '../der/reader.js';
import { TAG } from '../der/tags.js';
import { readOctetString, readPositiveIntegerHex } from '../der/values.js';
import { nullValue, octetString, oid, sequence, unsignedInteger } from '../der/writer.js';
import { sm3Hex } from '../sm3.js';
import type { X509Certificate } from '../x509/certificate.js';
import { readPlainAlgorithm } from '../x509/sm2-algorithm.js';

export type CertIdHash = 'sm3' | 'sha1' | 'sha256';

/** Whose certificate is asked about (RFC 6960 §4.1.1). SHA-1 names an issuer here; nothing is signed under it. */
export interface CertId {
  /** The whole element: an answer repeats it byte for byte. */
  readonly der: Uint8Array;
  /** undefined for a hash that we do not compute. */
  readonly hash: CertIdHash | undefined;
  /** Lower-case hex. */
  readonly issuerNameHash: string;
  readonly issuerKeyHash: string;
  readonly serialNumber: string;
}

const HASH_OIDS: Readonly<Record<CertIdHash, string>> = { sm3: OID.sm3, sha1: OID.sha1, sha256: OID.sha256 };
const LONGEST_SERIAL_HEX = 2 * 20;

/** @throws PkiError DER_MALFORMED */
export function readCertId(node: DerNode): CertId {
  const parts = open(node, TAG.SEQUENCE);
  const algorithm = readPlainAlgorithm(parts.next());
  const issuerNameHash = hexOf(readOctetString(parts.next()));
  const issuerKeyHash = hexOf(readOctetString(parts.next()));
  const serialNumber = readPositiveIntegerHex(parts.next());
  parts.finish();
  if (serialNumber.length > LONGEST_SERIAL_HEX) throw malformed('serial number above 20 octets');
  const known = (Object.keys(HASH_OIDS) as CertIdHash[]).find((name) => HASH_OIDS[name] === algorithm);
  return { der: node.raw, hash: known, issuerNameHash, issuerKeyHash, serialNumber };
}

export function encodeCertId(issuer: X509Certificate, serialNumber: string, name: CertIdHash = 'sm3'): Uint8Array {
  const { nameHash, keyHash } = issuerHashes(issuer)[name];
  return sequence(
    sequence(oid(HASH_OIDS[name]), nullValue()),
    octetString(Buffer.from(nameHash, 'hex')),
    octetString(Buffer.from(keyHash, 'hex')),
    unsignedInteger(Buffer.from(serialNumber, 'hex')),
  );
}

export type IssuerHashes = Readonly<Record<CertIdHash, { readonly nameHash: string; readonly keyHash: string }>>;

/** An issuer's name and key under every hash that a request may use. */
export function issuerHashes(issuer: X509Certificate): IssuerHashes {
  // RFC 6960 §4.1.1: the key's bits, without the BIT STRING's tag, length and unused bits.
  const point = issuer.spki.subarray(-65);
  const under = (digest: (bytes: Uint8Array) => string) => ({
    nameHash: digest(issuer.subjectDer),
    keyHash: digest(point),
  });
  return {
    sm3: under((bytes) => sm3Hex(bytes)),
    sha1: under((bytes) => hash('sha1', bytes, 'hex')),
    sha256: under((bytes) => hash('sha256', bytes, 'hex')),
  };
}

export function isIssuedBy(certId: CertId, hashes: IssuerHashes): boolean {
  if (certId.hash === undefined) return false;
  const { nameHash, keyHash } = hashes[certId.hash];
  return certId.issuerNameHash === nameHash && certId.issuerKeyHash === keyHash;
}

function hexOf(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('hex');
}
