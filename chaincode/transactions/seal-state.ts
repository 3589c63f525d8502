import type { SEAL_STATES } from '../model/command.js';
import { SEAL_STATE_REASONS } from '../model/reasons.js';
import type { SealRecord } from '../model/records.js';
import { ensureEarlier } from './checks/distrust.js';
import { ensureReason } from './checks/reason.js';
import { ensure, present } from './refuse.js';
import type { Rule } from './transaction.js';

type SealState = (typeof SEAL_STATES)[number];

const NEXT: Record<SealState, readonly SealState[]> = {
  active: ['frozen', 'lost', 'cancelled'],
  frozen: ['active', 'lost', 'cancelled'],
  lost: ['cancelled'],
  cancelled: [],
};

/**
 * Changes the state of a seal of the domain. `lost` and `cancelled` may say from when on its impressions count for nothing; said
 * again in the same state, that time only moves back.
 */
export const changeSealState: Rule<'seal-state'> = async ({ command, digest, view }) => {
  const { target, body } = command;
  ensureReason(command.reason, SEAL_STATE_REASONS[body.state]);
  const record = present(await view.read('seal', target), 'ENTRY_MISSING', target);
  ensure(record.domain === command.domain, 'SEAL_FOREIGN', target);
  const final = body.state === 'lost' || body.state === 'cancelled';
  ensure(body.distrustFrom === undefined || final, 'STATE_CHANGE_ILLEGAL', `${body.state} with a time of distrust`);
  ensure(isLegal(record, body), 'STATE_CHANGE_ILLEGAL', `${record.state} to ${body.state}`);
  if (body.distrustFrom !== undefined) ensureEarlier(body.distrustFrom, record.distrustFrom, command.issuedAt);
  await view.put(target, {
    ...record,
    version: record.version + 1,
    state: body.state,
    by: digest,
    ...(body.distrustFrom !== undefined && { distrustFrom: body.distrustFrom }),
  });
};

function isLegal(record: SealRecord, { state, distrustFrom }: { state: SealState; distrustFrom?: string }): boolean {
  return NEXT[record.state].includes(state) || (record.state === state && distrustFrom !== undefined);
}
