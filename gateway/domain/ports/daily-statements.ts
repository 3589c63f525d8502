import type { ReconciliationResult } from '../reconciliation/result.js';

/** One statement a day: what has been claimed for a day is the only one that is ever signed for it. */
export interface DailyStatementStore {
  /** Whether this body may be signed: it is the first of its day. Of two that are asked at once one is refused. */
  claim(day: string, digest: string, at: number): Promise<boolean>;
  isClaimed(day: string): Promise<boolean>;
  /** JSON of the signed statement, for the body that was claimed. */
  publish(day: string, digest: string, content: string): Promise<void>;
  find(day: string | 'latest'): Promise<string | undefined>;
}

/** The newest result of each scope, whoever ran it. */
export interface ReconciliationResults {
  keep(result: ReconciliationResult): Promise<void>;
  newest(): Promise<ReconciliationResult[]>;
}
