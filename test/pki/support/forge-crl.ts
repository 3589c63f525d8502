import {
  bitString,
  element,
  explicit,
  generalizedTime,
  integer,
  namedBits,
  sequence,
  unsignedInteger,
  x509Time,
} from '../../../pki/der/writer.js';
import { PATH_OID } from '../../../pki/path/oids.js';
import { extension, NONE } from './forge-certificate.js';
import type { ForgeKey } from './forge-key.js';

export interface EntryParts {
  readonly serial: Uint8Array;
  readonly revokedAt?: number;
  /** Number of the CRLReason. */
  readonly reason?: number;
  /** Whole GeneralName elements: the certificateIssuer. */
  readonly issuer?: readonly Uint8Array[];
  readonly invalidityDate?: number;
  /** Whole Extension elements. */
  readonly extensions?: readonly Uint8Array[];
}

/** Each part is whole DER and can be replaced. */
export interface CrlParts {
  readonly version?: Uint8Array;
  readonly algorithm?: Uint8Array;
  readonly outerAlgorithm?: Uint8Array;
  readonly thisUpdate?: Uint8Array;
  readonly nextUpdate?: Uint8Array;
  readonly entries?: readonly EntryParts[];
  /** The SEQUENCE of entries, instead of `entries`. */
  readonly revoked?: Uint8Array;
  /** Whole Extension elements; a CRL number unless given. */
  readonly extensions?: readonly Uint8Array[];
  readonly extensionsField?: Uint8Array;
  readonly signature?: Uint8Array;
  readonly after?: Uint8Array;
}

export const CRL_FROM = Date.UTC(2026, 9, 1);
export const CRL_TO = Date.UTC(2026, 11, 1);
export const REVOKED_AT = Date.UTC(2026, 8, 1);

export const crlNumber = (number: number): Uint8Array => extension(PATH_OID.cRLNumber, integer(number));
export const deltaOf = (base: number): Uint8Array => extension(PATH_OID.deltaCRLIndicator, integer(base), true);
export const enumerated = (value: number): Uint8Array => element(0x0a, Uint8Array.of(value));
export const reasonCode = (reason: number): Uint8Array => extension(PATH_OID.reasonCode, enumerated(reason));

export interface IdpParts {
  /** The content of [0]: a fullName or a relative name. */
  readonly point?: Uint8Array;
  readonly userCerts?: boolean;
  readonly caCerts?: boolean;
  readonly reasons?: readonly number[];
  readonly indirect?: boolean;
  readonly attributeCerts?: boolean;
}

const flag = (number: number, on: boolean | undefined): Uint8Array =>
  on === true ? element(0x80 | number, Uint8Array.of(0xff)) : NONE;

export const implicitBits = (number: number, bits: readonly number[]): Uint8Array => {
  const whole = Uint8Array.from(namedBits(bits));
  whole[0] = 0x80 | number;
  return whole;
};

export const issuingPoint = (parts: IdpParts, critical = true): Uint8Array =>
  extension(
    PATH_OID.issuingDistributionPoint,
    sequence(
      parts.point === undefined ? NONE : element(0xa0, parts.point),
      flag(1, parts.userCerts),
      flag(2, parts.caCerts),
      parts.reasons === undefined ? NONE : implicitBits(3, parts.reasons),
      flag(4, parts.indirect),
      flag(5, parts.attributeCerts),
    ),
    critical,
  );

function entryOf({ serial, revokedAt = REVOKED_AT, reason, issuer, invalidityDate, extensions = [] }: EntryParts) {
  const all = [
    ...(reason === undefined ? [] : [reasonCode(reason)]),
    ...(invalidityDate === undefined ? [] : [extension(PATH_OID.invalidityDate, generalizedTime(invalidityDate))]),
    ...(issuer === undefined ? [] : [extension(PATH_OID.certificateIssuer, sequence(...issuer), true)]),
    ...extensions,
  ];
  return sequence(unsignedInteger(serial), x509Time(revokedAt), all.length === 0 ? NONE : sequence(...all));
}

export async function forgeCrl(issuer: Uint8Array, key: ForgeKey, parts: CrlParts = {}): Promise<Uint8Array> {
  const entries = parts.entries ?? [];
  const extensions = parts.extensions ?? [crlNumber(1)];
  const tbs = sequence(
    parts.version ?? integer(1),
    parts.algorithm ?? key.algorithm,
    issuer,
    parts.thisUpdate ?? x509Time(CRL_FROM),
    parts.nextUpdate ?? x509Time(CRL_TO),
    parts.revoked ?? (entries.length === 0 ? NONE : element(0x30, Buffer.concat(entries.map(entryOf)))),
    parts.extensionsField ?? (extensions.length === 0 ? NONE : explicit(0, sequence(...extensions))),
  );
  return sequence(
    tbs,
    parts.outerAlgorithm ?? parts.algorithm ?? key.algorithm,
    parts.signature ?? bitString(await key.sign(tbs)),
    parts.after ?? NONE,
  );
}
