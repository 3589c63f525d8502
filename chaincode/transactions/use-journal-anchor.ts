import { ensure } from './refuse.js';
import type { Rule } from './transaction.js';

/**
 * Puts the newest record of the domain's journal of seal uses on the ledger, with their number. The key is the
 * domain's own and the count only grows, so that no record before the head can be changed, taken out or put in unnoticed.
 */
export const anchorUseJournal: Rule<'use-journal-anchor'> = async ({ command, digest, view }) => {
  const { target, body, domain } = command;
  const before = await view.read('use-journal', target);
  ensure(body.count > (before?.count ?? 0), 'JOURNAL_SHORTER', `${body.count} after ${before?.count ?? 0}`);
  await view.put(target, {
    kind: 'use-journal',
    version: command.expectedVersion + 1,
    digest: body.head,
    state: 'kept',
    by: digest,
    domain,
    count: body.count,
  });
};
