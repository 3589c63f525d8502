import type { TrustList } from '../../../chaincode/model/trust-list.js';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { AppError } from '../../domain/errors.js';
import type { TrustListStore } from '../../domain/ports/material-store.js';
import { checkSuccession } from '../../domain/trust/check-succession.js';
import type { TrustMaterial } from '../../domain/trust/material.js';
import { refuse } from '../../domain/trust/trust-codes.js';
import { type TrustPin, type TrustResult, walkTrustLists } from '../../domain/trust/walk.js';
import { refused } from './refused.js';

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
  let turn: Promise<void> = Promise.resolve();

  /** Anybody may send one: only where a majority signed it is more verified than signatures, and nothing that is held already. */
  const follow = (list: TrustList): TrustResult => {
    const last = lists.at(-1);
    if (last === undefined) return walkTrustLists([list], walkOptions);
    if (!result.ok) return result;
    refused(() => checkSuccession(last.list, list));
    return walkTrustLists([list], { pin: { held: last } });
  };

  const take = async (list: TrustList): Promise<void> => {
    const held = lists.find((each) => each.list.sequence === list.list.sequence);
    if (held !== undefined) {
      refused(() => {
        if (canonicalJson(held.list) !== canonicalJson(list.list))
          refuse('TRUST_FORK', 'another list of this number is held');
      });
      return;
    }
    const walked = follow(list);
    if (!walked.ok) throw new AppError('TRUST_LIST_REFUSED', walked.detail, { details: { reason: walked.code } });
    if (options.production && walked.trust.profile !== 'production') {
      throw new AppError('TRUST_LIST_REFUSED', 'a gateway in production refuses the list of an evaluation network');
    }
    await store.add(list);
    lists = [...lists, list];
    result = walked;
  };

  return {
    result: () => result,
    lists: () => lists,
    pinned: options.pin !== undefined,

    material() {
      if (!result.ok) throw new AppError('TRUST_LIST_REFUSED', result.detail, { details: { reason: result.code } });
      return result.trust;
    },

    // One after the other: of two lists of one number the second must find the first.
    publish(list) {
      const taking = turn.then(() => take(list));
      turn = taking.catch(() => undefined);
      return taking;
    },
  };
}
