import { ledgerKeys } from '../../model/keys.js';
import type { DomainRecord } from '../../model/records.js';
import type { LedgerView } from '../ledger-view.js';
import { ensure, present } from '../refuse.js';

/** The member that a proposal is about. */
export async function ensureSubject(view: LedgerView, code: string): Promise<DomainRecord> {
  const key = ledgerKeys.domain(code);
  const record = present(await view.read('domain', key), 'PROPOSAL_INVALID', `${key} is unknown`);
  ensure(record.state === 'active', 'PROPOSAL_INVALID', `${key} has ended`);
  return record;
}
