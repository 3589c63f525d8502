import { ledgerKeys } from '../../model/keys.js';
import { ensureTrustEntry, ensureUnshared, haveSameRoots } from '../checks/trust-entry.js';
import { domainRecord } from '../domain-record.js';
import { readDomains } from '../ledger-view.js';
import { ensure } from '../refuse.js';
import type { PrepareProposal } from './proposal.js';
import { ensureSubject } from './subject.js';

/** A member's next entry with other roots: signed by that member, as every entry is, and let through by the others. */
export const changeRoots: PrepareProposal<'change-roots'> = async ({ view, network, now, digest }, { signed }) => {
  const previous = await ensureSubject(view, signed.entry.domain);
  const next = signed.entry.version === previous.version + 1;
  ensure(next && !haveSameRoots(signed.entry, previous.signed.entry), 'PROPOSAL_INVALID', 'version or roots');
  ensureTrustEntry(signed, { network, now, previous });
  ensureUnshared(signed.entry, await readDomains(view, network.domains));
  return () => view.put(ledgerKeys.domain(signed.entry.domain), domainRecord(signed, digest, previous));
};
