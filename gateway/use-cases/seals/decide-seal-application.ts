import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { authorise } from '../../domain/policy/authorise.js';
import { personReference } from '../../domain/seals/person-reference.js';
import type { UseCases } from '../contract.js';
import { applicationView, ensureDue, findApplication } from './applications.js';
import type { ApplyDeps } from './apply-for-seal.js';

/** 审批: somebody of the domain, and not the applicant, approves or rejects. */
export function createDecideSealApplication(deps: ApplyDeps): UseCases['decideSealApplication'] {
  const { domain, desk, personKey, recordStep } = deps;
  return async (actor, { application: digest, decision, reason }) => {
    authorise(actor, 'seal.decide', { tenant: domain, domain });
    const standing = await findApplication(digest, deps);
    const { record } = standing;
    const approver = personReference(personKey, digest, actor.subject);
    await recordStep(
      {
        actor,
        action: decision === 'approved' ? 'approve' : 'reject',
        authority: record.authority,
        basis: 'role/seal-approver',
        businessItem: `application/${digest}`,
      },
      async () => {
        ensureDue(standing, { state: 'applied', person: approver, before: record.applicant });
        return desk.govern({
          kind: 'seal-decide',
          target: ledgerKeys.sealApplication(digest),
          reason,
          expectedVersion: record.version,
          body: { decision, approver },
        });
      },
    );
    return applicationView(digest, standing.application, (await findApplication(digest, deps)).record);
  };
}
