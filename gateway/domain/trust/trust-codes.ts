/** Why trust material is refused. Part of the reports' reason codes. */
export const TRUST_CODES = [
  'TRUST_ABSENT',
  'TRUST_MALFORMED',
  'TRUST_SIGNATURE_INVALID',
  'TRUST_NOT_MAJORITY',
  'TRUST_GAP',
  'TRUST_ROLLED_BACK',
  'TRUST_FORK',
  'TRUST_WRONG_NETWORK',
  'TRUST_ENTRY_FOREIGN',
  'TRUST_ENTRY_ALTERED',
  'TRUST_KEY_SHARED',
  'TRUST_ROOT_INVALID',
  'TRUST_TYPE_INVALID',
  'TRUST_AGREEMENT_INVALID',
  'TRUST_CONVICTION_INVALID',
] as const;
export type TrustCode = (typeof TRUST_CODES)[number];

/** Ends a walk; `walkTrustLists` turns it into a value. */
export class TrustRefusal extends Error {
  readonly code: TrustCode;
  constructor(code: TrustCode, detail: string) {
    super(detail);
    this.name = 'TrustRefusal';
    this.code = code;
  }
}

export function refuse(code: TrustCode, detail: string): never {
  throw new TrustRefusal(code, detail);
}
