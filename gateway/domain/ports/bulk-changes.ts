import type { BulkApproval, BulkChange } from '../bulk/bulk-change.js';
import type { ImpactQuery, TouchedLicence } from './impact.js';

export interface KeptBulkChange {
  digest: string;
  change: BulkChange;
  mac: string;
  approval?: { content: BulkApproval; mac: string };
  state: 'requested' | 'approved' | 'done' | 'expired';
}

/** Changes of many licences, and a journal of what became of each: what is settled there is not touched again. */
export interface BulkChangeStore {
  add(change: BulkChange, mac: string, createdAt: number): Promise<void>;
  find(digest: string): Promise<KeptBulkChange | undefined>;
  /** Approved and not at their end yet, oldest first. */
  open(): Promise<KeptBulkChange[]>;
  /** Whether this approval is the first. */
  approve(approval: BulkApproval, mac: string): Promise<boolean>;
  end(digest: string, state: 'done' | 'expired'): Promise<void>;
  /** Touched licences that are not settled, oldest first. */
  remaining(digest: string, query: ImpactQuery, limit: number): Promise<TouchedLicence[]>;
  /** Whether the caller is to change this licence: nobody has begun, or whoever did has not been heard of since `before`. */
  begin(digest: string, licenceId: string, times: { at: number; before: number }): Promise<boolean>;
  settle(digest: string, licenceId: string, outcome: string): Promise<void>;
  /** How many licences by outcome. */
  tally(digest: string): Promise<Record<string, number>>;
}
