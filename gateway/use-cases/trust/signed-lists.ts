import type { TrustListBody } from '../../../chaincode/model/trust-list.js';
import { parseTime } from '../../../pki/encoding/times.js';
import { AppError } from '../../domain/errors.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { SignedListStore } from '../../domain/ports/material-store.js';
import { listDigest } from '../../domain/trust/check-succession.js';
import { CLOCK_TOLERANCE_MS } from './derive-list.js';

/** A proposer that signs and then falls silent must not hold up the network for ever. */
const HELD_MS = 24 * 3600_000;

/** What this domain has signed: one list of each number, for two lists of one number are two networks. */
export interface SignedLists {
  /** Throws TRUST_LIST_REFUSED where another list of this number was signed less than 24 hours ago. */
  claim(list: TrustListBody): Promise<void>;
  /** The list of this number that was signed here and that the others would still sign: it is proposed again, not another. */
  pending(sequence: number): TrustListBody | undefined;
}

export function createSignedLists({ store, clock }: { store: SignedListStore; clock: Clock }): SignedLists {
  let last: TrustListBody | undefined;
  return {
    async claim(list) {
      const at = clock.now();
      const { sequence } = list;
      if (!(await store.claim({ sequence, digest: listDigest(list) }, { at, before: at - HELD_MS }))) {
        throw new AppError('TRUST_LIST_REFUSED', 'this gateway has signed another list of this number', {
          details: { reason: 'TRUST_FORK' },
        });
      }
      last = list;
    },

    pending(sequence) {
      if (last === undefined || last.sequence !== sequence) return undefined;
      return Math.abs(parseTime(last.issuedAt) - clock.now()) <= CLOCK_TOLERANCE_MS ? last : undefined;
    },
  };
}
