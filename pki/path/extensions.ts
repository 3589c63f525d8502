import { OID } from '../der/oids.js';
import { type DerCursor, type DerNode, malformed, open, readDer } from '../der/reader.js';
import { contextConstructed, contextPrimitive, TAG } from '../der/tags.js';
import { readInteger, readOctetString, readOid } from '../der/values.js';
import { KEY_USAGES, type KeyUsage } from '../x509/extensions.js';
import type { NoteDeviation } from './deviations.js';
import { type DistributionPoint, readDistributionPoints } from './distribution-point.js';
import type { RawExtension } from './extension-list.js';
import { type GeneralName, readGeneralName, readGeneralNames } from './general-name.js';
import { type AuthorityKeyIdentifier, readAuthorityKeyIdentifier } from './key-identifier.js';
import { PATH_OID } from './oids.js';
import { hex, readDefaultFalse, readNamedBitsOf, readSequenceOf } from './tolerant.js';

/** GeneralSubtree (RFC 5280 §4.2.1.10). `isWhole`: minimum 0 and no maximum, the only form the RFC lets a CA write. */
export interface Subtree {
  readonly base: GeneralName;
  readonly isWhole: boolean;
}

export interface NameConstraints {
  readonly permitted?: readonly Subtree[];
  readonly excluded?: readonly Subtree[];
}

/** PolicyInformation; the qualifiers are whole PolicyQualifierInfo elements. */
export interface CertificatePolicy {
  readonly oid: string;
  readonly qualifiers: readonly Uint8Array[];
}

export interface PolicyMapping {
  readonly issuerDomainPolicy: string;
  readonly subjectDomainPolicy: string;
}

/** What path validation reads in a certificate's extensions. */
export interface PathExtensions {
  readonly keyUsage?: ReadonlySet<KeyUsage>;
  readonly extendedKeyUsage?: readonly string[];
  readonly basicConstraints?: { readonly cA: boolean; readonly pathLength?: number };
  /** Lower-case hex. */
  readonly subjectKeyId?: string;
  readonly authorityKeyIdentifier?: AuthorityKeyIdentifier;
  readonly subjectAltName?: readonly GeneralName[];
  readonly nameConstraints?: NameConstraints;
  readonly policies?: readonly CertificatePolicy[];
  readonly policyMappings?: readonly PolicyMapping[];
  /** Numbers of certificates; a field that is absent is undefined. */
  readonly policyConstraints?: { readonly requireExplicitPolicy?: number; readonly inhibitPolicyMapping?: number };
  readonly inhibitAnyPolicy?: number;
  readonly crlDistributionPoints?: readonly DistributionPoint[];
  readonly freshestCrl?: readonly DistributionPoint[];
  /** id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1). */
  readonly hasOcspNoCheck: boolean;
  /** Extensions marked critical. */
  readonly critical: ReadonlySet<string>;
  readonly unknownCriticalExtensions: readonly string[];
}

type Draft = { -readonly [Key in keyof PathExtensions]: PathExtensions[Key] };

/** @throws PkiError DER_MALFORMED when an extension that counts cannot be read */
export function readPathExtensions(list: readonly RawExtension[], note: NoteDeviation): PathExtensions {
  const unknown: string[] = [];
  const found: Draft = {
    hasOcspNoCheck: false,
    critical: new Set(list.flatMap(({ oid, critical }) => (critical ? [oid] : []))),
    unknownCriticalExtensions: unknown,
  };
  for (const extension of list) {
    if (!readKnown(found, extension, note) && extension.critical) unknown.push(extension.oid);
  }
  return found;
}

function readKnown(found: Draft, { oid, value }: RawExtension, note: NoteDeviation): boolean {
  switch (oid) {
    case OID.keyUsage:
      found.keyUsage = readKeyUsage(readDer(value), note);
      return true;
    case OID.extendedKeyUsage:
      found.extendedKeyUsage = readSequenceOf(readDer(value)).map(readOid);
      return true;
    case OID.basicConstraints:
      found.basicConstraints = readBasicConstraints(readDer(value), note);
      return true;
    case OID.subjectKeyIdentifier:
      found.subjectKeyId = hex(readOctetString(readDer(value)));
      return true;
    case OID.authorityKeyIdentifier:
      found.authorityKeyIdentifier = readAuthorityKeyIdentifier(readDer(value), note);
      return true;
    case PATH_OID.subjectAltName:
      found.subjectAltName = readGeneralNames(readDer(value), note);
      return true;
    case PATH_OID.nameConstraints:
      found.nameConstraints = readNameConstraints(readDer(value), note);
      return true;
    case PATH_OID.certificatePolicies:
      found.policies = readPolicies(readDer(value));
      return true;
    case PATH_OID.policyMappings:
      found.policyMappings = readSequenceOf(readDer(value)).map(readMapping);
      return true;
    case PATH_OID.policyConstraints:
      found.policyConstraints = readPolicyConstraints(readDer(value));
      return true;
    case PATH_OID.inhibitAnyPolicy:
      found.inhibitAnyPolicy = skipCerts(readDer(value));
      return true;
    case PATH_OID.cRLDistributionPoints:
      found.crlDistributionPoints = readDistributionPoints(readDer(value), note);
      return true;
    case PATH_OID.freshestCRL:
      found.freshestCrl = readDistributionPoints(readDer(value), note);
      return true;
    case PATH_OID.ocspNoCheck:
      found.hasOcspNoCheck = true;
      return true;
    // Names and places of the issuer, and what an application may read: nothing of it restricts a path.
    case PATH_OID.issuerAltName:
      return true;
    default:
      return false;
  }
}

function readKeyUsage(node: DerNode, note: NoteDeviation): ReadonlySet<KeyUsage> {
  const usages = new Set<KeyUsage>();
  for (const bit of readNamedBitsOf(node, note)) {
    const usage = KEY_USAGES[bit];
    if (usage !== undefined) usages.add(usage);
  }
  return usages;
}

function readBasicConstraints(node: DerNode, note: NoteDeviation): { cA: boolean; pathLength?: number } {
  const parts = open(node, TAG.SEQUENCE);
  const cA = readDefaultFalse(parts, note);
  const pathLength = parts.optional(TAG.INTEGER);
  parts.finish();
  return { cA, ...(pathLength !== undefined && { pathLength: bounded(readInteger(pathLength)) }) };
}

function readNameConstraints(node: DerNode, note: NoteDeviation): NameConstraints {
  const parts = open(node, TAG.SEQUENCE);
  const permitted = parts.optional(contextConstructed(0));
  const excluded = parts.optional(contextConstructed(1));
  parts.finish();
  // RFC 5280 §4.2.1.10: an empty sequence is not allowed.
  if (permitted === undefined && excluded === undefined) throw malformed('name constraints that constrain nothing');
  return {
    ...(permitted !== undefined && { permitted: readSubtrees(permitted, note) }),
    ...(excluded !== undefined && { excluded: readSubtrees(excluded, note) }),
  };
}

function readSubtrees(node: DerNode, note: NoteDeviation): Subtree[] {
  return readSequenceOf(node, node.tag).map((each) => readSubtree(each, note));
}

/** @throws PkiError DER_MALFORMED */
export function readSubtree(node: DerNode, note: NoteDeviation): Subtree {
  const parts = open(node, TAG.SEQUENCE);
  const base = readGeneralName(parts.next(), note);
  const minimum = implicitSkip(parts, 0);
  const maximum = implicitSkip(parts, 1);
  parts.finish();
  if (minimum === 0) note('DER_DEFAULT_ENCODED');
  return { base, isWhole: (minimum ?? 0) === 0 && maximum === undefined };
}

function readPolicies(node: DerNode): CertificatePolicy[] {
  const seen = new Set<string>();
  return readSequenceOf(node).map((each) => {
    const parts = open(each, TAG.SEQUENCE);
    const oid = readOid(parts.next());
    const qualifiers = parts.done ? [] : readSequenceOf(parts.next()).map((qualifier) => qualifier.raw);
    parts.finish();
    // RFC 5280 §4.2.1.4: a policy must not appear more than once.
    if (seen.has(oid)) throw malformed(`certificate policy ${oid} twice`);
    seen.add(oid);
    return { oid, qualifiers };
  });
}

function readMapping(node: DerNode): PolicyMapping {
  const parts = open(node, TAG.SEQUENCE);
  const issuerDomainPolicy = readOid(parts.next());
  const subjectDomainPolicy = readOid(parts.next());
  parts.finish();
  return { issuerDomainPolicy, subjectDomainPolicy };
}

function readPolicyConstraints(node: DerNode) {
  const parts = open(node, TAG.SEQUENCE);
  const requireExplicitPolicy = implicitSkip(parts, 0);
  const inhibitPolicyMapping = implicitSkip(parts, 1);
  parts.finish();
  // RFC 5280 §4.2.1.11: an empty sequence is not allowed.
  if (requireExplicitPolicy === undefined && inhibitPolicyMapping === undefined) {
    throw malformed('policy constraints that constrain nothing');
  }
  return {
    ...(requireExplicitPolicy !== undefined && { requireExplicitPolicy }),
    ...(inhibitPolicyMapping !== undefined && { inhibitPolicyMapping }),
  };
}

function implicitSkip(parts: DerCursor, number: number): number | undefined {
  const node = parts.optional(contextPrimitive(number));
  if (node === undefined) return undefined;
  const whole = Uint8Array.from(node.raw);
  whole[0] = TAG.INTEGER;
  return skipCerts(readDer(whole));
}

/** SkipCerts: INTEGER (0..MAX). */
function skipCerts(node: DerNode): number {
  return bounded(readInteger(node));
}

/** A number of certificates; more than any path has is the same as a million. */
function bounded(value: bigint): number {
  if (value < 0n) throw malformed('number of certificates below 0');
  return value > 1_000_000n ? 1_000_000 : Number(value);
}
