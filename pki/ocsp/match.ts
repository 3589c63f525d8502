import { createHash } from 'node:crypto';
import { OID } from '../der/oids.js';
import type { PathCertificate, SubjectPublicKey } from '../path/certificate.js';
import type { BasicOcspResponse, OcspCertId } from './read-response.js';

/** A CertID names, it does not vouch: SHA-1 will do here whatever the policy says of signatures (RFC 6960 §4.3). */
const HASHES: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  [OID.sm3]: 'sm3',
};

/** Whether a CertID is that of a certificate whose issuer has this key (RFC 6960 §4.1.1). */
export function isCertId(id: OcspCertId, certificate: PathCertificate, issuerKey: SubjectPublicKey): boolean {
  const hash = HASHES[id.hashAlgorithm];
  if (hash === undefined || id.serialNumber !== certificate.serialNumber) return false;
  return isHash(id.issuerNameHash, hash, certificate.issuer.der) && isHash(id.issuerKeyHash, hash, issuerKey.bits);
}

/** Whether the answer says that this certificate's key signed it. KeyHash is SHA-1 (RFC 6960 §4.2.1); GM responders use SM3. */
export function isResponder({ responderId }: BasicOcspResponse, certificate: PathCertificate): boolean {
  if ('name' in responderId) return responderId.name.key === certificate.subject.key;
  const { keyHash } = responderId;
  return ['sha1', 'sm3'].some((hash) => isHash(keyHash, hash, certificate.publicKey.bits));
}

function isHash(digest: Uint8Array, hash: string, bytes: Uint8Array): boolean {
  return Buffer.compare(digest, createHash(hash).update(bytes).digest()) === 0;
}
