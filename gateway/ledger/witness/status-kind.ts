import type { LedgerRecord } from '../../../chaincode/model/records.js';
import type { StatusLeaf } from '../../domain/evidence/status.js';

/** The kinds of entries that a status is stated of. */
export function statusKindOf({ kind }: LedgerRecord): StatusLeaf['kind'] | undefined {
  return kind === 'licence' || kind === 'certificate' || kind === 'seal' || kind === 'right' ? kind : undefined;
}
