import { OID } from '../der/oids.js';
import { TAG } from '../der/tags.js';
import { oid } from '../der/writer.js';
import { PkiError } from '../errors.js';
import { CRL_REASONS, type CrlReason } from './reasons.js';

export interface RevokedCertificate {
  /** Lower-case hex of 1 to 20 octets, as the certificate reader gives it. */
  readonly serialNumber: string;
  /** Milliseconds since 1970; a fraction of a second is cut off, here and below. */
  readonly revokedAt: number;
  /** `unspecified` is the default, and therefore never encoded (RFC 5280 §5.3.1). */
  readonly reason?: CrlReason;
  /** Since when the key is known or suspected to be lost (RFC 5280 §5.3.2). */
  readonly invalidAt?: number;
}

const SERIAL = /^(?:[0-9a-f]{2}){1,20}$/;
const FIRST_GENERALIZED = Date.UTC(2050, 0, 1);
const REASON_HEAD = Buffer.concat([oid(OID.crlReason), Uint8Array.of(TAG.OCTET_STRING, 3, 0x0a, 1)]);
const INVALIDITY_HEAD = Buffer.concat([oid(OID.invalidityDate), Uint8Array.of(TAG.OCTET_STRING, 17)]);
/** Of both extensions, each with its own header. */
const REASON_LENGTH = 2 + REASON_HEAD.length + 1;
const INVALIDITY_LENGTH = 2 + INVALIDITY_HEAD.length + 17;
/** Header, serial number, time and both extensions: below 128, so every length in an entry is one octet. */
const LONGEST_ENTRY = 2 + (2 + 21) + 17 + 2 + REASON_LENGTH + INVALIDITY_LENGTH;

/**
 * The content of `revokedCertificates`: one entry after the other.
 *
 * @throws PkiError CRL_ORDER_INVALID for a serial number that is none or stands twice, for a time that cannot be written, and for
 *   `removeFromCRL` outside a delta list
 */
export function encodeEntries(revoked: readonly RevokedCertificate[], { delta }: { delta: boolean }): Uint8Array {
  const out = Buffer.allocUnsafe(revoked.length * LONGEST_ENTRY);
  const seen = new Set<string>();
  let at = 0;
  for (const entry of revoked) {
    const { serialNumber, reason = 'unspecified' } = entry;
    if (!SERIAL.test(serialNumber) || /^0+$/.test(serialNumber)) throw refused('a serial number is 1 to 20 octets');
    const unpadded = serialNumber.replace(/^(?:00)+/, '');
    if (seen.has(unpadded)) throw refused(`serial number ${unpadded} twice`);
    seen.add(unpadded);
    // RFC 5280 §5.3.1: removeFromCRL appears in delta lists only.
    if (reason === 'removeFromCRL' && !delta) throw refused('removeFromCRL in a full list');
    at = writeEntry(out, at, unpadded, entry);
  }
  return out.subarray(0, at);
}

function writeEntry(out: Buffer, start: number, serial: string, entry: RevokedCertificate): number {
  let at = writeSerial(out, start + 2, serial);
  at = writeTime(out, at, entry.revokedAt, false);
  const reason = CRL_REASONS.indexOf(entry.reason ?? 'unspecified');
  const length = (reason === 0 ? 0 : REASON_LENGTH) + (entry.invalidAt === undefined ? 0 : INVALIDITY_LENGTH);
  if (length > 0) at = writeHeader(out, at, TAG.SEQUENCE, length);
  if (reason !== 0) {
    at = writeHeader(out, at, TAG.SEQUENCE, REASON_LENGTH - 2);
    out.set(REASON_HEAD, at);
    at += REASON_HEAD.length;
    out[at++] = reason;
  }
  if (entry.invalidAt !== undefined) {
    at = writeHeader(out, at, TAG.SEQUENCE, INVALIDITY_LENGTH - 2);
    out.set(INVALIDITY_HEAD, at);
    at = writeTime(out, at + INVALIDITY_HEAD.length, entry.invalidAt, true);
  }
  writeHeader(out, start, TAG.SEQUENCE, at - start - 2);
  return at;
}

function writeSerial(out: Buffer, at: number, serial: string): number {
  const octets = serial.length / 2;
  const pad = Number.parseInt(serial.slice(0, 2), 16) >= 0x80 ? 1 : 0;
  const content = writeHeader(out, at, TAG.INTEGER, octets + pad);
  if (pad === 1) out[content] = 0;
  out.write(serial, content + pad, 'hex');
  return content + pad + octets;
}

/** The Time of X.509, or GeneralizedTime for any year, as the invalidity date wants it. */
function writeTime(out: Buffer, at: number, time: number, generalized: boolean): number {
  if (!(time >= 0 && time < Date.UTC(10_000, 0, 1))) throw refused('a time lies in 1970 to 9999');
  const date = new Date(time);
  const long = generalized || time >= FIRST_GENERALIZED;
  const content = writeHeader(
    out,
    at,
    long ? TAG.GENERALIZED_TIME : TAG.UTC_TIME,
    long ? 'YYYYMMDDHHMMSSZ'.length : 'YYMMDDHHMMSSZ'.length,
  );
  const year = date.getUTCFullYear();
  let next = long ? writePair(out, content, Math.floor(year / 100)) : content;
  next = writePair(out, next, year % 100);
  next = writePair(out, next, date.getUTCMonth() + 1);
  next = writePair(out, next, date.getUTCDate());
  next = writePair(out, next, date.getUTCHours());
  next = writePair(out, next, date.getUTCMinutes());
  next = writePair(out, next, date.getUTCSeconds());
  out[next] = 0x5a;
  return next + 1;
}

function writeHeader(out: Buffer, at: number, tag: number, length: number): number {
  out[at] = tag;
  out[at + 1] = length;
  return at + 2;
}

function writePair(out: Buffer, at: number, value: number): number {
  out[at] = 0x30 + Math.floor(value / 10);
  out[at + 1] = 0x30 + (value % 10);
  return at + 2;
}

function refused(why: string): PkiError {
  return new PkiError('CRL_ORDER_INVALID', why);
}
