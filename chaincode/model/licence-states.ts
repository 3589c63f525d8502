/** States of a licence on the ledger. `expired` is computed by the verifier and `superseded` follows from a new version. */
export const LICENCE_STATES = ['active', 'suspended', 'revoked', 'withdrawn', 'cancelled', 'superseded'] as const;
export type LicenceState = (typeof LICENCE_STATES)[number];

/** States that a state command may ask for; `superseded` is only ever the effect of a reissue. */
export const COMMANDED_STATES = ['active', 'suspended', 'revoked', 'withdrawn', 'cancelled'] as const;

const NEXT: Record<LicenceState, readonly LicenceState[]> = {
  active: ['suspended', 'revoked', 'withdrawn', 'cancelled'],
  suspended: ['active', 'revoked', 'withdrawn', 'cancelled'],
  revoked: [],
  withdrawn: [],
  cancelled: [],
  superseded: [],
};

export function isLegalLicenceChange(from: LicenceState, to: LicenceState): boolean {
  return NEXT[from].includes(to);
}

/** The coded reasons that a state change may carry, by the state it leads to. */
export const LICENCE_STATE_REASONS = {
  active: ['suspension-lifted', 'suspension-ended', 'suspension-in-error'],
  suspended: ['under-investigation', 'penalty-suspension', 'holder-request', 'lost-licence', 'annual-review-overdue'],
  revoked: ['penalty-revocation', 'serious-violation'],
  withdrawn: ['issued-in-error', 'obtained-by-deception', 'beyond-authority', 'conditions-not-met'],
  cancelled: ['holder-application', 'holder-ended', 'validity-ended', 'replaced-by-other-licence', 'ex-officio'],
} as const satisfies Record<(typeof COMMANDED_STATES)[number], readonly string[]>;

export const REISSUE_REASONS = ['change', 'renewal', 'correction', 'damaged', 'lost'] as const;
