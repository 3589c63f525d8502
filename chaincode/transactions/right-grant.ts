import { ledgerKeys } from '../model/keys.js';
import { ensureAuthority } from './checks/authority.js';
import { entryDigest } from './entry-digest.js';
import { ensure, present } from './refuse.js';
import { rightOf } from './right-of.js';
import type { Rule } from './transaction.js';

/** Lets an authority of the domain issue licences of a type, its own domain's or another's. */
export const grantRight: Rule<'right-grant'> = async ({ command, digest, view }) => {
  const { target, domain } = command;
  const { authority, type } = rightOf(target);
  await ensureAuthority(view, authority, domain);
  const typeKey = ledgerKeys.licenceType(type);
  present(await view.read('type', typeKey), 'ENTRY_MISSING', typeKey);
  const before = await view.read('right', target);
  ensure(before?.state !== 'active', 'STATE_CHANGE_ILLEGAL', 'granted already');
  await view.put(target, {
    kind: 'right',
    version: command.expectedVersion + 1,
    digest: entryDigest({ authority, type }),
    state: 'active',
    by: digest,
    domain,
  });
};
