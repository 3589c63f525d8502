import type { TransactionInput } from '../../../chaincode/model/transaction.js';
import type { AttackedNetwork, Domain } from '../support/attacked-network.js';

/** By the authority that has issued it. */
export function revocation(
  { network, authorities }: AttackedNetwork,
  domain: Domain,
  target: string,
): TransactionInput {
  const authority = authorities[domain];
  const about = { domain, target, reason: 'penalty-revocation', expectedVersion: 1, authority };
  return network.command('licence-state', { ...about, body: { state: 'revoked' } });
}
