import { ensure, present } from './refuse.js';
import { rightOf } from './right-of.js';
import type { Rule } from './transaction.js';

/** Takes a right away, of an authority that has ended too. */
export const endRight: Rule<'right-end'> = async ({ command, digest, view }) => {
  const { target } = command;
  const record = present(await view.read('right', target), 'ENTRY_MISSING', target);
  ensure(record.domain === command.domain, 'AUTHORITY_FOREIGN', rightOf(target).authority);
  ensure(record.state === 'active', 'STATE_CHANGE_ILLEGAL', 'ended already');
  await view.put(target, { ...record, version: record.version + 1, state: 'ended', by: digest });
};
