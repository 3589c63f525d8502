import { readCrl } from '../../../pki/crl/read-crl.js';
import { OID } from '../../../pki/der/oids.js';
import {
  bitString,
  boolean,
  element,
  explicit,
  ia5String,
  integer,
  namedBits,
  octetString,
  oid,
  sequence,
  unsignedInteger,
  x509Time,
} from '../../../pki/der/writer.js';
import { readOcspResponse } from '../../../pki/ocsp/read-response.js';
import { algorithmOid, algorithmPolicy } from '../../../pki/path/algorithms.js';
import { readPathCertificate } from '../../../pki/path/certificate.js';
import type { PathFindingCode } from '../../../pki/path/findings.js';
import { PATH_OID } from '../../../pki/path/oids.js';
import type { ValidationPolicy } from '../../../pki/path/validate.js';
import { type PathAnswer, type RevocationMode, verifyPath } from '../../../pki/path/verify-path.js';
import { sm3 } from '../../../pki/sm3.js';
import { encodeName } from '../../../pki/x509/name.js';
import { extension, NONE } from './forge-certificate.js';
import { type ForgeKey, sm2Key } from './forge-key.js';

/** The time that the laboratory's questions ask about; its certificates are valid through 2026 to 2036. */
export const NOW = Date.UTC(2026, 10, 21);
export const FROM = Date.UTC(2026, 0, 1);
export const TO = Date.UTC(2036, 0, 1);

/** A certificate, synthetic, with its key. */
export interface Entity {
  readonly der: Uint8Array;
  readonly key: ForgeKey;
  readonly name: Uint8Array;
  /** Content octets. */
  readonly serial: Uint8Array;
  readonly keyId: Uint8Array;
}

export interface EntityParts {
  readonly key?: ForgeKey;
  /** Whole DER of a Name; one made of the label unless given. */
  readonly name?: Uint8Array;
  /** Issuer name as it is written, where it is not the issuer's subject. */
  readonly issuerName?: Uint8Array;
  readonly version?: Uint8Array;
  readonly serial?: Uint8Array;
  /** Whole INTEGER, instead of `serial`. */
  readonly serialField?: Uint8Array;
  readonly algorithm?: Uint8Array;
  readonly outerAlgorithm?: Uint8Array;
  readonly notBefore?: Uint8Array;
  readonly notAfter?: Uint8Array;
  readonly spki?: Uint8Array;
  readonly uniqueIds?: Uint8Array;
  readonly basicConstraints?: Uint8Array;
  readonly keyUsage?: Uint8Array;
  readonly keyIdentifiers?: Uint8Array;
  /** Whole Extension elements, added to the usual ones. */
  readonly extensions?: readonly Uint8Array[];
  /** The `[3]` element, instead of all extensions. */
  readonly extensionsField?: Uint8Array;
  readonly signature?: Uint8Array;
}

export const nameOf = (label: string): Uint8Array => encodeName({ organization: '合成测试单位', commonName: label });
export const usage = (bits: readonly number[], critical = true): Uint8Array =>
  extension(OID.keyUsage, namedBits(bits), critical);
export const constraints = (cA: boolean, pathLength?: number, critical = true): Uint8Array =>
  extension(
    OID.basicConstraints,
    sequence(cA ? boolean(true) : NONE, pathLength === undefined ? NONE : integer(pathLength)),
    critical,
  );
export const CA_USAGE = usage([5, 6]);
export const purposesOf = (...ids: string[]): Uint8Array => extension(OID.extendedKeyUsage, sequence(...ids.map(oid)));
export const otherNameOf = (typeId: string, value: Uint8Array): Uint8Array =>
  element(0xa0, oid(typeId), explicit(0, value));
export const rfc822 = (text: string): Uint8Array => element(0x81, ia5String(text).subarray(2));
export const dns = (text: string): Uint8Array => element(0x82, Buffer.from(text, 'latin1'));
export const uri = (text: string): Uint8Array => element(0x86, Buffer.from(text, 'latin1'));
export const ip = (...octets: number[]): Uint8Array => element(0x87, Uint8Array.from(octets));
export const directory = (name: Uint8Array): Uint8Array => element(0xa4, name);
export const registered = (id: string): Uint8Array => {
  const whole = Uint8Array.from(oid(id));
  whole[0] = 0x88;
  return whole;
};
export const altNames = (...names: Uint8Array[]): Uint8Array => extension(PATH_OID.subjectAltName, sequence(...names));

const subtrees = (number: number, names: readonly Uint8Array[] | undefined): Uint8Array =>
  names === undefined ? NONE : element(0xa0 | number, ...names.map((name) => sequence(name)));
export const nameConstraints = (
  { permitted, excluded }: { readonly permitted?: readonly Uint8Array[]; readonly excluded?: readonly Uint8Array[] },
  critical = true,
): Uint8Array => extension(PATH_OID.nameConstraints, sequence(subtrees(0, permitted), subtrees(1, excluded)), critical);

export const policies = (...ids: string[]): Uint8Array =>
  extension(PATH_OID.certificatePolicies, sequence(...ids.map((id) => sequence(oid(id)))));
export const mappings = (...pairs: (readonly [string, string])[]): Uint8Array =>
  extension(PATH_OID.policyMappings, sequence(...pairs.map(([from, to]) => sequence(oid(from), oid(to)))), true);
export const policyConstraints = (explicitPolicy?: number, mapping?: number): Uint8Array =>
  extension(PATH_OID.policyConstraints, sequence(skip(0, explicitPolicy), skip(1, mapping)), true);
export const inhibitAnyPolicy = (skipCerts: number): Uint8Array =>
  extension(PATH_OID.inhibitAnyPolicy, integer(skipCerts), true);
const skip = (number: number, value: number | undefined): Uint8Array =>
  value === undefined ? NONE : element(0x80 | number, integer(value).subarray(2));

export interface PointParts {
  /** Whole GeneralName elements. */
  readonly fullName?: readonly Uint8Array[];
  /** Content of the relative name: AttributeTypeAndValue elements. */
  readonly relative?: Uint8Array;
  /** The whole `[1]`. */
  readonly reasons?: Uint8Array;
  readonly issuer?: readonly Uint8Array[];
}
export const pointName = ({ fullName, relative }: PointParts): Uint8Array =>
  fullName !== undefined ? element(0xa0, ...fullName) : relative !== undefined ? element(0xa1, relative) : NONE;
export const distributionPoints = (...points: PointParts[]): Uint8Array =>
  extension(
    PATH_OID.cRLDistributionPoints,
    sequence(
      ...points.map((point) =>
        sequence(
          pointName(point).length === 0 ? NONE : element(0xa0, pointName(point)),
          point.reasons ?? NONE,
          point.issuer === undefined ? NONE : element(0xa2, ...point.issuer),
        ),
      ),
    ),
  );

let serials = 0x100;

async function makeEntity(
  label: string,
  issuer: Entity | undefined,
  isCa: boolean,
  parts: EntityParts,
): Promise<Entity> {
  const key = parts.key ?? sm2Key();
  const name = parts.name ?? nameOf(label);
  serials += 1;
  const serial = parts.serial ?? Uint8Array.of(0x40, serials >> 8, serials & 0xff);
  const signer = issuer?.key ?? key;
  const keyId = sm3(parts.spki ?? key.spki).slice(0, 20);
  const identifiers =
    parts.keyIdentifiers === undefined
      ? [
          extension(OID.subjectKeyIdentifier, octetString(keyId)),
          extension(OID.authorityKeyIdentifier, sequence(element(0x80, issuer?.keyId ?? keyId))),
        ]
      : [parts.keyIdentifiers];
  const extensions = [
    ...identifiers,
    parts.basicConstraints ?? (isCa ? constraints(true) : NONE),
    parts.keyUsage ?? (isCa ? CA_USAGE : usage([0, 1])),
    ...(parts.extensions ?? []),
  ].filter((each) => each.length > 0);
  const tbs = sequence(
    parts.version ?? explicit(0, integer(2)),
    parts.serialField ?? unsignedInteger(serial),
    parts.algorithm ?? signer.algorithm,
    parts.issuerName ?? issuer?.name ?? name,
    sequence(parts.notBefore ?? x509Time(FROM), parts.notAfter ?? x509Time(TO)),
    name,
    parts.spki ?? key.spki,
    parts.uniqueIds ?? NONE,
    parts.extensionsField ?? explicit(3, sequence(...extensions)),
  );
  const der = sequence(
    tbs,
    parts.outerAlgorithm ?? parts.algorithm ?? signer.algorithm,
    parts.signature ?? bitString(await signer.sign(tbs)),
  );
  return { der, key, name, serial, keyId };
}

/** A CA certificate, self-signed without an issuer. */
export const ca = (label: string, issuer?: Entity, parts: EntityParts = {}): Promise<Entity> =>
  makeEntity(label, issuer, true, parts);
export const leaf = (label: string, issuer: Entity, parts: EntityParts = {}): Promise<Entity> =>
  makeEntity(label, issuer, false, parts);
/** Another certificate for the same name and key: a cross certificate, or a roll-over. */
export const certify = (subject: Entity, issuer: Entity, parts: EntityParts = {}): Promise<Entity> =>
  makeEntity('', issuer, true, { key: subject.key, name: subject.name, ...parts });

export interface Asked extends Partial<Omit<ValidationPolicy, 'algorithms' | 'initialPolicies'>> {
  readonly anchors?: readonly Entity[];
  readonly intermediates?: readonly Entity[];
  readonly crls?: readonly Uint8Array[];
  readonly ocspResponses?: readonly Uint8Array[];
  readonly revocation?: RevocationMode;
  readonly allowedAlgorithms?: readonly string[];
  readonly initialPolicies?: readonly string[];
}

/** The target first, then the intermediates in any order, the anchor last, unless said otherwise. */
export function ask(chain: readonly Entity[], asked: Asked = {}): PathAnswer {
  const [target] = chain;
  if (target === undefined) throw new TypeError('no target');
  const {
    anchors = chain.slice(-1),
    intermediates = chain.slice(1, -1),
    crls = [],
    ocspResponses = [],
    revocation = 'off',
    allowedAlgorithms,
    initialPolicies = [PATH_OID.anyPolicy],
    ...policy
  } = asked;
  return verifyPath({
    target: readPathCertificate(target.der),
    anchors: anchors.map(({ der }) => readPathCertificate(der)),
    intermediates: intermediates.map(({ der }) => readPathCertificate(der)),
    crls: crls.map(readCrl),
    ocspResponses: ocspResponses.flatMap((der) => readOcspResponse(der).basic ?? []),
    revocation,
    policy: {
      at: NOW,
      algorithms: algorithmPolicy(allowedAlgorithms?.map((word) => algorithmOid(word) ?? 'unknown')),
      requireExplicitPolicy: false,
      inhibitPolicyMapping: false,
      inhibitAnyPolicy: false,
      keyUsages: [],
      extendedKeyUsages: [],
      ...policy,
      initialPolicies: new Set(initialPolicies),
    },
  });
}

/** Codes of an answer, each once, in order; `valid` for none. */
export function codesOf(chain: readonly Entity[], asked: Asked = {}): PathFindingCode[] | 'valid' {
  const { verdict, findings } = ask(chain, asked);
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  if ((verdict === 'valid') !== (codes.length === 0)) throw new Error(`${verdict} with ${codes.join(', ')}`);
  return verdict === 'valid' ? 'valid' : codes;
}
