import { PkiError } from '../errors.js';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const DAY_MS = 86_400_000;
/** Days are days of China Standard Time, UTC+8, which knows no summer time. */
const CHINA_OFFSET_MS = 8 * 3_600_000;
const FIRST_MS = Date.parse('0000-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** Milliseconds since 1970 of `2026-11-21T00:00:00.000Z`. Throws ENCODING_INVALID for other spellings, leap seconds and days that do not exist. */
export function parseTime(text: string): number {
  const ms = TIME.test(text) ? Date.parse(text) : Number.NaN;
  // Date.parse reads 24:00:00 as the next day; only a real time comes back unchanged.
  if (Number.isNaN(ms) || new Date(ms).toISOString() !== text) {
    throw new PkiError('ENCODING_INVALID', 'a time is RFC 3339 in UTC with milliseconds');
  }
  return ms;
}

/** The inverse of `parseTime`, for whole milliseconds of the years 0000 to 9999. */
export function formatTime(ms: number): string {
  if (!Number.isSafeInteger(ms) || ms < FIRST_MS || ms > LAST_MS) {
    throw new PkiError('ENCODING_INVALID', 'a time is whole milliseconds of the years 0000 to 9999');
  }
  return new Date(ms).toISOString();
}

/** The text itself, when it is a day `YYYY-MM-DD` that exists. Throws ENCODING_INVALID. */
export function parseDay(text: string): string {
  midnightUtc(text);
  return text;
}

/** When the day begins in UTC+8, in milliseconds since 1970. */
export function startOfDay(day: string): number {
  return midnightUtc(day) - CHINA_OFFSET_MS;
}

/** When the day ends, 24:00 in UTC+8: the first millisecond that is no longer in it. */
export function endOfDay(day: string): number {
  return startOfDay(day) + DAY_MS;
}

/** The day in UTC+8 that a time falls on. */
export function dayOf(ms: number): string {
  return formatTime(ms + CHINA_OFFSET_MS).slice(0, 10);
}

function midnightUtc(day: string): number {
  const ms = DAY.test(day) ? Date.parse(`${day}T00:00:00.000Z`) : Number.NaN;
  if (Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(day)) {
    throw new PkiError('ENCODING_INVALID', 'a day is YYYY-MM-DD');
  }
  return ms;
}
