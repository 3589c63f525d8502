import { OID } from '../../../pki/der/oids.js';
import {
  bitString,
  boolean,
  element,
  explicit,
  integer,
  namedBits,
  nullValue,
  octetString,
  oid,
  sequence,
  unsignedInteger,
  utcTime,
} from '../../../pki/der/writer.js';
import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { encodeName } from '../../../pki/x509/name.js';

/** Each part is whole DER and can be replaced, so that one rule at a time is broken under a signature that is good. */
export interface CertificateParts {
  version?: Uint8Array;
  serialNumber?: Uint8Array;
  algorithm?: Uint8Array;
  outerAlgorithm?: Uint8Array;
  issuer?: Uint8Array;
  validity?: Uint8Array;
  subject?: Uint8Array;
  spki?: Uint8Array;
  uniqueIds?: Uint8Array;
  /** Whole Extension elements. */
  extensions?: readonly Uint8Array[];
  /** The `[3]` element, instead of `extensions`. */
  extensionsField?: Uint8Array;
  signature?: Uint8Array;
  afterSignature?: Uint8Array;
  key?: Sm2PrivateKey;
}

export const NONE = new Uint8Array();
export const SM2_WITH_SM3 = sequence(oid(OID.sm2WithSm3));
export const SM2_WITH_SM3_NULL = sequence(oid(OID.sm2WithSm3), nullValue());

const someKey = Sm2PrivateKey.generate();
const someName = encodeName({ organization: '合成测试单位', commonName: '合成测试' });

export function extension(id: string, value: Uint8Array, critical?: boolean | 'explicit false'): Uint8Array {
  const flag = critical === true ? boolean(true) : critical === 'explicit false' ? boolean(false) : NONE;
  return sequence(oid(id), flag, octetString(value));
}

export const keyUsage = (...bits: number[]): Uint8Array => extension(OID.keyUsage, namedBits(bits), true);
export const caConstraints = (pathLength?: number): Uint8Array =>
  extension(OID.basicConstraints, sequence(boolean(true), pathLength === undefined ? NONE : integer(pathLength)), true);
export const purposes = (...ids: string[]): Uint8Array => extension(OID.extendedKeyUsage, sequence(...ids.map(oid)));
export const subjectKeyId = (octets: Uint8Array): Uint8Array =>
  extension(OID.subjectKeyIdentifier, octetString(octets));
export const authorityKeyId = (octets: Uint8Array): Uint8Array =>
  extension(OID.authorityKeyIdentifier, sequence(element(0x80, octets)));

export function forgeCertificate(parts: CertificateParts = {}): Uint8Array {
  const key = parts.key ?? someKey;
  const extensions = parts.extensions ?? [keyUsage(0, 1)];
  const tbs = sequence(
    parts.version ?? explicit(0, integer(2)),
    parts.serialNumber ?? unsignedInteger(Uint8Array.of(0x8f, 1)),
    parts.algorithm ?? SM2_WITH_SM3,
    parts.issuer ?? someName,
    parts.validity ?? sequence(utcTime(Date.UTC(2026, 0, 1)), utcTime(Date.UTC(2027, 0, 1))),
    parts.subject ?? someName,
    parts.spki ?? key.publicKey.spki,
    parts.uniqueIds ?? NONE,
    parts.extensionsField ?? explicit(3, sequence(...extensions)),
  );
  return sequence(
    tbs,
    parts.outerAlgorithm ?? parts.algorithm ?? SM2_WITH_SM3,
    parts.signature ?? bitString(key.signDer(tbs)),
    parts.afterSignature ?? NONE,
  );
}
