import { expect } from 'chai';
import type { ReasonCode } from '../../gateway/domain/verification/reasons.js';
import type { Verdict } from '../../gateway/domain/verification/report.js';
import type { VerifyInput } from '../../gateway/domain/verification/verify.js';
import { type Choices, evidenceBytes, issue, verify } from './evidence-kit.js';
import { sharedWorld, type World } from './evidence-kit-world.js';

/** Evidence, and how it is asked about. */
export interface Probe {
  evidence: unknown;
  about?: Partial<VerifyInput>;
}
type MakeProbe = (world: World) => Promise<Probe>;

export interface Row {
  forged: MakeProbe;
  /** The same with the one thing put right; plain honest evidence where it is left out. */
  honest?: MakeProbe;
  verdict: Verdict;
  code: ReasonCode;
}

/** The rows of every table that has been loaded, for other verifiers to try. */
export const ROWS: ({ title: string } & Row)[] = [];

/** One row of the forger's table: the forgery fails for its own reason, and its positive twin is valid. */
export function row(title: string, { forged, honest = issued(), verdict, code }: Row): void {
  ROWS.push({ title, forged, honest, verdict, code });
  it(`${title}: ${verdict}, ${code}`, async () => {
    const world = await sharedWorld();
    const good = await judged(world, await honest(world));
    expect(good.verdict, `the twin: ${JSON.stringify(good.codes)}`).to.equal('valid');
    const bad = await judged(world, await forged(world));
    expect(bad.codes, JSON.stringify(bad.checks, null, 1)).to.include(code);
    expect(bad.verdict).to.equal(verdict);
  });
}

async function judged(world: World, { evidence, about }: Probe) {
  return verify(world, evidence, about);
}

/** Evidence made with these choices. */
export function issued(
  choices: Choices | ((world: World) => Choices) = {},
  about: Partial<VerifyInput> = {},
): MakeProbe {
  return async (world) => {
    const { evidence } = await issue(world, typeof choices === 'function' ? choices(world) : choices);
    return { evidence: evidenceBytes(evidence), about };
  };
}
