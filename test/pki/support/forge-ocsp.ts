import { createHash } from 'node:crypto';
import { OID } from '../../../pki/der/oids.js';
import {
  bitString,
  element,
  explicit,
  generalizedTime,
  nullValue,
  octetString,
  oid,
  sequence,
  unsignedInteger,
} from '../../../pki/der/writer.js';
import { PATH_OID } from '../../../pki/path/oids.js';
import { NONE } from './forge-certificate.js';
import { enumerated } from './forge-crl.js';
import type { ForgeKey } from './forge-key.js';

export const OCSP_FROM = Date.UTC(2026, 10, 1);
export const OCSP_TO = Date.UTC(2026, 11, 1);

export type HashName = 'sha1' | 'sha256' | 'sm3';
const HASH_OID: Readonly<Record<HashName, string>> = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sm3: OID.sm3,
};

export interface SingleParts {
  readonly certId: Uint8Array;
  /** The whole CertStatus element; good unless given. */
  readonly status?: Uint8Array;
  readonly thisUpdate?: Uint8Array;
  readonly nextUpdate?: Uint8Array | null;
  /** The whole `[1]`. */
  readonly extensions?: Uint8Array;
}

export interface OcspParts {
  readonly status?: Uint8Array;
  readonly bytes?: Uint8Array;
  readonly type?: string;
  readonly version?: Uint8Array;
  readonly responderId?: Uint8Array;
  readonly producedAt?: Uint8Array;
  readonly singles?: readonly SingleParts[];
  readonly extensions?: Uint8Array;
  readonly certificates?: readonly Uint8Array[];
  readonly signature?: Uint8Array;
  readonly after?: Uint8Array;
}

export const GOOD = element(0x80);
export const UNKNOWN_STATUS = element(0x82);
export const revokedStatus = (at: number, reason?: number): Uint8Array =>
  element(0xa1, generalizedTime(at), reason === undefined ? NONE : explicit(0, enumerated(reason)));

export const digestOf = (name: HashName, bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash(name).update(bytes).digest());

/** `keyBits` is what the BIT STRING of the issuer's key holds. */
export const certIdOf = (issuer: Uint8Array, keyBits: Uint8Array, serial: Uint8Array, hash: HashName = 'sha1') =>
  sequence(
    sequence(oid(HASH_OID[hash]), nullValue()),
    octetString(digestOf(hash, issuer)),
    octetString(digestOf(hash, keyBits)),
    unsignedInteger(serial),
  );

export const byName = (name: Uint8Array): Uint8Array => explicit(1, name);
export const byKey = (keyBits: Uint8Array): Uint8Array => explicit(2, octetString(digestOf('sha1', keyBits)));

export async function forgeOcsp(key: ForgeKey, responderId: Uint8Array, parts: OcspParts = {}): Promise<Uint8Array> {
  const singles = (parts.singles ?? []).map(({ certId, status, thisUpdate, nextUpdate, extensions }) =>
    sequence(
      certId,
      status ?? GOOD,
      thisUpdate ?? generalizedTime(OCSP_FROM),
      nextUpdate === null ? NONE : explicit(0, nextUpdate ?? generalizedTime(OCSP_TO)),
      extensions ?? NONE,
    ),
  );
  const data = sequence(
    parts.version ?? NONE,
    parts.responderId ?? responderId,
    parts.producedAt ?? generalizedTime(OCSP_FROM),
    sequence(...singles),
    parts.extensions ?? NONE,
  );
  const certificates = parts.certificates ?? [];
  const basic = sequence(
    data,
    key.algorithm,
    parts.signature ?? bitString(await key.sign(data)),
    certificates.length === 0 ? NONE : explicit(0, sequence(...certificates)),
  );
  return sequence(
    parts.status ?? enumerated(0),
    parts.bytes ?? explicit(0, sequence(oid(parts.type ?? PATH_OID.basicOcspResponse), octetString(basic))),
    parts.after ?? NONE,
  );
}
