import type { SEAL_STATES } from '../model/command.js';
import { ledgerKeys } from '../model/keys.js';
import { FIRST_USE_REASON, SEAL_STATE_REASONS } from '../model/reasons.js';
import type { SealRecord, SealRecordState } from '../model/records.js';
import { ensureEarlier } from './checks/distrust.js';
import { ensureReason } from './checks/reason.js';
import { ensureSecondPerson } from './checks/second-person.js';
import { ensure, present } from './refuse.js';
import type { Rule, Transaction } from './transaction.js';

type SealState = (typeof SEAL_STATES)[number];

const NEXT: Record<SealRecordState, readonly SealState[]> = {
  filed: ['active', 'lost', 'cancelled'],
  active: ['frozen', 'lost', 'cancelled'],
  frozen: ['active', 'lost', 'cancelled'],
  lost: ['cancelled'],
  cancelled: [],
  // What its impressions are worth may come to light after another seal has taken its place.
  remade: ['lost', 'cancelled'],
};

/**
 * Changes the state of a seal of the domain. `lost` and `cancelled` may say from when on its impressions count for nothing; said
 * again in the same state, that time only moves back.
 */
export const changeSealState: Rule<'seal-state'> = async (transaction) => {
  const { command, digest, view } = transaction;
  const { target, body } = command;
  ensureReason(command.reason, SEAL_STATE_REASONS[body.state]);
  const record = present(await view.read('seal', target), 'ENTRY_MISSING', target);
  ensure(record.domain === command.domain, 'SEAL_FOREIGN', target);
  const final = body.state === 'lost' || body.state === 'cancelled';
  ensure(body.distrustFrom === undefined || final, 'STATE_CHANGE_ILLEGAL', `${body.state} with a time of distrust`);
  ensure(isLegal(record, body), 'STATE_CHANGE_ILLEGAL', `${record.state} to ${body.state}`);
  if (body.state === 'active') {
    const first = command.reason === FIRST_USE_REASON;
    ensure(first === (record.state === 'filed'), 'REASON_UNKNOWN', `${command.reason} of a ${record.state} seal`);
  }
  if (record.application !== undefined) ensurePersons(record, body);
  if (body.distrustFrom !== undefined) ensureEarlier(body.distrustFrom, record.distrustFrom, command.issuedAt);
  await view.put(target, {
    ...record,
    version: record.version + 1,
    state: body.state,
    by: digest,
    ...(body.distrustFrom !== undefined && { distrustFrom: body.distrustFrom }),
    ...(body.person !== undefined && { person: body.person }),
  });
  if (record.state === 'filed' && body.state === 'active') await endReplaced(transaction, record);
};

function isLegal(record: SealRecord, { state, distrustFrom }: { state: SealState; distrustFrom?: string }): boolean {
  return NEXT[record.state].includes(state) || (record.state === state && distrustFrom !== undefined);
}

/**
 * Of a seal that was applied for. Anybody may stop it alone, as waiting for a second person would only do harm: freeze it, report
 * it lost. Using it, and ending it for good, takes another person than whoever brought it where it is; so an active seal is
 * frozen or reported before it is cancelled.
 */
function ensurePersons(record: SealRecord, { state, person }: { state: SealState; person?: string }): void {
  present(person, 'PERSON_MISSING', state);
  if (record.state === state || state === 'frozen' || state === 'lost') return;
  ensure(record.state !== 'active', 'SECOND_PERSON', 'an active seal is frozen or reported first');
  ensureSecondPerson(person, record.person ?? record.filer, state);
}

/** The seal that this one replaces is done with, unless it has come to another end before. */
async function endReplaced({ digest, view }: Transaction<'seal-state'>, { replaces }: SealRecord): Promise<void> {
  if (replaces === undefined) return;
  const key = ledgerKeys.seal(replaces);
  const before = present(await view.read('seal', key), 'SEAL_UNKNOWN', key);
  if (before.state === 'lost' || before.state === 'cancelled' || before.state === 'remade') return;
  await view.put(key, { ...before, version: before.version + 1, state: 'remade', by: digest });
}
