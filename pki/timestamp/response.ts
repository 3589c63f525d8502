import { open, readDer } from '../der/reader.js';
import { reading } from '../der/reading.js';
import { TAG } from '../der/tags.js';
import { checkTree } from '../der/tree.js';
import { readNamedBits, readSmallInteger } from '../der/values.js';
import { integer, namedBits, sequence } from '../der/writer.js';

/** PKIFailureInfo (RFC 3161 §2.4.2), by bit number. */
export const TIMESTAMP_FAILURES = {
  badAlg: 0,
  badRequest: 2,
  badDataFormat: 5,
  timeNotAvailable: 14,
  unacceptedPolicy: 15,
  unacceptedExtension: 16,
  addInfoNotAvailable: 17,
  systemFailure: 25,
} as const;

export type TimestampFailure = keyof typeof TIMESTAMP_FAILURES;

export interface TimestampResponse {
  /** PKIStatus: 0 granted, 1 granted with changes, 2 and above refused. */
  readonly status: number;
  readonly failures: readonly TimestampFailure[];
  /** DER of the TimeStampToken; there exactly when the status is 0 or 1. */
  readonly token?: Uint8Array;
}

export function buildTimestampGrant(token: Uint8Array): Uint8Array {
  return sequence(sequence(integer(0)), token);
}

export function buildTimestampRejection(failure: TimestampFailure): Uint8Array {
  return sequence(sequence(integer(2), namedBits([TIMESTAMP_FAILURES[failure]])));
}

/** Reads a TimeStampResp (RFC 3161 §2.4.2); the token itself is read by `parseTimestampToken`. @throws PkiError TIMESTAMP_MALFORMED */
export function parseTimestampResponse(der: Uint8Array): TimestampResponse {
  return reading('TIMESTAMP_MALFORMED', 'timestamp response', () => {
    const fields = open(readDer(der), TAG.SEQUENCE);
    const info = open(fields.next(), TAG.SEQUENCE);
    const status = readSmallInteger(info.next());
    const text = info.optional(TAG.SEQUENCE);
    if (text !== undefined) checkTree(text);
    const bits = info.optional(TAG.BIT_STRING);
    info.finish();
    const granted = status <= 1;
    const token = granted ? fields.next(TAG.SEQUENCE) : undefined;
    fields.finish();
    const set = bits === undefined ? [] : readNamedBits(bits);
    const names = Object.keys(TIMESTAMP_FAILURES) as TimestampFailure[];
    return {
      status,
      failures: names.filter((name) => set.includes(TIMESTAMP_FAILURES[name])),
      ...(token === undefined ? {} : { token: token.raw }),
    };
  });
}
