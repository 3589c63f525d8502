import type { CodeProblem } from '../codes/code-result.js';

/** What may be wrong with an order, and the rule in words. Together with `CodeProblem` the closed list. */
export const ORDER_PROBLEMS = {
  ORDER_NOT_OBJECT: 'an order is a JSON object',
  MEMBER_UNKNOWN: 'an order has no member of this name',
  MEMBER_MISSING: 'an order needs this member',
  MEMBER_TYPE: 'the member has another JSON type; values are strings, and nothing is null',
  TEXT_EMPTY: 'a text has at least one character',
  TEXT_TOO_LONG: 'the text is longer than its limit, counted in Unicode code points',
  TEXT_NOT_WELL_FORMED: 'a text holds no lone surrogates',
  TEXT_CONTROL_CHARACTER: 'a text is one line without control, direction or invisible characters',
  TEXT_UNTRIMMED: 'a text neither begins nor ends with a blank',
  TEXT_CHARACTERS: 'the text has characters that are not admitted here',
  DAY_MALFORMED: 'a day is written YYYY-MM-DD',
  DAY_IMPOSSIBLE: 'the calendar has no such day',
  INTEGER_MALFORMED: 'an integer is written in decimal, without sign + or leading zeros, within ±(2^53−1)',
  PATTERN_MISMATCH: 'the value does not match the pattern of its field',
  LICENCE_TYPE_UNKNOWN: 'the licence type is another or not known',
  LICENCE_TYPE_NOT_OF_AUTHORITY: 'the licence type is not the authority’s to issue',
  AUTHORITY_MISMATCH: 'the order names another authority than the one it is given to',
  VALIDITY_REVERSED: 'validity ends before it begins',
  VALIDITY_END_MISSING: 'a licence of this type has an end of validity',
  VALIDITY_END_SURPLUS: 'a licence of this type is long-term: it has no end of validity',
  VALIDITY_TOO_LONG: 'validity is longer than the type admits',
  HOLDERS_EMPTY: 'a licence has at least one holder',
  HOLDERS_TOO_MANY: 'the licence type admits fewer holders, or what is joined of them is too long for one value',
  HOLDER_DUPLICATED: 'the same holder is named twice',
  HOLDER_CATEGORY: 'the licence type is for the other kind of holder',
  FIELD_UNKNOWN: 'the licence type has no field of this name',
  FIELD_MISSING: 'the licence type requires this field',
  TOO_MANY_ISSUES: 'there are more issues than are told',
} as const;

const CODE_MESSAGES: Record<CodeProblem, string> = {
  USCC_MALFORMED: 'a social credit code has 18 characters of the alphabet of GB 32100',
  USCC_AREA: 'the social credit code names no area of GB/T 2260',
  USCC_ORGANISATION_CODE: 'the organisation code within the social credit code does not hold (GB 11714)',
  USCC_CHECK_CHARACTER: 'the check character of the social credit code does not hold (GB 32100)',
  ORGANISATION_CODE_MALFORMED: 'an organisation code has 9 characters (GB 11714)',
  ORGANISATION_CODE_CHECK_CHARACTER: 'the check character of the organisation code does not hold (GB 11714)',
  CITIZEN_ID_MALFORMED: 'a citizen identification number has 17 digits and a digit or capital X (GB 11643)',
  CITIZEN_ID_AREA: 'the citizen identification number names no area of GB/T 2260',
  CITIZEN_ID_DATE: 'the citizen identification number holds no date of birth',
  CITIZEN_ID_CHECK_CHARACTER: 'the check character of the citizen identification number does not hold (GB 11643)',
  HOLDER_CODE_TYPE_UNKNOWN: 'the dictionary of GB/T 36903 has no such type of holder code',
  HOLDER_CODE_MALFORMED: 'a holder code has 1 to 64 letters, digits, Chinese characters or marks ( ) / . -',
  LICENCE_TYPE_CODE_MALFORMED: 'a licence type code has 18 characters and 3 digits (GB/T 36904)',
  LICENCE_TYPE_CODE_AUTHORITY: 'a licence type code begins with the social credit code of the defining authority',
  LICENCE_IDENTIFIER_MALFORMED: 'a licence identifier has the form of GB/T 36904',
  LICENCE_IDENTIFIER_CHECK_CHARACTER: 'the check character of the licence identifier does not hold (GB/T 17710)',
  LICENCE_IDENTIFIER_TYPE_CODE: 'the type code within the licence identifier does not hold',
  LICENCE_IDENTIFIER_ISSUER: 'the issuer’s code within the licence identifier does not hold',
  LICENCE_IDENTIFIER_VERSION: 'the version of a licence is 001 to 999',
  LICENCE_IDENTIFIER_VERSION_EXHAUSTED: 'version 999 of a licence has no successor',
};

export type OrderIssueCode = keyof typeof ORDER_PROBLEMS | CodeProblem;

/** `pointer` is a JSON pointer (RFC 6901) into the order. Codes and messages repeat nothing of what was sent. */
export type OrderIssue = { readonly pointer: string; readonly code: OrderIssueCode; readonly message: string };

const MESSAGES: Record<OrderIssueCode, string> = { ...ORDER_PROBLEMS, ...CODE_MESSAGES };

export const ORDER_ISSUE_CODES = Object.keys(MESSAGES) as readonly OrderIssueCode[];

export function orderIssue(pointer: string, code: OrderIssueCode): OrderIssue {
  return { pointer, code, message: MESSAGES[code] };
}
