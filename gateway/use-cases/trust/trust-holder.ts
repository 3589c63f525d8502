import type { TrustList } from '../../../chaincode/model/trust-list.js';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { AppError } from '../../domain/errors.js';
import type { TrustListStore } from '../../domain/ports/material-store.js';
import type { TrustMaterial } from '../../domain/trust/material.js';
import { type TrustPin, type TrustResult, walkTrustLists } from '../../domain/trust/walk.js';

/** The trust lists of this gateway: walked when they are loaded, and again for each new one. */
export interface TrustHolder {
  /** What the verifier is given: material, or the code for its absence. */
  result(): TrustResult;
  /** Throws TRUST_LIST_REFUSED while there is no list. */
  material(): TrustMaterial;
  lists(): readonly TrustList[];
  /** Whether the configuration names the network, so that no list of another can ever be taken. */
  pinned: boolean;
  /**
   * Keeps a list that follows from the last one; the same list again, whoever signed it, changes nothing. Throws
   * TRUST_LIST_REFUSED.
   */
  publish(list: TrustList): Promise<void>;
}

export async function createTrustHolder(
  store: TrustListStore,
  options: { pin?: TrustPin; production: boolean },
): Promise<TrustHolder> {
  const walkOptions = options.pin === undefined ? {} : { pin: options.pin };
  let lists = await store.all();
  let result = walkTrustLists(lists, walkOptions);
  return {
    result: () => result,
    lists: () => lists,
    pinned: options.pin !== undefined,

    material() {
      if (!result.ok) throw new AppError('TRUST_LIST_REFUSED', result.detail, { details: { reason: result.code } });
      return result.trust;
    },

    async publish(list) {
      const held = lists.find((each) => each.list.sequence === list.list.sequence);
      if (held !== undefined) {
        if (canonicalJson(held.list) === canonicalJson(list.list)) return;
        throw new AppError('TRUST_LIST_REFUSED', 'another list of this number is held', {
          details: { reason: 'TRUST_FORK' },
        });
      }
      const next = [...lists, list];
      const last = lists.at(-1);
      // Anybody may send one: what has been walked already is not walked again for him.
      const walked =
        result.ok && last !== undefined
          ? walkTrustLists([list], { pin: { held: last } })
          : walkTrustLists(next, walkOptions);
      if (!walked.ok) throw new AppError('TRUST_LIST_REFUSED', walked.detail, { details: { reason: walked.code } });
      if (options.production && walked.trust.profile !== 'production') {
        throw new AppError('TRUST_LIST_REFUSED', 'a gateway in production refuses the list of an evaluation network');
      }
      await store.add(list);
      lists = next;
      result = walked;
    },
  };
}
