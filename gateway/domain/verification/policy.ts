import { z } from 'zod';
import { domainCode } from '../../../chaincode/model/primitives.js';

/** What the verifier demands. It comes from the verifier alone; nothing in the evidence can loosen it. */
export const verificationPolicy = z.strictObject({
  /** Goes into the report. */
  name: z.string().min(1).max(100),
  /** Names of the fields that must be open, or all of them. */
  requiredFields: z.union([z.literal('all'), z.array(z.string().min(1).max(43)).max(80)]),
  /** Oldest status that still counts, in seconds. */
  maxStatusAgeSeconds: z
    .int()
    .min(0)
    .max(366 * 86_400),
  /** The domain in which the licence is used: its recognition of the issuing domain is required exactly when it is named. */
  relyingDomain: z.exactOptional(domainCode),
  /** Whose word on the present state counts: the witnesses' in the evidence, or the verifier's own node. */
  statusSource: z.enum(['statements', 'node']),
  /** Refuses evaluation networks, which otherwise are a warning. */
  production: z.boolean(),
});
export type VerificationPolicy = z.infer<typeof verificationPolicy>;

/** All fields open, status statements of at most a day, no recognition asked, evaluation networks with a warning. */
export const DEFAULT_POLICY: VerificationPolicy = {
  name: 'default',
  requiredFields: 'all',
  maxStatusAgeSeconds: 86_400,
  statusSource: 'statements',
  production: false,
};

/** A policy from what is given, the rest by default. Throws ZodError for what is no policy. */
export function policyOf(given: Partial<VerificationPolicy> = {}): VerificationPolicy {
  return verificationPolicy.parse({ ...DEFAULT_POLICY, ...given });
}
