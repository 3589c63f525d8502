/** What a token says of its bearer, after the token has been checked. */
export interface Actor {
  /** Subject of the token, within its issuer. Goes into the audit trail, never into logs of requests. */
  subject: string;
  /** The one tenant for which the token's issuer speaks: an authority's USCC, or the domain's code. */
  tenant: string;
  roles: readonly Role[];
}

/**
 * `issuer` makes licences, `registrar` changes their states, `auditor` reads, `window` verifies, for the authority that is
 * their tenant; `governance` decides for the domain. Of a seal, `seal-applicant` applies for the authority that is its tenant;
 * `seal-approver`, `seal-maker` and `seal-filer` take the steps after that for the domain.
 */
export const ROLES = [
  'issuer',
  'registrar',
  'auditor',
  'window',
  'governance',
  'seal-applicant',
  'seal-approver',
  'seal-maker',
  'seal-filer',
] as const;
export type Role = (typeof ROLES)[number];
