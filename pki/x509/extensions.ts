import { OID } from '../der/oids.js';
import { type DerNode, malformed, open, readDer } from '../der/reader.js';
import { contextConstructed, contextPrimitive, TAG } from '../der/tags.js';
import { readBoolean, readNamedBits, readOctetString, readOid, readSmallInteger } from '../der/values.js';

/** Names of the KeyUsage bits, by bit number (RFC 5280 §4.2.1.3). */
export const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

export type KeyUsage = (typeof KEY_USAGES)[number];

export interface BasicConstraints {
  readonly cA: boolean;
  readonly pathLength?: number;
}

export interface CertificateExtensions {
  readonly keyUsage?: ReadonlySet<KeyUsage>;
  readonly extendedKeyUsage?: readonly string[];
  readonly basicConstraints?: BasicConstraints;
  /** Lower-case hex. */
  readonly subjectKeyId?: string;
  /** Lower-case hex. */
  readonly authorityKeyId?: string;
  /** OIDs of extensions marked critical that are none of the above. */
  readonly unknownCriticalExtensions: readonly string[];
}

type Draft = { -readonly [Key in keyof CertificateExtensions]: CertificateExtensions[Key] };

/** Reads `Extensions` (RFC 5280 §4.2); none may stand twice, and an empty list is not allowed. @throws PkiError DER_MALFORMED */
export function readExtensions(node: DerNode): CertificateExtensions {
  const list = open(node, TAG.SEQUENCE);
  if (list.done) throw malformed('empty list of extensions');
  const seen = new Set<string>();
  const unknown: string[] = [];
  const found: Draft = { unknownCriticalExtensions: unknown };
  while (!list.done) {
    const extension = open(list.next(), TAG.SEQUENCE);
    const id = readOid(extension.next());
    const critical = extension.peek() === TAG.BOOLEAN && readDefaultFalse(extension.next());
    const value = readOctetString(extension.next());
    extension.finish();
    // RFC 5280 §4.2: a certificate must not include more than one instance of an extension.
    if (seen.has(id)) throw malformed(`extension ${id} twice`);
    seen.add(id);
    if (!readKnown(found, id, value) && critical) unknown.push(id);
  }
  return found;
}

function readKnown(found: Draft, id: string, value: Uint8Array): boolean {
  switch (id) {
    case OID.keyUsage:
      found.keyUsage = readKeyUsage(readDer(value));
      return true;
    case OID.extendedKeyUsage:
      found.extendedKeyUsage = readExtendedKeyUsage(readDer(value));
      return true;
    case OID.basicConstraints:
      found.basicConstraints = readBasicConstraints(readDer(value));
      return true;
    case OID.subjectKeyIdentifier:
      found.subjectKeyId = hex(readOctetString(readDer(value)));
      return true;
    case OID.authorityKeyIdentifier: {
      const keyId = readAuthorityKeyIdentifier(readDer(value));
      if (keyId !== undefined) found.authorityKeyId = keyId;
      return true;
    }
    default:
      return false;
  }
}

function readKeyUsage(node: DerNode): ReadonlySet<KeyUsage> {
  const usages = new Set<KeyUsage>();
  for (const bit of readNamedBits(node)) {
    const usage = KEY_USAGES[bit];
    if (usage === undefined) throw malformed(`key usage bit ${bit}`);
    usages.add(usage);
  }
  // RFC 5280 §4.2.1.3: at least one of the bits must be set.
  if (usages.size === 0) throw malformed('key usage without a bit');
  return usages;
}

function readExtendedKeyUsage(node: DerNode): readonly string[] {
  const list = open(node, TAG.SEQUENCE);
  const purposes: string[] = [];
  do purposes.push(readOid(list.next()));
  while (!list.done);
  return purposes;
}

function readBasicConstraints(node: DerNode): BasicConstraints {
  const parts = open(node, TAG.SEQUENCE);
  const cA = parts.peek() === TAG.BOOLEAN && readDefaultFalse(parts.next());
  const pathLength = parts.optional(TAG.INTEGER);
  parts.finish();
  if (pathLength === undefined) return { cA };
  // RFC 5280 §4.2.1.9: pathLenConstraint is meaningful only if cA is set.
  if (!cA) throw malformed('path length without cA');
  return { cA, pathLength: readSmallInteger(pathLength) };
}

function readAuthorityKeyIdentifier(node: DerNode): string | undefined {
  const parts = open(node, TAG.SEQUENCE);
  const keyId = parts.optional(contextPrimitive(0));
  const issuer = parts.optional(contextConstructed(1));
  const serial = parts.optional(contextPrimitive(2));
  parts.finish();
  // RFC 5280 §4.2.1.1: issuer and serial number stand together or not at all. They are not compared.
  if ((issuer === undefined) !== (serial === undefined))
    throw malformed('authority key identifier with half of a name');
  return keyId === undefined ? undefined : hex(keyId.content);
}

/** BOOLEAN DEFAULT FALSE: a default is not encoded (X.690 §11.5). */
function readDefaultFalse(node: DerNode): true {
  if (!readBoolean(node)) throw malformed('DEFAULT FALSE is encoded');
  return true;
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('hex');
}
