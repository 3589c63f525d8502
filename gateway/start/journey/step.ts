import type { VerificationReport } from '../../domain/verification/report.js';
import { GatewayRefusal } from '../client.js';

/** What a step led to: something was done or refused, or a verifier gave a verdict. */
export interface Outcome {
  verdict: 'done' | 'refused' | VerificationReport['verdict'];
  codes: readonly string[];
}

/** One line of the journey. `asItMust`: verdict and code are the expected ones. */
export interface StepResult extends Outcome {
  step: string;
  actor: string;
  ms: number;
  asItMust: boolean;
  detail?: string;
}

export type Tell = (result: StepResult) => void;

/** What must come out; `code`, where there is one, must be among the codes. */
export interface Expectation {
  verdict: Outcome['verdict'];
  code?: string;
}

/** Does a step, times it, and holds it against what must come out. Never rejects: a step that breaks is a step that failed. */
export function createStepper(tell: Tell) {
  return async (
    step: string,
    actor: string,
    expected: Expectation,
    work: () => Promise<Outcome>,
  ): Promise<StepResult> => {
    const started = performance.now();
    const { outcome, detail } = await work().then(
      (done): { outcome: Outcome; detail?: string } => ({ outcome: done }),
      (error: unknown): { outcome: Outcome; detail: string } => ({
        outcome: { verdict: 'refused', codes: [error instanceof GatewayRefusal ? error.code : 'FAILED'] },
        detail: error instanceof Error ? error.message : String(error),
      }),
    );
    const asItMust =
      outcome.verdict === expected.verdict && (expected.code === undefined || outcome.codes.includes(expected.code));
    const result: StepResult = {
      step,
      actor,
      verdict: outcome.verdict,
      codes: outcome.codes,
      ms: Math.round((performance.now() - started) * 10) / 10,
      asItMust,
      ...(asItMust || detail === undefined ? {} : { detail }),
    };
    tell(result);
    return result;
  };
}
export type Stepper = ReturnType<typeof createStepper>;

export const DONE: Outcome = { verdict: 'done', codes: [] };

export function outcomeOf({
  verdict,
  codes,
  warnings,
}: Pick<VerificationReport, 'verdict' | 'codes' | 'warnings'>): Outcome {
  return { verdict, codes: [...new Set([...codes, ...warnings])] };
}
