import { entryDigest } from './entry-digest.js';
import type { Rule } from './transaction.js';

/** Makes a block where nothing else does, so that witnesses have something new to sign. */
export const beat: Rule<'heartbeat'> = async ({ command, digest, view }) => {
  const { domain } = command;
  const at = view.transactionTime;
  await view.put(command.target, {
    kind: 'heartbeat',
    version: command.expectedVersion + 1,
    digest: entryDigest({ at, domain }),
    state: 'alive',
    by: digest,
    at,
  });
};
