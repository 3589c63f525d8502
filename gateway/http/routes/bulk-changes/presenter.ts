import type { z } from 'zod';
import type { BulkChangeView } from '../../../use-cases/contract.js';
import type { bulkView } from './schema.js';

export function presentBulkChange(change: BulkChangeView): z.infer<typeof bulkView> {
  const { cause } = change;
  return {
    digest: change.digest,
    authority: change.authority,
    action: change.action,
    cause: 'seal' in cause ? { seal: cause.seal } : { certificate: cause.certificate },
    reason: change.reason,
    until: change.until,
    state: change.state,
    total: change.total,
    outcomes: { ...change.outcomes },
  };
}
