import { ledgerKeys } from '../../model/keys.js';
import { ensureTrustEntry, ensureUnshared } from '../checks/trust-entry.js';
import { domainRecord } from '../domain-record.js';
import { readDomains } from '../ledger-view.js';
import { ensure } from '../refuse.js';
import type { PrepareProposal } from './proposal.js';

/** A domain that was never a member. One that ended does not come back under its code. */
export const admitDomain: PrepareProposal<'admit-domain'> = async ({ view, network, now, digest }, { signed }) => {
  const { domain } = signed.entry;
  ensure(!network.domains.includes(domain), 'PROPOSAL_INVALID', `domain/${domain} is known`);
  ensureTrustEntry(signed, { network, now });
  ensureUnshared(signed.entry, await readDomains(view, network.domains));
  return async () => {
    const domains = [...network.domains, domain].sort();
    await view.put(ledgerKeys.network, { ...network, version: network.version + 1, by: digest, domains });
    await view.put(ledgerKeys.domain(domain), domainRecord(signed, digest));
  };
};
