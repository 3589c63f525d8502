import type { Proposal } from '../model/command.js';
import { ledgerKeys } from '../model/keys.js';
import { timeOf } from './checks/times.js';
import { entryDigest } from './entry-digest.js';
import { readDomains } from './ledger-view.js';
import { admitDomain } from './proposals/admit-domain.js';
import { changeQuorum } from './proposals/change-quorum.js';
import { changeRoots } from './proposals/change-roots.js';
import { endDomain } from './proposals/end-domain.js';
import type { Apply } from './proposals/proposal.js';
import type { Rule, Transaction } from './transaction.js';

const VOTE_LIFETIME_MS = 30 * 24 * 3_600_000;

/**
 * Records a vote, and applies the proposal at the vote that makes the majority of the members. A proposal that does not fit the
 * ledger, because it was applied already or something else came first, takes no votes. A vote counts for thirty days, so that
 * nothing is carried by what members thought long ago. It may be cast again, which renews it: where a member has ended since,
 * that is also how the remaining votes are counted anew.
 */
export const castVote: Rule<'vote'> = async (transaction) => {
  const { command, digest, view } = transaction;
  const { proposal } = command.body;
  const apply = await prepare(transaction, proposal);
  await view.put(command.target, {
    kind: 'vote',
    version: command.expectedVersion + 1,
    digest: entryDigest(proposal),
    state: 'cast',
    by: digest,
    domain: command.domain,
    at: view.transactionTime,
  });
  if (await isCarried(transaction, proposal)) await apply();
};

function prepare(transaction: Transaction<'vote'>, proposal: Proposal): Promise<Apply> {
  switch (proposal.kind) {
    case 'admit-domain':
      return admitDomain(transaction, proposal);
    case 'change-roots':
      return changeRoots(transaction, proposal);
    case 'end-domain':
      return endDomain(transaction, proposal);
    case 'change-quorum':
      return changeQuorum(transaction, proposal);
  }
}

/** More than half of the domains that are members now have voted for it of late; this vote is written already. */
async function isCarried({ view, network, now }: Transaction<'vote'>, proposal: Proposal): Promise<boolean> {
  const domains = await readDomains(view, network.domains);
  const members = domains.filter(({ state }) => state === 'active').map(({ signed }) => signed.entry.domain);
  const subject = entryDigest(proposal);
  const votes = await Promise.all(members.map((code) => view.read('vote', ledgerKeys.vote(subject, code))));
  const counted = votes.filter((vote) => vote !== undefined && now - timeOf(vote.at, 'vote') <= VOTE_LIFETIME_MS);
  return counted.length >= Math.floor(members.length / 2) + 1;
}
