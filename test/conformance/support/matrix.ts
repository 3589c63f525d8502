import { expect } from 'chai';
import type { EngineName } from './engines.js';

/** What the engines and we both know, in the order of the printed matrix. */
export const OBJECTS = [
  'root',
  'issuing',
  'leaf',
  'CSR',
  'CRL',
  'delta CRL',
  'OCSP',
  'timestamp',
  'CMS (RFC 5652)',
  'CMS (GM/T 0010)',
  'seal v1',
  'seal v4',
  'seal v5',
  'seal signature v1',
  'seal signature v4',
  'seal signature v5',
  'SM2 signature',
  'SM3',
] as const;
export const ENGINES = ['bc', 'gmsm', 'ofdrw', 'openssl'] as const satisfies readonly EngineName[];
export const DIRECTIONS = ['theirs judge ours', 'ours judges theirs'] as const;

export type MatrixObject = (typeof OBJECTS)[number];
export type Direction = (typeof DIRECTIONS)[number];
export type Verdict = 'valid' | 'refused';

/** One verdict of the run. `direction` says who made the object and who judged it. */
export interface Cell {
  readonly object: MatrixObject;
  readonly engine: EngineName;
  readonly direction: Direction;
  /** What was judged: `good`, or what was altered in it. */
  readonly case: string;
  readonly expected: Verdict;
  readonly got: Verdict;
  /** Why the engine gives the other verdict than the standard asks for; oracle/README.md tells of it. */
  readonly quirk?: string;
}

const recorded: Cell[] = [];

/** All cells of this process, in the order in which they were judged. */
export function cells(): readonly Cell[] {
  return recorded;
}

/**
 * Records a verdict and asserts it: what the matrix shows and what the tests hold is one. A quirk that is gone fails as well, so that
 * an engine which changes its mind is noticed.
 */
export function cell(each: Cell): void {
  recorded.push(each);
  expect(isExplained(each), describeCell(each)).to.equal(true);
}

/** A verdict as expected, or the other one where a quirk says so. */
export function isExplained({ expected, got, quirk }: Cell): boolean {
  return (got === expected) === (quirk === undefined);
}

export function describeCell({ object, engine, direction, case: what, expected, got, quirk }: Cell): string {
  const why = quirk === undefined ? '' : `, quirk: ${quirk}`;
  return `${object}, ${engine}, ${direction}, ${what}: expected ${expected}, got ${got}${why}`;
}

/** Many verdicts as that of one cell: the one expected only when all of them are. */
export function allOf(verdicts: readonly Verdict[], expected: Verdict): Verdict {
  const other = expected === 'valid' ? 'refused' : 'valid';
  return verdicts.length > 0 && verdicts.every((each) => each === expected) ? expected : other;
}

/** Our verdicts of what an engine made: `good` must be valid, every twin refused. */
export function oursJudges(
  object: MatrixObject,
  engine: EngineName,
  { good, twins, what = 'good' }: { good: Verdict; twins: Readonly<Record<string, Verdict>>; what?: string },
): void {
  const shared = { object, engine, direction: 'ours judges theirs' } as const;
  cell({ ...shared, case: what, expected: 'valid', got: good });
  for (const [twin, got] of Object.entries(twins)) {
    cell({ ...shared, case: what === 'good' ? twin : `${what}: ${twin}`, expected: 'refused', got });
  }
}
