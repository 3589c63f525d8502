import { ensureTrustEntry, ensureUnshared, haveSameRoots } from './checks/trust-entry.js';
import { domainRecord } from './domain-record.js';
import { readDomains } from './ledger-view.js';
import { ensure } from './refuse.js';
import type { Rule } from './transaction.js';

/** A domain's next entry, with other keys, names or addresses. Other roots need the votes of the members. */
export const updateDomain: Rule<'domain-update'> = async ({ command, digest, view, now, network, domain }) => {
  const { signed } = command.body;
  ensureTrustEntry(signed, { network, now, previous: domain });
  ensure(haveSameRoots(signed.entry, domain.signed.entry), 'ROOTS_NEED_VOTES', command.target);
  ensureUnshared(signed.entry, await readDomains(view, network.domains));
  await view.put(command.target, domainRecord(signed, digest, domain));
};
