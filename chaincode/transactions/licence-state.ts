import { isLegalLicenceChange, LICENCE_STATE_REASONS } from '../model/licence-states.js';
import { ensureAuthority } from './checks/authority.js';
import { ensureReason } from './checks/reason.js';
import { ensure, present } from './refuse.js';
import type { Rule } from './transaction.js';

/** Changes the state of a licence of the authority's own. It needs no right to the type: who lost that must still revoke. */
export const changeLicenceState: Rule<'licence-state'> = async ({ command, digest, view }) => {
  const { target, authority, body, reason } = command;
  ensure(target.startsWith(`licence/${authority}/`), 'LICENCE_KEY_FOREIGN', target);
  ensureReason(reason, LICENCE_STATE_REASONS[body.state]);
  await ensureAuthority(view, authority, command.domain);
  const record = present(await view.read('licence', target), 'ENTRY_MISSING', target);
  ensure(isLegalLicenceChange(record.state, body.state), 'STATE_CHANGE_ILLEGAL', `${record.state} to ${body.state}`);
  await view.put(target, { ...record, version: record.version + 1, state: body.state, by: digest, reason });
};
