import { COMMANDED_STATES } from '../../../chaincode/model/licence-states.js';
import type { LicenceRecord } from '../../../chaincode/model/records.js';
import type { Ledger, VerifiedBlock } from '../../domain/ports/ledger.js';
import type { DailyStatementBody } from '../../domain/reconciliation/daily-statement.js';
import { recordOf } from '../registry/records.js';
import { ownBatches } from './blocks.js';

export type LedgerTally = Pick<DailyStatementBody, 'batches' | 'licences' | 'states'>;

/**
 * Counts the domain's batches and licences block by block. Every number comes from the ledger, none from a row: it is what the
 * governance key signs. States are those at `height`, whatever has changed since.
 */
export function createTally(deps: { domain: string; ledger: Pick<Ledger, 'read' | 'history'>; height: number }) {
  const { domain, ledger, height } = deps;
  const tally: LedgerTally = {
    batches: 0,
    licences: 0,
    states: { active: 0, suspended: 0, revoked: 0, withdrawn: 0, cancelled: 0 },
  };
  const recordAt = async (key: string): Promise<LicenceRecord | undefined> =>
    (await ledger.history(key))
      .filter(({ blockNumber }) => blockNumber <= height)
      .map(({ record }) => record)
      .findLast((record) => record.kind === 'licence');

  return {
    async take(block: VerifiedBlock): Promise<void> {
      const own = ownBatches(block, domain);
      tally.batches += own.length;
      const leaves = own.flatMap(({ transaction }) => transaction.input.leaves ?? []);
      // A later version stands under the key of the first.
      const keys = leaves.filter(({ expectedVersion }) => expectedVersion === 0).map(({ key }) => key);
      if (keys.length === 0) return;
      const snapshot = await ledger.read(keys);
      for (const key of keys) {
        const entry = recordOf(snapshot, key, 'licence');
        const record = entry !== undefined && entry.blockNumber <= height ? entry.record : await recordAt(key);
        const state = COMMANDED_STATES.find((each) => each === record?.state);
        if (state === undefined) continue;
        tally.licences += 1;
        tally.states[state] += 1;
      }
    },
    result: (): LedgerTally => ({ ...tally, states: { ...tally.states } }),
  };
}
