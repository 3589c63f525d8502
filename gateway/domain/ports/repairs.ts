import type { Drift, Fix } from '../reconciliation/drift.js';

/** Who repairs, and when: milliseconds since 1970. */
export interface RepairedBy {
  actor: string;
  at: number;
}

/** Makes rows right, each together with its line in a journal that only ever grows. */
export interface Repairs {
  /** false where the row is not what was found any more: nothing has been changed then. */
  repair(drift: Drift & { fix: Fix }, by: RepairedBy): Promise<boolean>;
}
