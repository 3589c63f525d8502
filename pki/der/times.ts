import { type DerNode, expectTag, malformed } from './reader.js';
import { TAG } from './tags.js';

const UTC_LENGTH = 'YYMMDDHHMMSSZ'.length;
const GENERALIZED_LENGTH = 'YYYYMMDDHHMMSSZ'.length;
const LONGEST_FRACTION = 9;
const FIRST_GENERALIZED = Date.UTC(2050, 0, 1);
const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const [ZERO, NINE, POINT, Z] = [0x30, 0x39, 0x2e, 0x5a];

/** Milliseconds since 1970. `YYMMDDHHMMSSZ`; 50 and above is 19xx (RFC 5280 §4.1.2.5.1). @throws PkiError DER_MALFORMED */
export function readUtcTime(node: DerNode): number {
  expectTag(node, TAG.UTC_TIME);
  if (node.length !== UTC_LENGTH || node.bytes[node.end - 1] !== Z) throw malformed('UTCTime is not YYMMDDHHMMSSZ');
  const year = digits(node, 0, 2);
  return instant(node, year >= 50 ? 1900 + year : 2000 + year, 2);
}

/**
 * Milliseconds since 1970. `YYYYMMDDHHMMSSZ`; with `fractions`, up to nine digits without trailing zeros may stand before the Z
 * (X.690 §11.7.3), of which milliseconds are kept. @throws PkiError DER_MALFORMED
 */
export function readGeneralizedTime(node: DerNode, { fractions = false } = {}): number {
  expectTag(node, TAG.GENERALIZED_TIME);
  if (node.length < GENERALIZED_LENGTH || node.bytes[node.end - 1] !== Z) {
    throw malformed('GeneralizedTime is not YYYYMMDDHHMMSSZ');
  }
  const milliseconds = node.length === GENERALIZED_LENGTH ? 0 : readFraction(node, fractions);
  return instant(node, digits(node, 0, 4), 4) + milliseconds;
}

/** The Time of X.509: UTCTime through 2049, GeneralizedTime from 2050 (RFC 5280 §4.1.2.5). @throws PkiError DER_MALFORMED */
export function readX509Time(node: DerNode): number {
  if (node.tag === TAG.UTC_TIME) return readUtcTime(node);
  const at = readGeneralizedTime(node);
  if (at < FIRST_GENERALIZED) throw malformed('GeneralizedTime before 2050');
  return at;
}

function readFraction(node: DerNode, allowed: boolean): number {
  const count = node.length - GENERALIZED_LENGTH - 1;
  const point = node.bytes[node.contentStart + GENERALIZED_LENGTH - 1];
  if (!allowed || point !== POINT || count < 1 || count > LONGEST_FRACTION) throw malformed('GeneralizedTime goes on');
  const fraction = digits(node, GENERALIZED_LENGTH, count);
  if (fraction % 10 === 0) throw malformed('fraction of a second with a trailing zero');
  return Math.floor((fraction * 1000) / 10 ** count);
}

/** Month to second stand in ten digits from offset `at` of the content. */
function instant(node: DerNode, year: number, at: number): number {
  const month = digits(node, at, 2);
  const day = digits(node, at + 2, 2);
  const hour = digits(node, at + 4, 2);
  const minute = digits(node, at + 6, 2);
  const second = digits(node, at + 8, 2);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && leap ? 29 : (DAYS_OF_MONTH[month - 1] ?? 0);
  // Date.UTC takes the years 0 to 99 for 1900 to 1999; nothing that old is signed.
  if (year < 100 || day < 1 || day > days || hour > 23 || minute > 59 || second > 59) {
    throw malformed('no such date or time');
  }
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function digits(node: DerNode, at: number, count: number): number {
  let value = 0;
  for (let i = node.contentStart + at; i < node.contentStart + at + count; i++) {
    const octet = node.bytes[i] ?? 0;
    if (octet < ZERO || octet > NINE) throw malformed('time holds something that is no digit');
    value = value * 10 + octet - ZERO;
  }
  return value;
}
