import { expect } from 'chai';
import { type EngineName, engine, type Fields } from './engines.js';
import { cell, type MatrixObject, type Verdict } from './matrix.js';

export type { Verdict } from './matrix.js';

/** An engine's verdict. A call that it cannot answer is no verdict and throws. */
export async function verdict(name: EngineName, op: string, fields: Fields): Promise<Verdict> {
  const { valid } = await engine(name).call(op, fields);
  if (typeof valid !== 'boolean') throw new TypeError(`${name} does not judge in ${op}`);
  return valid ? 'valid' : 'refused';
}

/** What is expected of an object and of its twins, each of which differs from it in the fields given. */
export interface Case {
  /** What the matrix shows it as; left out, it is asserted and not shown. */
  readonly object?: MatrixObject;
  readonly op: string;
  readonly good: Fields;
  readonly twins: Readonly<Record<string, Fields>>;
}

/**
 * An engine accepts `good` and refuses every twin. A twin has the fields of the good one and no others, so that a mistake in a
 * field cannot pass for a refusal.
 */
export async function expectJudged(name: EngineName, { object, op, good, twins }: Case): Promise<void> {
  const names = Object.keys(twins);
  const unknown = names.flatMap((twin) => Object.keys(twins[twin] ?? {})).filter((field) => !(field in good));
  if (unknown.length > 0) throw new TypeError(`a twin has fields of its own: ${unknown.join(' ')}`);
  const [first, ...others] = await Promise.all([
    verdict(name, op, good),
    ...names.map((twin) => verdict(name, op, { ...good, ...twins[twin] })),
  ]);
  if (object !== undefined) {
    const shared = { object, engine: name, direction: 'theirs judge ours' } as const;
    cell({ ...shared, case: 'good', expected: 'valid', got: first });
    for (const [at, got] of others.entries()) cell({ ...shared, case: names[at] ?? '', expected: 'refused', got });
    return;
  }
  expect(first, `${name} ${op}`).to.equal('valid');
  const accepted = names.filter((_, at) => others[at] !== 'refused');
  expect(accepted, `twins that ${name} accepts in ${op}`).to.deep.equal([]);
}

/** The same of several engines. */
export async function expectJudgedBy(names: readonly EngineName[], judged: Case): Promise<void> {
  await Promise.all(names.map((name) => expectJudged(name, judged)));
}

/** An engine accepts twins of ours that it ought to refuse: cells that a quirk explains. */
export async function expectQuirk(
  name: EngineName,
  { object, op, good, twins }: Required<Case>,
  quirk: string,
): Promise<void> {
  for (const [twin, fields] of Object.entries(twins)) {
    const got = await verdict(name, op, { ...good, ...fields });
    cell({ object, engine: name, direction: 'theirs judge ours', case: twin, expected: 'refused', got, quirk });
  }
}
