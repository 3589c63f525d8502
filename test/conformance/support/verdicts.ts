import { expect } from 'chai';
import { type EngineName, engine, type Fields } from './engines.js';

export type Verdict = 'valid' | 'refused';

/** An engine's verdict. A call that it cannot answer is no verdict and throws. */
export async function verdict(name: EngineName, op: string, fields: Fields): Promise<Verdict> {
  const { valid } = await engine(name).call(op, fields);
  if (typeof valid !== 'boolean') throw new TypeError(`${name} does not judge in ${op}`);
  return valid ? 'valid' : 'refused';
}

/** What is expected of an object and of its twins, each of which differs from it in the fields given. */
export interface Case {
  readonly op: string;
  readonly good: Fields;
  readonly twins: Readonly<Record<string, Fields>>;
}

/**
 * An engine accepts `good` and refuses every twin. A twin has the fields of the good one and no others, so that a mistake in a
 * field cannot pass for a refusal.
 */
export async function expectJudged(name: EngineName, { op, good, twins }: Case): Promise<void> {
  const names = Object.keys(twins);
  const unknown = names.flatMap((twin) => Object.keys(twins[twin] ?? {})).filter((field) => !(field in good));
  if (unknown.length > 0) throw new TypeError(`a twin has fields of its own: ${unknown.join(' ')}`);
  const [first, ...others] = await Promise.all([
    verdict(name, op, good),
    ...names.map((twin) => verdict(name, op, { ...good, ...twins[twin] })),
  ]);
  expect(first, `${name} ${op}`).to.equal('valid');
  const accepted = names.filter((_, at) => others[at] !== 'refused');
  expect(accepted, `twins that ${name} accepts in ${op}`).to.deep.equal([]);
}

/** The same of several engines. */
export async function expectJudgedBy(names: readonly EngineName[], judged: Case): Promise<void> {
  await Promise.all(names.map((name) => expectJudged(name, judged)));
}
