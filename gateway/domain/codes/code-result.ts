/**
 * Every reason for which a code is refused. The list is closed: a caller may switch over it.
 * `…_MALFORMED` means wrong length or alphabet; the others name the part that does not hold.
 */
export const CODE_PROBLEMS = [
  'USCC_MALFORMED',
  'USCC_AREA',
  'USCC_ORGANISATION_CODE',
  'USCC_CHECK_CHARACTER',
  'ORGANISATION_CODE_MALFORMED',
  'ORGANISATION_CODE_CHECK_CHARACTER',
  'CITIZEN_ID_MALFORMED',
  'CITIZEN_ID_AREA',
  'CITIZEN_ID_DATE',
  'CITIZEN_ID_CHECK_CHARACTER',
  'HOLDER_CODE_TYPE_UNKNOWN',
  'HOLDER_CODE_MALFORMED',
  'LICENCE_TYPE_CODE_MALFORMED',
  'LICENCE_TYPE_CODE_AUTHORITY',
  'LICENCE_IDENTIFIER_MALFORMED',
  'LICENCE_IDENTIFIER_CHECK_CHARACTER',
  'LICENCE_IDENTIFIER_TYPE_CODE',
  'LICENCE_IDENTIFIER_ISSUER',
  'LICENCE_IDENTIFIER_VERSION',
  'LICENCE_IDENTIFIER_VERSION_EXHAUSTED',
] as const;

export type CodeProblem = (typeof CODE_PROBLEMS)[number];

export type CodeResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: CodeProblem };

export function accepted<T>(value: T): CodeResult<T> {
  return { ok: true, value };
}

export function refused(code: CodeProblem): { readonly ok: false; readonly code: CodeProblem } {
  return { ok: false, code };
}
