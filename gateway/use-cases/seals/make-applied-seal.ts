import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { authorise } from '../../domain/policy/authorise.js';
import { personReference } from '../../domain/seals/person-reference.js';
import type { UseCases } from '../contract.js';
import { applicationView, ensureDue, findApplication } from './applications.js';
import type { ApplyDeps } from './apply-for-seal.js';
import { pressSeal } from './press-seal.js';

/** 制作: somebody of the domain, and not the approver, makes what was approved. The key signs only what the ledger has approved. */
export function createMakeAppliedSeal(deps: ApplyDeps): UseCases['makeAppliedSeal'] {
  const { domain, desk, personKey, recordStep } = deps;
  return async (actor, { application: digest }) => {
    authorise(actor, 'seal.make', { tenant: domain, domain });
    const standing = await findApplication(digest, deps);
    const { record, application, picture } = standing;
    const maker = personReference(personKey, digest, actor.subject);
    await recordStep(
      {
        actor,
        action: 'make',
        authority: record.authority,
        basis: `application/${digest}`,
        businessItem: `application/${digest}`,
      },
      async () => {
        ensureDue(standing, { state: 'approved', person: maker, before: record.approver });
        const made = await pressSeal({ ...application, picture: { ...application.picture, data: picture } }, deps);
        return desk.govern({
          kind: 'seal-make',
          target: ledgerKeys.sealApplication(digest),
          reason: 'approved-application',
          expectedVersion: record.version,
          body: { seal: made.digest, makerCertificate: made.makerCertificate, maker },
        });
      },
    );
    return applicationView(digest, application, (await findApplication(digest, deps)).record);
  };
}
