import { formatTime } from '../../../pki/encoding/times.js';
import type { AppErrorCode } from '../../domain/errors.js';
import type { Actor } from '../../domain/policy/actor.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { SealGrantStore } from '../../domain/ports/seal-grants.js';
import type { UseJournal } from '../../domain/ports/use-journal.js';
import type { SealUse } from '../../domain/seals/use-record.js';
import type { Press } from '../licences/press.js';
import { isGenuine } from './grants.js';

/** Who has licences sealed, and for what: the common part of the records of their uses. */
export interface SealUseOrder {
  actor: Actor;
  basis: SealUse['basis'];
  /** Digest of the grant that the impressions are taken from. */
  grant?: string;
}

export interface Permit {
  order: SealUseOrder;
  /** Impressions that may be made now, at most as many as were asked for. */
  allowed: number;
  /** Why there are not more. */
  code: Extract<AppErrorCode, 'SEAL_USE_NOT_GRANTED' | 'SEAL_QUOTA_EXHAUSTED'>;
}

export interface PermitDeps {
  grants: SealGrantStore;
  journal: UseJournal;
  clock: Clock;
  grantKey: Uint8Array;
}

/**
 * What a caller may have sealed without anybody looking: with a seal that was applied for, as much as the first grant in force has
 * left; with one that came before applications, as much as his role orders. An answer only looks ahead, so that nothing is signed
 * in vain: what is kept with the licences counts (`LicenceStore.addBatch`). What was refused is recorded.
 */
export function createPermitSealUse({ grants, journal, clock, grantKey }: PermitDeps) {
  return async (actor: Actor, { authority, seal }: Press, wanted: number): Promise<Permit> => {
    if (seal.application === undefined) {
      return { order: { actor, basis: 'role/issuer' }, allowed: wanted, code: 'SEAL_USE_NOT_GRANTED' };
    }
    const now = clock.now();
    const at = formatTime(now);
    const genuine = (await grants.list({ seal: seal.digest, caller: actor.subject })).filter(
      (kept) => isGenuine(kept, grantKey) && kept.grant.from <= at && at < kept.grant.until,
    );
    const left = genuine.find(({ used, grant }) => used < grant.limit);
    const chosen = left ?? genuine[0];
    const allowed = left === undefined ? 0 : Math.min(wanted, left.grant.limit - left.used);
    const permit: Permit = {
      order: {
        actor,
        basis: chosen === undefined ? 'role/issuer' : `grant/${chosen.digest}`,
        ...(chosen === undefined ? {} : { grant: chosen.digest }),
      },
      allowed,
      code: chosen === undefined ? 'SEAL_USE_NOT_GRANTED' : 'SEAL_QUOTA_EXHAUSTED',
    };
    if (allowed < wanted) {
      await journal.append([
        {
          at,
          subject: actor.subject,
          tenant: actor.tenant,
          action: 'seal-licence',
          authority,
          basis: permit.order.basis,
          businessItem: `refused/${wanted - allowed}`,
          seal: seal.digest,
          esId: seal.esId,
          sealVersion: seal.version,
          result: permit.code,
        },
      ]);
    }
    return permit;
  };
}
export type PermitSealUse = ReturnType<typeof createPermitSealUse>;
