import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { AppError } from '../../domain/errors.js';
import { authorise } from '../../domain/policy/authorise.js';
import { DOMAIN_KEYS, type KeyRing } from '../../domain/ports/key-ring.js';
import type { UseCases } from '../contract.js';
import type { ListDeriver } from './derive-list.js';
import type { SignedLists } from './signed-lists.js';
import type { TrustHolder } from './trust-holder.js';

interface Deps {
  domain: string;
  deriver: ListDeriver;
  keys: KeyRing;
  trust: TrustHolder;
  signed: SignedLists;
}

export function createProposeTrustList({ domain, deriver, trust, signed }: Deps): UseCases['proposeTrustList'] {
  return async (actor) => {
    authorise(actor, 'trust.change', { tenant: domain, domain });
    return signed.pending(trust.material().sequence + 1) ?? deriver.propose();
  };
}

export function createSignTrustList({ domain, deriver, keys, signed }: Deps): UseCases['signTrustList'] {
  return async (actor, { list }) => {
    authorise(actor, 'trust.change', { tenant: domain, domain });
    await deriver.check(list);
    await signed.claim(list);
    const governance = await keys.signer(DOMAIN_KEYS.governance);
    return { domain, signature: encodeBase64url(await governance.sign('trust-list', canonicalBytes(list))) };
  };
}

/** Open to everybody, so it takes a first list only of a pinned network: else that one comes with the founding. */
export function createPublishTrustList({ trust }: Pick<Deps, 'trust'>): UseCases['publishTrustList'] {
  return async ({ list }) => {
    if (trust.lists().length === 0 && !trust.pinned)
      throw new AppError('TRUST_LIST_REFUSED', 'this gateway holds no list to go on from');
    await trust.publish(list);
    return { sequence: list.list.sequence };
  };
}

export function createReadTrustList({ trust }: Pick<Deps, 'trust'>): UseCases['readTrustList'] {
  return async ({ sequence }) => {
    const lists = trust.lists();
    const list = sequence === 'latest' ? lists.at(-1) : lists.find((each) => each.list.sequence === sequence);
    if (list === undefined) throw new AppError('NOT_FOUND', 'no such trust list');
    return list;
  };
}
