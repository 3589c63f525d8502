import { childrenOf, type DerCursor, type DerNode, expectTag, malformed, open } from '../der/reader.js';
import { contextConstructed, contextPrimitive, TAG } from '../der/tags.js';
import { readGeneralizedTime } from '../der/times.js';
import { readBitStringOctets, readBoolean, readOctetString, readOid } from '../der/values.js';
import { derToRaw } from '../sm2/signature-encoding.js';
import type { SesDeviation } from './deviations.js';

/** Fields that seals and seal signatures share. Every reader throws PkiError DER_MALFORMED and records what it let pass. */
export type Deviations = Set<SesDeviation>;

export interface SesExtension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** How a signature value is written; `unreadable` values verify under no key. */
export type SignatureForm = 'der' | 'raw' | 'unreadable';

export interface SignatureValue {
  readonly form: SignatureForm;
  readonly value: Uint8Array;
}

const RAW_LENGTH = 64;
const WHOLE_SECONDS = 'YYYYMMDDHHMMSSZ'.length;

/** ExtensionDatas: SEQUENCE SIZE (0..MAX) OF ExtData. */
export function readExtensionDatas(node: DerNode, deviations: Deviations): SesExtension[] {
  expectTag(node, TAG.SEQUENCE);
  return childrenOf(node).map((each) => readExtData(each, deviations));
}

/**
 * `[0] ExtensionDatas`: EXPLICIT in every file seen, IMPLICIT by some readings of the text. An EXPLICIT tag holds one SEQUENCE of
 * SEQUENCEs; an IMPLICIT one holds ExtData, whose first element is an OBJECT IDENTIFIER.
 */
export function readTaggedExtensionDatas(node: DerNode, deviations: Deviations): SesExtension[] {
  expectTag(node, contextConstructed(0));
  const children = childrenOf(node);
  const [only] = children;
  if (children.length === 1 && only?.tag === TAG.SEQUENCE && open(only, TAG.SEQUENCE).peek() !== TAG.OID) {
    return readExtensionDatas(only, deviations);
  }
  deviations.add('IMPLICIT_TAG');
  return children.map((each) => readExtData(each, deviations));
}

/** `[0] BIT STRING` with a timestamp token, EXPLICIT or IMPLICIT; undefined when the structure ends without. */
export function readTimestamp(cursor: DerCursor, deviations: Deviations): Uint8Array | undefined {
  if (cursor.peek() === contextPrimitive(0)) {
    const node = cursor.next();
    deviations.add('IMPLICIT_TAG');
    if (node.length < 2 || node.bytes[node.contentStart] !== 0) throw malformed('timestamp does not hold whole octets');
    return node.content.subarray(1);
  }
  const tagged = cursor.optional(contextConstructed(0));
  if (tagged === undefined) return undefined;
  const inner = open(tagged, contextConstructed(0));
  const token = readBitStringOctets(inner.next());
  inner.finish();
  if (token.length === 0) throw malformed('empty timestamp');
  return token;
}

/** Milliseconds since 1970. */
export function readSesTime(node: DerNode, deviations: Deviations): number {
  const at = readGeneralizedTime(node, { fractions: true });
  if (node.length !== WHOLE_SECONDS) deviations.add('FRACTIONAL_TIME');
  return at;
}

export function readSignatureValue(node: DerNode, deviations: Deviations): SignatureValue {
  const value = readBitStringOctets(node);
  if (derToRaw(value) !== undefined) return { form: 'der', value };
  if (value.length !== RAW_LENGTH) return { form: 'unreadable', value };
  deviations.add('RAW_SIGNATURE');
  return { form: 'raw', value };
}

function readExtData(node: DerNode, deviations: Deviations): SesExtension {
  const parts = open(node, TAG.SEQUENCE);
  const oid = readOid(parts.next());
  const flag = parts.optional(TAG.BOOLEAN);
  const critical = flag !== undefined && readBoolean(flag);
  if (flag !== undefined && !critical) deviations.add('EXPLICIT_DEFAULT');
  const value = readOctetString(parts.next());
  parts.finish();
  return { oid, critical, value };
}
