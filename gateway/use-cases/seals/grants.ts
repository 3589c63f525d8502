import { formatTime, parseTime } from '../../../pki/encoding/times.js';
import { AppError } from '../../domain/errors.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { KeptGrant, SealGrantStore } from '../../domain/ports/seal-grants.js';
import type { UseJournal } from '../../domain/ports/use-journal.js';
import { grantDigest, grantMac, type SealGrant } from '../../domain/seals/grant.js';
import type { SealGrantView, UseCases } from '../contract.js';
import { readSealRecord } from './seal-view.js';

export interface GrantDeps {
  domain: string;
  ledger: Ledger;
  grants: SealGrantStore;
  journal: UseJournal;
  clock: Clock;
  /** Outside the database. */
  grantKey: Uint8Array;
}

/** Lets one caller seal automatically: so often, between these times. Nobody grants it to himself: SECOND_PERSON_NEEDED. */
export function createGrantSealUse(deps: GrantDeps): UseCases['grantSealUse'] {
  const { domain, ledger, grants, journal, clock, grantKey } = deps;
  return async (actor, { seal, caller, limit, from, until }) => {
    authorise(actor, 'seal.grant', { tenant: domain, domain });
    if (caller === actor.subject) throw new AppError('SECOND_PERSON_NEEDED', 'the use of a seal is granted to others');
    if (parseTime(from) >= parseTime(until)) throw new AppError('INVALID_REQUEST', 'the grant ends before it begins');
    const record = await readSealRecord(ledger, seal);
    if (record.domain !== domain) throw new AppError('SEAL_NOT_FOUND');
    const at = formatTime(clock.now());
    const grant: SealGrant = {
      format: 'yinxin/seal-grant/v1',
      domain,
      authority: record.authority,
      ...{ seal, caller, limit, from, until },
      grantedBy: actor.subject,
      grantedAt: at,
    };
    const mac = grantMac(grantKey, grant);
    const digest = grantDigest(grant);
    await grants.add(grant, mac);
    await journal.append([
      {
        at,
        subject: actor.subject,
        tenant: actor.tenant,
        action: 'grant',
        authority: record.authority,
        basis: 'role/seal-approver',
        businessItem: `grant/${digest}`,
        seal,
        esId: record.esId,
        sealVersion: record.version,
        result: 'done',
      },
    ]);
    return viewOf({ digest, grant, mac, used: 0 });
  };
}

export function createListSealGrants({ domain, grants, grantKey }: GrantDeps): UseCases['listSealGrants'] {
  return async (actor, { seal }) => {
    authorise(actor, 'seal.grant.read', { tenant: domain, domain });
    return (await grants.list({ seal })).filter((kept) => isGenuine(kept, grantKey)).map(viewOf);
  };
}

/** Whether a process that knew the granting person wrote it: a row alone lets nobody seal. */
export function isGenuine({ digest, grant, mac }: KeptGrant, key: Uint8Array): boolean {
  return grantDigest(grant) === digest && grantMac(key, grant) === mac;
}

function viewOf({ digest, grant, used }: KeptGrant): SealGrantView {
  const { seal, caller, limit, from, until, grantedAt } = grant;
  return { digest, seal, caller, limit, used, from, until, grantedAt };
}
