import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { CommandDesk } from '../commands/command-desk.js';
import type { UseCases } from '../contract.js';

const REASONS = {
  'admit-domain': 'admission',
  'change-roots': 'root-rollover',
  'end-domain': 'domain-withdrawal',
  'change-quorum': 'quorum-change',
} as const;

export function createCastVote({ domain, desk }: { domain: string; desk: CommandDesk }): UseCases['castVote'] {
  return async (actor, { proposal }) => {
    authorise(actor, 'trust.change', { tenant: domain, domain });
    const target = ledgerKeys.vote(sm3Hex(canonicalBytes(proposal)), domain);
    return desk.govern({ kind: 'vote', target, reason: REASONS[proposal.kind], body: { proposal } });
  };
}
