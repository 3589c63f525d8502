import { ledgerKeys } from '../../model/keys.js';
import type { RecordOf } from '../../model/records.js';
import type { LedgerView } from '../ledger-view.js';
import { ensure, present } from '../refuse.js';

/** The authority, registered under this domain and not ended. */
export async function ensureAuthority(view: LedgerView, uscc: string, domain: string): Promise<RecordOf<'authority'>> {
  const key = ledgerKeys.authority(uscc);
  const record = present(await view.read('authority', key), 'ENTRY_MISSING', key);
  ensure(record.domain === domain, 'AUTHORITY_FOREIGN', uscc);
  ensure(record.state === 'active', 'AUTHORITY_ENDED', uscc);
  return record;
}
