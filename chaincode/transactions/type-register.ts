import { ledgerKeys } from '../model/keys.js';
import { ensureUscc } from './checks/uscc.js';
import { entryDigest } from './entry-digest.js';
import { ensure } from './refuse.js';
import type { Rule } from './transaction.js';

/**
 * A licence type belongs to the domain that registered it first; only that one may define it anew. Its code begins with the
 * defining authority's: where that one is registered, it is its domain's to define.
 */
export const registerType: Rule<'type-register'> = async ({ command, input, digest, view }) => {
  const { definition } = command.body;
  const definer = definition.typeCode.slice(0, 18);
  ensureUscc(definer);
  const authority = await view.read('authority', ledgerKeys.authority(definer));
  ensure(authority === undefined || authority.domain === command.domain, 'TYPE_FOREIGN', definition.typeCode);
  const names = definition.fields.map(({ name }) => name);
  ensure(new Set(names).size === names.length, 'TRANSACTION_MALFORMED', 'a field twice');
  const before = await view.read('type', command.target);
  ensure(before === undefined || before.domain === command.domain, 'TYPE_FOREIGN', definition.typeCode);
  await view.put(command.target, {
    kind: 'type',
    version: command.expectedVersion + 1,
    digest: entryDigest(definition),
    state: 'active',
    by: digest,
    domain: command.domain,
    signed: { command, signature: input.signature },
  });
};
