import type { TrustList } from '../../../chaincode/model/trust-list.js';
import { formatTime } from '../../../pki/encoding/times.js';
import type { Evidence } from '../../domain/evidence/evidence.js';
import { walkTrustLists } from '../../domain/trust/walk.js';
import { policyOf } from '../../domain/verification/policy.js';
import { createVerifier } from '../../domain/verification/verify.js';
import type { Provinces } from '../provinces.js';
import { type Cast, castOf, MARKET } from './cast.js';
import { DONE, type Expectation, type Outcome, outcomeOf, type Stepper, type StepResult } from './step.js';

export const GUANGDONG = 'Guangdong';
export const HUNAN = 'Hunan window';
export const GUIZHOU = 'Guizhou window';
export const STRANGER = 'a stranger, offline';
export const DAY_MS = 24 * 3600_000;

/** What the acts of the journey share. */
export interface Stage {
  provinces: Provinces;
  cast: Cast;
  step: Stepper;
  lists: readonly TrustList[];
  /** The evidence of every licence of the journey, by name. */
  kept: Map<string, Evidence>;
  /** A gateway's verdict by its own node. */
  judged(
    name: string,
    actor: string,
    domain: string,
    expected: Expectation,
    evidence: () => unknown,
  ): Promise<StepResult>;
  /** A stranger's verdict, from evidence and trust lists alone. */
  offline(evidence: unknown, at: number, lists?: readonly TrustList[]): Outcome;
  /** Changes the state of a licence of the market authority. */
  change(name: string, licenceId: string, verb: string, reason: string): Promise<StepResult>;
}

export function setStage(provinces: Provinces, step: Stepper, lists: readonly TrustList[]): Stage {
  const cast = castOf(provinces);
  const verifier = createVerifier();
  return {
    provinces,
    cast,
    step,
    lists,
    kept: new Map(),
    judged: (name, actor, domain, expected, evidence) =>
      step(name, actor, expected, async () => outcomeOf(await cast.verify(domain, evidence()))),
    offline: (evidence, at, given = lists) =>
      outcomeOf(
        verifier.verifyEvidence({
          evidence,
          trust: walkTrustLists(given),
          policy: policyOf(),
          at: formatTime(at),
          now: formatTime(at),
        }),
      ),
    change: (name, licenceId, verb, reason) =>
      step(name, GUANGDONG, { verdict: 'done' }, async () => {
        await cast.officer(MARKET).post(`/v1/licences/${licenceId}/${verb}`, { reason });
        return DONE;
      }),
  };
}
