import { ledgerKeys } from '../../model/keys.js';
import { ensure } from '../refuse.js';
import type { PrepareProposal } from './proposal.js';

/** Another quorum of witnesses, for the network record of exactly this version. */
export const changeQuorum: PrepareProposal<'change-quorum'> = async ({ view, network, digest }, proposal) => {
  const { quorum, version } = proposal;
  ensure(version === network.version && quorum !== network.quorum, 'PROPOSAL_INVALID', 'version or quorum');
  return () => view.put(ledgerKeys.network, { ...network, version: version + 1, by: digest, quorum });
};
