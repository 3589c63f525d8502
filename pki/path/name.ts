import { OID } from '../der/oids.js';
import { type DerNode, open, readDer } from '../der/reader.js';
import { readAnyText } from '../der/strings.js';
import { TAG } from '../der/tags.js';
import { readOid } from '../der/values.js';
import type { NoteDeviation } from './deviations.js';
import { PATH_OID } from './oids.js';
import { hex, readSetOfAnyOrder } from './tolerant.js';

/** A Name, with what is needed to compare it by RFC 5280 §7.1. */
export interface ComparableName {
  readonly der: Uint8Array;
  /** One for each RDN, equal for equal RDNs. */
  readonly rdnKeys: readonly string[];
  /** Equal for equal names. */
  readonly key: string;
  /** Texts of emailAddress attributes (RFC 5280 §4.1.2.6). */
  readonly emailAddresses: readonly string[];
  readonly isEmpty: boolean;
}

/** @throws PkiError DER_MALFORMED */
export function readComparableName(node: DerNode, note: NoteDeviation): ComparableName {
  const rdns = open(node, TAG.SEQUENCE);
  const rdnKeys: string[] = [];
  const emailAddresses: string[] = [];
  while (!rdns.done) rdnKeys.push(readRdnKey(rdns.next(), emailAddresses, note));
  return { der: node.raw, rdnKeys, key: rdnKeys.join('/'), emailAddresses, isEmpty: rdnKeys.length === 0 };
}

/** A name with one RDN more: `nameRelativeToCRLIssuer` (RFC 5280 §4.2.1.13), given as the [1] IMPLICIT SET. */
export function relativeName(base: ComparableName, rdn: Uint8Array, note: NoteDeviation): string {
  const set = Uint8Array.from(rdn);
  set[0] = TAG.SET;
  return [...base.rdnKeys, readRdnKey(readDer(set), [], note)].join('/');
}

/** Whether `name` lies in the subtree of `base`: base's RDNs are its first ones (RFC 5280 §7.1). */
export function isWithin(name: ComparableName, base: ComparableName): boolean {
  return base.rdnKeys.every((key, at) => name.rdnKeys[at] === key);
}

function readRdnKey(node: DerNode, emailAddresses: string[], note: NoteDeviation): string {
  const attributes = readSetOfAnyOrder(node, note).map((attribute) => {
    const parts = open(attribute, TAG.SEQUENCE);
    const type = readOid(parts.next());
    const value = parts.next();
    parts.finish();
    const text = readAnyText(value);
    if (type === PATH_OID.emailAddress && text !== undefined) emailAddresses.push(text);
    return `${type}=${text === undefined ? `#${hex(value.raw)}` : escapeText(prepared(text))}`;
  });
  // RFC 5280 §7.1: two RDNs match when they have the same attributes, in whatever order.
  return attributes.sort().join('+');
}

/** What parts attributes and RDNs in a key must not stand in a text. */
function escapeText(text: string): string {
  return text.replace(/[\\/+]/g, (character) => `\\${character}`);
}

/**
 * String preparation by RFC 4518 as far as RFC 5280 §7.1 asks for it: what is not seen goes, all white space is one space, case is
 * folded, and spaces at the ends do not count. Capitals first, so that ß and ss, or the two small sigmas, fold to one.
 */
function prepared(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase().trim().replace(/ {2,}/g, ' ');
  return text
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .normalize('NFKC')
    .replace(/[\s\u0085]+/gu, ' ')
    .replace(/\p{Cc}/gu, '')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .trim();
}

const ASCII = /^[\x20-\x7e]*$/;

/** Attributes whose type names a person or body, for the text of a name. */
const LABELS: Readonly<Record<string, string>> = {
  [OID.commonName]: 'CN',
  [OID.countryName]: 'C',
  [OID.stateOrProvinceName]: 'ST',
  '2.5.4.7': 'L',
  [OID.organizationName]: 'O',
  [OID.organizationalUnitName]: 'OU',
  '0.9.2342.19200300.100.1.25': 'DC',
};

/** The name for people, in the order of encoding: `C=CN, O=…`. Not for comparing. */
export function describeName(der: Uint8Array): string {
  const parts: string[] = [];
  const rdns = open(readDer(der), TAG.SEQUENCE);
  while (!rdns.done) {
    const set = open(rdns.next(), TAG.SET);
    while (!set.done) {
      const attribute = open(set.next(), TAG.SEQUENCE);
      const type = readOid(attribute.next());
      const value = attribute.next();
      parts.push(`${LABELS[type] ?? type}=${readAnyText(value) ?? `#${hex(value.raw)}`}`);
    }
  }
  return parts.join(', ');
}
