import { isOfDomain } from '../model/authority-area.js';
import { ensureUscc } from './checks/uscc.js';
import { entryDigest } from './entry-digest.js';
import { ensure } from './refuse.js';
import type { Rule } from './transaction.js';

/**
 * An authority of the domain's area under the domain's name, for ever: one that ended may come back, and only under the same
 * domain.
 */
export const registerAuthority: Rule<'authority-register'> = async ({ command, digest, view }) => {
  const { target, domain } = command;
  const uscc = target.slice('authority/'.length);
  const { name } = command.body;
  ensureUscc(uscc);
  ensure(isOfDomain(uscc, domain), 'AUTHORITY_OUTSIDE_DOMAIN', `${uscc} under ${domain}`);
  const before = await view.read('authority', target);
  ensure(before === undefined || before.domain === domain, 'AUTHORITY_FOREIGN', uscc);
  await view.put(target, {
    kind: 'authority',
    version: command.expectedVersion + 1,
    digest: entryDigest({ authority: uscc, domain, name }),
    state: 'active',
    by: digest,
    domain,
    name,
  });
};
