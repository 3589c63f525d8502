import { z } from 'zod';
import { batchLeaf, MAX_BATCH } from './batch-leaf.js';
import { type CommandKind, command } from './command.js';
import { domainCode, signature } from './primitives.js';

/**
 * The one argument of a transaction, as canonical JSON: a signed command, the leaves where it is a batch, and the
 * signatures of the other founders where it founds the network.
 */
export const transactionInput = z.strictObject({
  command,
  signature,
  leaves: z.exactOptional(z.array(batchLeaf).min(1).max(MAX_BATCH)),
  founders: z.exactOptional(
    z
      .array(z.strictObject({ domain: domainCode, signature }))
      .min(1)
      .max(100),
  ),
});
export type TransactionInput = z.infer<typeof transactionInput>;

/** The signing purpose that each kind of command demands. */
export const PURPOSE_OF_KIND = {
  'network-found': 'network-founding',
  'domain-update': 'domain-entry',
  vote: 'domain-vote',
  'authority-register': 'domain-entry',
  'authority-end': 'domain-entry',
  'certificate-register': 'domain-entry',
  'certificate-revoke': 'domain-entry',
  'type-register': 'domain-entry',
  'right-grant': 'domain-entry',
  'right-end': 'domain-entry',
  'seal-apply': 'domain-entry',
  'seal-decide': 'domain-entry',
  'seal-make': 'domain-entry',
  'seal-register': 'domain-entry',
  'seal-state': 'domain-entry',
  'use-journal-anchor': 'domain-entry',
  'agreement-half': 'agreement-half',
  heartbeat: 'domain-entry',
  'licence-batch': 'licence-batch',
  'licence-state': 'licence-state',
} as const satisfies Record<CommandKind, string>;
export type CommandPurpose = (typeof PURPOSE_OF_KIND)[CommandKind];
