import { type DerNode, malformed, open, readDer } from '../der/reader.js';
import { contextConstructed, contextPrimitive, TAG } from '../der/tags.js';
import { readGeneralizedTime } from '../der/times.js';
import { checkTree } from '../der/tree.js';
import { readBoolean, readIntegerContent, readOid, readPositiveIntegerHex, readSmallInteger } from '../der/values.js';
import { element, integer, oid, sequence, unsignedInteger } from '../der/writer.js';
import { type MessageImprint, readImprint } from './imprint.js';

/** TSTInfo (RFC 3161 §2.4.2). */
export interface TstInfo {
  readonly policy: string;
  readonly imprint: MessageImprint;
  /** Lower-case hex of a positive number. */
  readonly serialNumber: string;
  /** Milliseconds since 1970; finer digits are cut off. */
  readonly genTime: number;
  /** Milliseconds, rounded up: the true time lies within this of `genTime`. undefined: not stated. */
  readonly accuracy?: number;
  readonly ordering: boolean;
  /** Lower-case hex of a positive number. */
  readonly nonce?: string;
}

export interface TstInfoOrder {
  readonly policy: string;
  /** DER of the MessageImprint, as it was asked. */
  readonly imprint: Uint8Array;
  /** Big-endian octets of a positive number, at most 160 bits. */
  readonly serialNumber: Uint8Array;
  readonly genTime: number;
  /** Whole milliseconds from 1. */
  readonly accuracy: number;
  /** Lower-case hex. */
  readonly nonce?: string;
}

// RFC 3161 §2.4.2: readers are ready for 160 bits.
const LONGEST_SERIAL_HEX = 2 * 20;
const SUBSECONDS = 999;

/** @throws PkiError DER_MALFORMED */
export function readTstInfo(der: Uint8Array): TstInfo {
  const fields = open(readDer(der), TAG.SEQUENCE);
  if (readSmallInteger(fields.next()) !== 1) throw malformed('TSTInfo version is not 1');
  const policy = readOid(fields.next());
  const imprint = readImprint(fields.next());
  const serialNumber = readPositiveIntegerHex(fields.next());
  if (serialNumber.length > LONGEST_SERIAL_HEX) throw malformed('serial number above 160 bits');
  const genTime = readGeneralizedTime(fields.next(), { fractions: true });
  const accuracyNode = fields.optional(TAG.SEQUENCE);
  const accuracy = accuracyNode === undefined ? undefined : readAccuracy(accuracyNode);
  const flag = fields.optional(TAG.BOOLEAN);
  if (flag !== undefined && !readBoolean(flag)) throw malformed('DEFAULT FALSE is encoded');
  const nonce = fields.optional(TAG.INTEGER);
  const tsa = fields.optional(contextConstructed(0));
  if (tsa !== undefined) checkTree(tsa);
  const extensions = fields.optional(contextConstructed(1));
  if (extensions !== undefined) refuseCritical(extensions);
  fields.finish();
  return {
    policy,
    imprint,
    serialNumber,
    genTime,
    ...(accuracy === undefined ? {} : { accuracy }),
    ordering: flag !== undefined,
    ...(nonce === undefined ? {} : { nonce: readPositiveIntegerHex(nonce) }),
  };
}

export function encodeTstInfo(order: TstInfoOrder): Uint8Array {
  const seconds = Math.floor(order.accuracy / 1000);
  const millis = order.accuracy % 1000;
  return sequence(
    integer(1),
    oid(order.policy),
    order.imprint,
    unsignedInteger(order.serialNumber),
    preciseTime(order.genTime),
    sequence(...(seconds === 0 ? [] : [integer(seconds)]), ...(millis === 0 ? [] : [implicitInteger(0x80, millis)])),
    ...(order.nonce === undefined ? [] : [unsignedInteger(Buffer.from(order.nonce, 'hex'))]),
  );
}

function readAccuracy(node: DerNode): number {
  const parts = open(node, TAG.SEQUENCE);
  const seconds = parts.optional(TAG.INTEGER);
  const millis = parts.optional(contextPrimitive(0));
  const micros = parts.optional(contextPrimitive(1));
  parts.finish();
  return (
    (seconds === undefined ? 0 : readSmallInteger(seconds)) * 1000 +
    (millis === undefined ? 0 : readSubseconds(millis)) +
    (micros === undefined ? 0 : Math.ceil(readSubseconds(micros) / 1000))
  );
}

/** INTEGER (1..999) under a context tag. */
function readSubseconds(node: DerNode): number {
  const copy = Uint8Array.from(node.raw);
  copy[0] = TAG.INTEGER;
  const content = readIntegerContent(readDer(copy));
  const value = content.reduce((sum, octet) => sum * 256 + octet, 0);
  if (content.length > 2 || (content[0] ?? 0) >= 0x80 || value < 1 || value > SUBSECONDS) {
    throw malformed('accuracy outside 1 to 999');
  }
  return value;
}

/** `[1] IMPLICIT Extensions`; none is known here. */
function refuseCritical(node: DerNode): void {
  checkTree(node);
  const list = open(node, contextConstructed(1));
  while (!list.done) {
    const parts = open(list.next(), TAG.SEQUENCE);
    parts.next(TAG.OID);
    if (parts.optional(TAG.BOOLEAN) !== undefined) throw malformed('a critical extension is not understood');
    parts.next(TAG.OCTET_STRING);
    parts.finish();
  }
}

function implicitInteger(tag: number, value: number): Uint8Array {
  const encoded = integer(value);
  encoded[0] = tag;
  return encoded;
}

/** GeneralizedTime with as many digits of the second as it takes (X.690 §11.7.3). */
function preciseTime(at: number): Uint8Array {
  const iso = new Date(at).toISOString();
  const fraction = iso.slice(19, 23).replace(/\.?0+$/, '');
  return element(TAG.GENERALIZED_TIME, Buffer.from(`${iso.slice(0, 19).replace(/[-:T]/g, '')}${fraction}Z`, 'latin1'));
}
