import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { parseSeal } from '../../../pki/ses/seal.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { AppError } from '../../domain/errors.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { MaterialStore } from '../../domain/ports/material-store.js';
import { personReference } from '../../domain/seals/person-reference.js';
import type { UseCases } from '../contract.js';
import { ensureDue, findApplication } from './applications.js';
import type { ApplyDeps } from './apply-for-seal.js';
import { readSeal } from './seal-view.js';

/** 备案: somebody of the domain, and not the maker, files the seal on the ledger. From there it can be put into use. */
export function createFileSeal(deps: ApplyDeps): UseCases['fileSeal'] {
  const { domain, desk, ledger, personKey, recordStep } = deps;
  return async (actor, { application: digest }) => {
    authorise(actor, 'seal.file', { tenant: domain, domain });
    const standing = await findApplication(digest, deps);
    const { record, application } = standing;
    const filer = personReference(personKey, digest, actor.subject);
    const { authority, esId, sealClass, reason } = application;
    const { seal = '', makerCertificate = '' } = record;
    await recordStep(
      {
        actor,
        action: 'file',
        authority,
        basis: `application/${digest}`,
        businessItem: `application/${digest}`,
        ...(seal === '' ? {} : { seal: { digest: seal, esId } }),
      },
      async () => {
        ensureDue(standing, { state: 'made', person: filer, before: record.maker });
        return desk.govern({
          kind: 'seal-register',
          target: ledgerKeys.seal(seal),
          reason,
          expectedVersion: 0,
          body: {
            authority,
            esId,
            sealClass,
            makerCertificate,
            signerCertificates: await signersOf(authority, seal, deps),
            validFrom: application.validFrom,
            validUntil: application.validUntil,
            application: digest,
            filer,
          },
        });
      },
    );
    return readSeal(ledger, seal);
  };
}

/** Who may sign with the seal, as its maker signed it. Throws SEAL_NOT_FOUND where its DER is not here. */
async function signersOf(
  authority: string,
  seal: string,
  { material }: { material: MaterialStore },
): Promise<string[]> {
  const file = (await material.seals(authority)).find(({ digest, der }) => digest === seal && sm3Hex(der) === seal);
  const signers = file === undefined ? undefined : parseSeal(file.der).signers;
  if (signers?.type !== 'certificates') throw new AppError('SEAL_NOT_FOUND', 'the seal that was made is not at hand');
  return signers.certificates.map((der) => sm3Hex(der));
}
