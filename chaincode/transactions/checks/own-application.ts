import { ledgerKeys } from '../../model/keys.js';
import type { RecordOf } from '../../model/records.js';
import type { LedgerView } from '../ledger-view.js';
import { ensure, present } from '../refuse.js';

type Application = RecordOf<'seal-application'>;

/** The application of an authority of this domain, in the state that the next step needs. */
export async function readApplication(
  view: LedgerView,
  digest: string,
  { domain, state }: { domain: string; state: Application['state'] },
): Promise<Application> {
  const key = ledgerKeys.sealApplication(digest);
  const record = present(await view.read('seal-application', key), 'ENTRY_MISSING', key);
  ensure(record.domain === domain, 'SEAL_FOREIGN', key);
  ensure(record.state === state, 'STATE_CHANGE_ILLEGAL', `${record.state} instead of ${state}`);
  return record;
}

/** The digest in a key `seal-application/<digest>`, whose shape is checked already. */
export function applicationOf(target: string): string {
  return target.slice('seal-application/'.length);
}
