import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { FIRST_USE_REASON } from '../../../chaincode/model/reasons.js';
import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { AppError } from '../../domain/errors.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { KeyRing } from '../../domain/ports/key-ring.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { MaterialStore } from '../../domain/ports/material-store.js';
import type { Projection } from '../../domain/ports/projection.js';
import { personReference } from '../../domain/seals/person-reference.js';
import type { CommandDesk } from '../commands/command-desk.js';
import type { UseCases } from '../contract.js';
import { ownAuthority } from '../licences/registered-keys.js';
import { pressSeal } from './press-seal.js';
import type { RecordStep } from './record-step.js';
import { readSeal, readSealRecord, sealViewOf } from './seal-view.js';

interface Deps {
  domain: string;
  desk: CommandDesk;
  ledger: Ledger;
  projection: Projection;
  keys: KeyRing;
  material: MaterialStore;
  clock: Clock;
}

export function createListSeals({ domain, projection }: Deps): UseCases['listSeals'] {
  return async (actor, { authority }) => {
    authorise(actor, 'seal.read', { tenant: domain, domain });
    return (await projection.listKind('seal'))
      .filter(({ record }) => authority === undefined || record.authority === authority)
      .map(({ record }) => sealViewOf(record));
  };
}

/**
 * Makes a seal and registers it at once, by one person: for evaluation, where `direct` says so, and for authorities that have
 * never applied for one, as the ledger's rules see to. Elsewhere seals come by application.
 */
export function createMakeSeal({ direct, ...deps }: Deps & { direct: boolean }): UseCases['makeSeal'] {
  const { domain, desk, ledger } = deps;
  return async (actor, input) => {
    authorise(actor, 'seal.change', { tenant: domain, domain });
    if (!direct) throw new AppError('SECOND_PERSON_NEEDED', 'a seal is applied for, approved, made and filed here');
    await ownAuthority(input.authority, deps);
    const picture = { ...input.picture, data: decodeBase64url(input.picture.data) };
    const { digest, ...made } = await pressSeal({ ...input, picture }, deps);
    await desk.govern({
      kind: 'seal-register',
      target: ledgerKeys.seal(digest),
      reason: 'initial',
      body: {
        authority: input.authority,
        esId: input.esId,
        sealClass: input.sealClass,
        ...made,
        validFrom: input.validFrom,
        validUntil: input.validUntil,
      },
    });
    return readSeal(ledger, digest);
  };
}

/**
 * Changes the state of a seal in the name of the person who asks. Of a seal that was applied for, freezing and reporting it lost is
 * anybody's of the role; going on and ending it is another person's than the one before. SECOND_PERSON_NEEDED.
 */
export function createChangeSealState({
  domain,
  desk,
  ledger,
  personKey,
  recordStep,
}: Deps & { personKey: Uint8Array; recordStep: RecordStep }): UseCases['changeSealState'] {
  return async (actor, { seal, state, reason, distrustFrom }) => {
    authorise(actor, 'seal.change', { tenant: domain, domain });
    const record = await readSealRecord(ledger, seal);
    const person = personReference(personKey, record.application ?? seal, actor.subject);
    const order = {
      kind: 'seal-state' as const,
      target: ledgerKeys.seal(seal),
      reason,
      expectedVersion: record.version,
      body: { state, person, ...(distrustFrom === undefined ? {} : { distrustFrom }) },
    };
    await recordStep(
      {
        actor,
        action: reason === FIRST_USE_REASON ? 'put-into-use' : 'change-state',
        authority: record.authority,
        basis: record.application === undefined ? 'role/governance' : `application/${record.application}`,
        businessItem: `${state}/${reason}`,
        seal: { digest: seal, esId: record.esId, version: record.version },
      },
      async () => {
        const goesOn = record.application !== undefined && (state === 'active' || state === 'cancelled');
        if (goesOn && record.state !== state && (record.person ?? record.filer) === person) {
          throw new AppError('SECOND_PERSON_NEEDED', 'the same person brought the seal where it is');
        }
        return desk.govern(order);
      },
    );
    return readSeal(ledger, seal);
  };
}
