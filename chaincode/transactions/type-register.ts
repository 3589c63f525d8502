import { canonicalBytes } from '../../pki/encoding/canonical-json.js';
import { ledgerKeys } from '../model/keys.js';
import { ensureUscc } from './checks/uscc.js';
import { entryDigest } from './entry-digest.js';
import { ensure } from './refuse.js';
import type { Rule } from './transaction.js';
import { countTypeVersion, MAX_TYPE_BYTES } from './type-quota.js';

/**
 * A licence type belongs to the domain that registered it first; only that one may define it anew. Its code begins with the
 * defining authority's: where that one is registered, it is its domain's to define. Size and number are bounded: every version
 * stays in all trust lists.
 */
export const registerType: Rule<'type-register'> = async (transaction) => {
  const { command, input, digest, view } = transaction;
  const { definition } = command.body;
  const definer = definition.typeCode.slice(0, 18);
  ensureUscc(definer);
  const authority = await view.read('authority', ledgerKeys.authority(definer));
  ensure(authority === undefined || authority.domain === command.domain, 'TYPE_FOREIGN', definition.typeCode);
  const size = canonicalBytes(definition).length;
  ensure(size <= MAX_TYPE_BYTES, 'TYPE_TOO_LARGE', `${size} of ${MAX_TYPE_BYTES} bytes`);
  const names = definition.fields.map(({ name }) => name);
  ensure(new Set(names).size === names.length, 'TRANSACTION_MALFORMED', 'a field twice');
  const before = await view.read('type', command.target);
  ensure(before === undefined || before.domain === command.domain, 'TYPE_FOREIGN', definition.typeCode);
  await countTypeVersion(transaction);
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
