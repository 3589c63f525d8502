import { CENTRAL_AREA_CODE, type CodeOptions, isProvincialArea } from './area-codes.js';
import { accepted, type CodeResult, refused } from './code-result.js';
import { parseOrganisationCode } from './organisation-code.js';

/** A unified social credit code (统一社会信用代码), GB 32100-2015, taken apart. */
export type Uscc = {
  readonly text: string;
  /** registering department: 1 establishment office, 5 civil affairs, 9 market regulation, … */
  readonly registrar: string;
  /** kind of body under that department, for example 91 an enterprise */
  readonly bodyClass: string;
  readonly areaCode: string;
  readonly organisationCode: string;
};

/** GB 32100 leaves out I, O, S, V and Z. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const BODY = /^[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{9}$/;
const CODE = /^[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}$/;

/**
 * The check character of a social credit code: 31 less the weighted sum modulo 31.
 *
 * @param body the first seventeen characters
 */
export function usccCheckCharacter(body: string): CodeResult<string> {
  if (!BODY.test(body)) return refused('USCC_MALFORMED');
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * ALPHABET.indexOf(body.charAt(at)), 0);
  return accepted(ALPHABET.charAt((31 - (sum % 31)) % 31));
}

/**
 * Eighteen characters: registrar, class, area (6), organisation code (9), check character.
 * Does not restrict the registrar and class characters: the list of departments grows.
 */
export function parseUscc(text: string, options: CodeOptions = {}): CodeResult<Uscc> {
  if (!CODE.test(text)) return refused('USCC_MALFORMED');
  const check = usccCheckCharacter(text.slice(0, 17));
  if (!check.ok) return check;
  if (check.value !== text.charAt(17)) return refused('USCC_CHECK_CHARACTER');
  const areaCode = text.slice(2, 8);
  if (areaCode !== CENTRAL_AREA_CODE && !isProvincialArea(areaCode, options)) return refused('USCC_AREA');
  const organisation = parseOrganisationCode(text.slice(8, 17));
  if (!organisation.ok) return refused('USCC_ORGANISATION_CODE');
  return accepted({
    text,
    registrar: text.charAt(0),
    bodyClass: text.charAt(1),
    areaCode,
    organisationCode: organisation.value,
  });
}
