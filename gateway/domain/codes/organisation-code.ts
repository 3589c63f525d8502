import { accepted, type CodeResult, refused } from './code-result.js';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
const BODY = /^[0-9A-Z]{8}$/;
const CODE = /^[0-9A-Z]{8}[0-9X]$/;

/**
 * The check character of an organisation code, GB 11714: 11 less the weighted sum modulo 11, 10 written X, 11 written 0.
 *
 * @param body eight characters 0-9A-Z
 */
export function organisationCheckCharacter(body: string): CodeResult<string> {
  if (!BODY.test(body)) return refused('ORGANISATION_CODE_MALFORMED');
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * ALPHABET.indexOf(body.charAt(at)), 0);
  return accepted('0X987654321'.charAt(sum % 11));
}

/** An organisation code of nine characters, without the hyphen of its printed form. */
export function parseOrganisationCode(text: string): CodeResult<string> {
  if (!CODE.test(text)) return refused('ORGANISATION_CODE_MALFORMED');
  const check = organisationCheckCharacter(text.slice(0, 8));
  if (!check.ok) return check;
  return check.value === text.charAt(8) ? accepted(text) : refused('ORGANISATION_CODE_CHECK_CHARACTER');
}
