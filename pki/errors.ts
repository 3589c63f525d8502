/** Every way this folder can refuse its input. */
export const PKI_ERROR_CODES = [
  'DER_MALFORMED',
  'SM2_KEY_INVALID',
  'SM2_SELF_TEST_FAILED',
  'CERTIFICATE_MALFORMED',
  'CERTIFICATE_REQUEST_MALFORMED',
  'CRL_ORDER_INVALID',
  'OCSP_REQUEST_MALFORMED',
  'SIGNED_DATA_MALFORMED',
  'TIMESTAMP_REQUEST_MALFORMED',
  'TIMESTAMP_MALFORMED',
  'CRL_MALFORMED',
  'OCSP_RESPONSE_MALFORMED',
  'SEAL_MALFORMED',
  'SEAL_SIGNATURE_MALFORMED',
  'CANONICAL_JSON_INVALID',
  'ENCODING_INVALID',
  'MERKLE_PROOF_INVALID',
  'KEY_ID_INVALID',
  'KEY_EXISTS',
  'KEY_NOT_FOUND',
  'KEY_PURPOSE_FORBIDDEN',
  'KEY_STORE_UNREADABLE',
] as const;

export type PkiErrorCode = (typeof PKI_ERROR_CODES)[number];

/** The only error that input, hostile or not, may cause here. The message is for people; tests and callers read `code`. */
export class PkiError extends Error {
  readonly code: PkiErrorCode;

  constructor(code: PkiErrorCode, message: string = code, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PkiError';
    this.code = code;
  }
}
