import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { decodeBase64url, encodeBase64url } from '../../../pki/encoding/base64url.js';
import { parseTime } from '../../../pki/encoding/times.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { AppError } from '../../domain/errors.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { Clock } from '../../domain/ports/clock.js';
import { applicationDigest, type SealApplication } from '../../domain/seals/application.js';
import { personReference } from '../../domain/seals/person-reference.js';
import type { CommandDesk } from '../commands/command-desk.js';
import type { UseCases } from '../contract.js';
import { ownAuthority, type RegisteredKeysDeps } from '../licences/registered-keys.js';
import { type ApplicationsDeps, applicationView, findApplication } from './applications.js';
import type { RecordStep } from './record-step.js';

export interface ApplyDeps extends RegisteredKeysDeps, ApplicationsDeps {
  desk: CommandDesk;
  clock: Clock;
  random: (length: number) => Uint8Array;
  personKey: Uint8Array;
  recordStep: RecordStep;
}

const SALT_LENGTH = 16;

/** 申请: an authority's person applies for a seal of that authority. */
export function createApplyForSeal(deps: ApplyDeps): UseCases['applyForSeal'] {
  const { domain, desk, clock, random, applications, personKey, recordStep } = deps;
  return async (actor, { picture, ...input }) => {
    authorise(actor, 'seal.apply', { tenant: input.authority, domain });
    await ownAuthority(input.authority, deps);
    if (parseTime(input.validFrom) >= parseTime(input.validUntil)) {
      throw new AppError('INVALID_REQUEST', 'the seal’s validity ends before it begins');
    }
    const { data, ...about } = picture;
    const pictureBytes = decodeBase64url(data);
    const application: SealApplication = {
      format: 'yinxin/seal-application/v1',
      network: (await desk.network()).network,
      domain,
      ...input,
      picture: { ...about, digest: sm3Hex(pictureBytes) },
      salt: encodeBase64url(random(SALT_LENGTH)),
    };
    const digest = applicationDigest(application);
    // Contents first: the ledger must not name what nobody has.
    await applications.add(application, pictureBytes, clock.now());
    const { authority, esId, sealClass, reason, replaces } = application;
    await recordStep(
      { actor, action: 'apply', authority, basis: 'role/seal-applicant', businessItem: `application/${digest}` },
      () =>
        desk.govern({
          kind: 'seal-apply',
          target: ledgerKeys.sealApplication(digest),
          reason,
          expectedVersion: 0,
          body: {
            authority,
            esId,
            sealClass,
            applicant: personReference(personKey, digest, actor.subject),
            ...(replaces === undefined ? {} : { replaces }),
          },
        }),
    );
    const standing = await findApplication(digest, deps);
    return applicationView(digest, standing.application, standing.record);
  };
}
