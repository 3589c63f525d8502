import { ensureAuthority } from './checks/authority.js';
import type { Rule } from './transaction.js';

/** From here on the authority issues nothing and changes no state; what it issued stands. */
export const endAuthority: Rule<'authority-end'> = async ({ command, digest, view }) => {
  const uscc = command.target.slice('authority/'.length);
  const record = await ensureAuthority(view, uscc, command.domain);
  await view.put(command.target, { ...record, version: record.version + 1, state: 'ended', by: digest });
};
