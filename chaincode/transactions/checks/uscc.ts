import { ensure } from '../refuse.js';

/** GB 32100 leaves out I, O, S, V and Z. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const SHAPE = /^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{8}[0-9X][0-9A-HJ-NPQRTUWXY]$/;

/** GB 11714, whose alphabet is 0-9A-Z; at positions 9 to 17 of the code. */
const ORGANISATION_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
const ORGANISATION_CHECK = '0X987654321';

/** A unified social credit code whose two check characters are right (GB 32100 §4, GB 11714). Says nothing of its area code. */
export function isUscc(text: string): boolean {
  if (!SHAPE.test(text)) return false;
  const sum = weigh(text, WEIGHTS, ALPHABET);
  if (ALPHABET.charAt((31 - (sum % 31)) % 31) !== text.charAt(17)) return false;
  const organisation = weigh(text.slice(8, 16), ORGANISATION_WEIGHTS, ORGANISATION_ALPHABET);
  return ORGANISATION_CHECK.charAt(organisation % 11) === text.charAt(16);
}

export function ensureUscc(text: string): void {
  ensure(isUscc(text), 'USCC_INVALID', text);
}

function weigh(text: string, weights: readonly number[], alphabet: string): number {
  return weights.reduce((total, weight, at) => total + weight * alphabet.indexOf(text.charAt(at)), 0);
}
