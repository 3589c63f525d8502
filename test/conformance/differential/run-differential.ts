import type { Engine } from '../support/oracle.js';
import { GROUP, makeGroup } from './make-group.js';
import { createOurVerifiers } from './our-verifiers.js';
import { DIRECTIONS, type DifferentialCase, type Direction } from './signed-message.js';

/** Groups under way at once: enough that no engine waits, few enough that memory stays small. */
const UNDER_WAY = 24;

export interface DifferentialOptions {
  readonly seed: string;
  readonly count: number;
  /** The outside engines, which sign and verify. */
  readonly engines: readonly Engine[];
  /** Called after every group. */
  readonly onProgress?: (soFar: DifferentialResult) => void;
  readonly onDisagreement?: (disagreement: Disagreement) => void;
}

export interface DifferentialResult {
  readonly compared: Readonly<Record<Direction, number>>;
  readonly disagreements: number;
}

/** A case and the verdicts on it, of which one at least is not the expected one. */
export interface Disagreement {
  readonly asked: DifferentialCase;
  readonly verdicts: Readonly<Record<string, boolean>>;
}

/** Asks every engine and both of our paths about each of `count` signatures. Memory does not grow with `count`. */
export async function runDifferential(options: DifferentialOptions): Promise<DifferentialResult> {
  const { seed, count, engines, onProgress, onDisagreement } = options;
  const ours = createOurVerifiers();
  const compared = { 'ours to theirs': 0, 'theirs to ours': 0, mutated: 0 };
  let [nextGroup, disagreements] = [0, 0];

  const compare = async (asked: DifferentialCase): Promise<void> => {
    const { spki, userId, message, signature } = asked;
    const fields = { spki, uid: userId, data: message, signature };
    const theirs = engines.map(async (engine) => [engine.name, await judged(engine, fields)] as const);
    // Ours is reckoned while they are at work.
    const verdicts = { ...ours(asked), ...Object.fromEntries(await Promise.all(theirs)) };
    compared[asked.direction] += 1;
    if (Object.values(verdicts).every((verdict) => verdict === asked.expected)) return;
    disagreements += 1;
    onDisagreement?.({ asked, verdicts });
  };
  const work = async (): Promise<void> => {
    for (let group = nextGroup++; group * GROUP < count; group = nextGroup++) {
      const cases = await makeGroup(seed, group, engines);
      await Promise.all(cases.slice(0, count - group * GROUP).map(compare));
      onProgress?.({ compared, disagreements });
    }
  };
  await Promise.all(Array.from({ length: UNDER_WAY }, work));
  return { compared, disagreements };
}

export function totalOf({ compared }: DifferentialResult): number {
  return DIRECTIONS.reduce((sum, direction) => sum + compared[direction], 0);
}

async function judged(engine: Engine, fields: Parameters<Engine['call']>[1]): Promise<boolean> {
  const { valid } = await engine.call('sm2.verify', fields);
  if (typeof valid !== 'boolean') throw new TypeError(`${engine.name} gave no verdict`);
  return valid;
}
