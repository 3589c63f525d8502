/**
 * What RFC 5280 or DER does not allow a certificate, list or answer to be, and what the field, or NIST's suite, nevertheless holds
 * and relies on. A reader goes on and names it.
 */
export const DEVIATIONS = {
  DER_DEFAULT_ENCODED: 'X.690 §11.5',
  DER_SET_ORDER: 'X.690 §11.6',
  DER_NAMED_BITS_TRAILING_ZEROS: 'X.690 §11.2.2',
  TIME_GENERALIZED_BEFORE_2050: 'RFC 5280 §4.1.2.5',
  SERIAL_NUMBER_NEGATIVE: 'RFC 5280 §4.1.2.2',
  UNIQUE_IDENTIFIER_PRESENT: 'RFC 5280 §4.1.2.8',
  ALGORITHM_PARAMETERS_ABSENT: 'RFC 3279 §2.2.1',
  AUTHORITY_KEY_IDENTIFIER_ABSENT: 'RFC 5280 §4.2.1.1',
  SUBJECT_KEY_IDENTIFIER_ABSENT: 'RFC 5280 §4.2.1.2',
  KEY_IDENTIFIERS_DIFFER: 'RFC 5280 §4.2.1.1',
  BASIC_CONSTRAINTS_NOT_CRITICAL: 'RFC 5280 §4.2.1.9',
  NAME_CONSTRAINTS_NOT_CRITICAL: 'RFC 5280 §4.2.1.10',
  POLICY_CONSTRAINTS_NOT_CRITICAL: 'RFC 5280 §4.2.1.11',
  INHIBIT_ANY_POLICY_NOT_CRITICAL: 'RFC 5280 §4.2.1.14',
  CRL_NUMBER_ABSENT: 'RFC 5280 §5.2.3',
  CRL_NEXT_UPDATE_ABSENT: 'RFC 5280 §5.1.2.5',
  CRL_EMPTY_REVOKED_LIST: 'RFC 5280 §5.1.2.6',
  CRL_VERSION_1: 'RFC 5280 §5.1.2.1',
  CRL_IDP_NOT_CRITICAL: 'RFC 5280 §5.2.5',
  CRL_SIGNER_VOUCHES_FOR_ITSELF: 'RFC 5280 §6.3.3 (f)',
} as const;

export type DeviationCode = keyof typeof DEVIATIONS;

/** Collects what a reader met, each once. */
export type NoteDeviation = (code: DeviationCode) => void;

export function createDeviations(): { readonly found: Set<DeviationCode>; readonly note: NoteDeviation } {
  const found = new Set<DeviationCode>();
  return { found, note: (code) => found.add(code) };
}
