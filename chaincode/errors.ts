/** Why the rules refuse a transaction. Travels as `CODE:detail`, because Fabric's chaincode answers in strings. */
export const LEDGER_ERROR_CODES = [
  'TRANSACTION_MALFORMED',
  'COMMAND_SIGNATURE_INVALID',
  'COMMAND_EXPIRED',
  'COMMAND_NOT_YET_VALID',
  'COMMAND_LIFETIME',
  'COMMAND_TARGET',
  'WRONG_NETWORK',
  'WRONG_LEDGER',
  'NETWORK_NOT_FOUNDED',
  'NETWORK_FOUNDED',
  'FOUNDER_SIGNATURE_MISSING',
  'NOT_A_MEMBER',
  'SIGNER_UNKNOWN',
  'SIGNER_NOT_OF_DOMAIN',
  'SIGNER_NOT_OF_AUTHORITY',
  'SIGNER_PURPOSE',
  'CERTIFICATE_REVOKED',
  'CERTIFICATE_NOT_VALID_NOW',
  'CERTIFICATE_INVALID',
  'CERTIFICATE_CHAIN',
  'VERSION_CONFLICT',
  'ENTRY_MISSING',
  'STATE_CHANGE_ILLEGAL',
  'DISTRUST_LATER',
  'REASON_UNKNOWN',
  'AUTHORITY_FOREIGN',
  'AUTHORITY_OUTSIDE_DOMAIN',
  'AUTHORITY_ENDED',
  'USCC_INVALID',
  'TYPE_FOREIGN',
  'TYPE_NOT_GRANTED',
  'TYPE_TOO_LARGE',
  'QUOTA_EXHAUSTED',
  'LICENCE_KEY_FOREIGN',
  'LICENCE_EXISTS',
  'LICENCE_VERSION',
  'BATCH_ROOT',
  'BATCH_DUPLICATE',
  'SEAL_UNKNOWN',
  'SEAL_FOREIGN',
  'SEAL_NOT_ACTIVE',
  'SEAL_SIGNER',
  'SEAL_NUMBER_TAKEN',
  'SEAL_APPLICATION',
  'PERSON_MISSING',
  'SECOND_PERSON',
  'JOURNAL_SHORTER',
  'TRUST_ENTRY_INVALID',
  'ROOTS_NEED_VOTES',
  'AGREEMENT_FOREIGN',
  'PROPOSAL_INVALID',
  'CLIENT_NOT_OF_DOMAIN',
  'CLIENT_ROLE',
  'TRANSACTION_TIME',
] as const;
export type LedgerErrorCode = (typeof LEDGER_ERROR_CODES)[number];

export class LedgerError extends Error {
  readonly code: LedgerErrorCode;
  constructor(code: LedgerErrorCode, detail = '') {
    super(detail === '' ? code : `${code}:${detail}`);
    this.name = 'LedgerError';
    this.code = code;
  }
}

/** The error of a text `CODE:detail`, as Fabric's chaincode answers it; undefined for any other text. */
export function parseLedgerError(text: string): LedgerError | undefined {
  const [, code, detail] = /^([A-Z_]+)(?::(.*))?$/s.exec(text) ?? [];
  const known = LEDGER_ERROR_CODES.find((each) => each === code);
  return known === undefined ? undefined : new LedgerError(known, detail);
}
