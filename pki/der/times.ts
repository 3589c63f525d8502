import { type DerNode, expectTag, malformed } from './reader.js';
import { TAG } from './tags.js';

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d*[1-9]))?Z$/;
const FIRST_GENERALIZED_YEAR = 2050;

/** Milliseconds since 1970. `YYMMDDHHMMSSZ`; 50 and above is 19xx (RFC 5280 §4.1.2.5.1). @throws PkiError DER_MALFORMED */
export function readUtcTime(node: DerNode): number {
  const match = UTC_TIME.exec(ascii(expectTag(node, TAG.UTC_TIME)));
  if (match === null) throw malformed('UTCTime is not YYMMDDHHMMSSZ');
  const year = Number(match[1]);
  return instant(year >= 50 ? 1900 + year : 2000 + year, match, 0);
}

/**
 * Milliseconds since 1970. `YYYYMMDDHHMMSSZ`; with `fractions`, a fraction without trailing zeros may precede the Z (X.690
 * §11.7.3), of which milliseconds are kept. @throws PkiError DER_MALFORMED
 */
export function readGeneralizedTime(node: DerNode, { fractions = false } = {}): number {
  const match = GENERALIZED_TIME.exec(ascii(expectTag(node, TAG.GENERALIZED_TIME)));
  if (match === null) throw malformed('GeneralizedTime is not YYYYMMDDHHMMSSZ');
  const fraction = match[7];
  if (fraction !== undefined && !fractions) throw malformed('GeneralizedTime with a fraction');
  return instant(Number(match[1]), match, fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0')));
}

/** The Time of X.509: UTCTime through 2049, GeneralizedTime from 2050 (RFC 5280 §4.1.2.5). @throws PkiError DER_MALFORMED */
export function readX509Time(node: DerNode): number {
  if (node.tag === TAG.UTC_TIME) return readUtcTime(node);
  const at = readGeneralizedTime(node);
  if (new Date(at).getUTCFullYear() < FIRST_GENERALIZED_YEAR) throw malformed('GeneralizedTime before 2050');
  return at;
}

function instant(year: number, fields: RegExpExecArray, milliseconds: number): number {
  const [month, day, hour, minute, second] = fields.slice(2, 7).map(Number);
  if (month === undefined || day === undefined || hour === undefined || minute === undefined || second === undefined) {
    throw malformed('time cut off');
  }
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, milliseconds);
  // The setters carry 30 February over into March: a date that moved was no date.
  if (
    date.getUTCMonth() !== month - 1 ||
    date.getUTCDate() !== day ||
    date.getUTCHours() !== hour ||
    date.getUTCMinutes() !== minute ||
    date.getUTCSeconds() !== second
  ) {
    throw malformed('no such date or time');
  }
  return date.getTime();
}

function ascii(node: DerNode): string {
  let text = '';
  for (let i = node.contentStart; i < node.end && text.length < 40; i++)
    text += String.fromCharCode(node.bytes[i] as number);
  return text;
}
