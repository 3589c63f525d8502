import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import type { NetworkRecord } from '../../../chaincode/model/records.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { ReconciliationRows } from '../../domain/ports/reconciliation-rows.js';
import type { WitnessMembers } from '../../domain/ports/witness-members.js';
import type { LedgerFacts } from './ledger-facts.js';
import type { Sink } from './sink.js';

export interface RunDeps {
  domain: string;
  ledger: Ledger;
  rows: ReconciliationRows;
  members: WitnessMembers;
  /** Exactly a quorum of statements on a block, the earliest, from what is kept; undefined where there is none. */
  receiptStatements(blockNumber: number): Promise<BlockStatement[] | undefined>;
  clock: Clock;
  /** How long something may be on its way before that is a finding. */
  lateAfterMs: number;
}

/** What the sections of one run share. */
export interface Run extends RunDeps {
  network: NetworkRecord;
  /** The newest block at the start. */
  height: number;
  facts: LedgerFacts;
  sink: Sink;
  /** Rows that have been held against the ledger. */
  rowsChecked: number;
}

/** Up to which block the projection must have followed; asked before the rows are read, so that it never promises too much. */
export async function followedTo({ rows }: Pick<RunDeps, 'rows'>): Promise<number> {
  return (await rows.checkpoint())?.blockNumber ?? -1;
}
