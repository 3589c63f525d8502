import type { OrderIssueCode } from './order-issue.js';
import { MAX_VALUE_UNITS } from './order-limits.js';

/**
 * Control characters, line and paragraph separators, and the format characters that reorder or hide text (UAX #9 and
 * zero-width ones): two values that look alike must not differ. Joiners and Mongolian separators stay: names need them.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/;
const UNTRIMMED = /^\s|\s$/;

/**
 * Judges a text of one line. Looks at no more than twice the limit, however long the text is.
 *
 * @param maxLength in Unicode code points
 */
export function textProblem(text: string, maxLength: number): OrderIssueCode | undefined {
  if (text.length === 0) return 'TEXT_EMPTY';
  if (text.length > MAX_VALUE_UNITS) return 'TEXT_TOO_LONG';
  if (text.length > maxLength && (text.length > 2 * maxLength || codePoints(text) > maxLength)) return 'TEXT_TOO_LONG';
  if (!text.isWellFormed()) return 'TEXT_NOT_WELL_FORMED';
  if (UNPRINTABLE.test(text)) return 'TEXT_CONTROL_CHARACTER';
  if (UNTRIMMED.test(text)) return 'TEXT_UNTRIMMED';
  return undefined;
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
