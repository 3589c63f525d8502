import { ledgerKeys } from '../../model/keys.js';
import type { RecordOf } from '../../model/records.js';
import type { LedgerView } from '../ledger-view.js';
import { ensure, present } from '../refuse.js';

/** The record of a domain that is a member now. */
export async function ensureMember(view: LedgerView, code: string): Promise<RecordOf<'domain'>> {
  const record = present(await view.read('domain', ledgerKeys.domain(code)), 'NOT_A_MEMBER', code);
  ensure(record.state === 'active', 'NOT_A_MEMBER', code);
  return record;
}
