import { ledgerKeys } from '../model/keys.js';
import { ensureAuthority } from './checks/authority.js';
import { applicationOf } from './checks/own-application.js';
import { entryDigest } from './entry-digest.js';
import { ensure, present } from './refuse.js';
import type { Rule } from './transaction.js';

/**
 * An authority of the domain applies for a seal under a number that it never had. The target is the application's own digest, so
 * that what is approved, made and filed later is what was applied for. From here on the authority's seals come by application only.
 */
export const applyForSeal: Rule<'seal-apply'> = async ({ command, digest, view }) => {
  const { body, target, domain, reason } = command;
  const { authority, esId, replaces } = body;
  ensure(command.expectedVersion === 0, 'STATE_CHANGE_ILLEGAL', 'an application is made once');
  ensure((replaces !== undefined) === (reason !== 'initial'), 'SEAL_APPLICATION', 'replaces and reason');
  await ensureAuthority(view, authority, domain);
  const numberKey = ledgerKeys.sealNumber(authority, esId);
  ensure((await view.read('seal-number', numberKey)) === undefined, 'SEAL_NUMBER_TAKEN', numberKey);
  if (replaces !== undefined) {
    const key = ledgerKeys.seal(replaces);
    const before = present(await view.read('seal', key), 'SEAL_UNKNOWN', key);
    ensure(before.authority === authority && before.domain === domain, 'SEAL_FOREIGN', key);
  }
  await view.put(target, {
    kind: 'seal-application',
    version: 1,
    digest: applicationOf(target),
    state: 'applied',
    by: digest,
    domain,
    ...body,
  });
  const controlKey = ledgerKeys.sealControl(authority);
  if ((await view.read('seal-control', controlKey)) !== undefined) return;
  await view.put(controlKey, {
    kind: 'seal-control',
    version: 1,
    digest: entryDigest({ authority }),
    state: 'by-application',
    by: digest,
    domain,
  });
};
