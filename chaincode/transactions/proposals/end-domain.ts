import { ledgerKeys } from '../../model/keys.js';
import { readDomains } from '../ledger-view.js';
import { ensure } from '../refuse.js';
import type { PrepareProposal } from './proposal.js';
import { ensureSubject } from './subject.js';

/**
 * Ends a membership. `version` names the entry that the voters saw and may lie behind the newest one: a domain that could
 * make the votes void by a new entry of its own could never be put out. An ended domain stays ended, so old votes do no harm.
 */
export const endDomain: PrepareProposal<'end-domain'> = async ({ view, network, digest }, { domain, version }) => {
  const record = await ensureSubject(view, domain);
  ensure(version <= record.version, 'PROPOSAL_INVALID', `domain/${domain}: version`);
  const members = (await readDomains(view, network.domains)).filter(({ state }) => state === 'active');
  ensure(members.length > 1, 'PROPOSAL_INVALID', 'the last member');
  return () =>
    view.put(ledgerKeys.domain(domain), { ...record, version: record.version + 1, state: 'ended', by: digest });
};
