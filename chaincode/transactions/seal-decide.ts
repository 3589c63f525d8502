import { SEAL_DECISION_REASONS } from '../model/reasons.js';
import { applicationOf, readApplication } from './checks/own-application.js';
import { ensureReason } from './checks/reason.js';
import { ensureSecondPerson } from './checks/second-person.js';
import type { Rule } from './transaction.js';

/** Somebody else than the applicant approves an application, or rejects it for good. */
export const decideApplication: Rule<'seal-decide'> = async ({ command, digest, view }) => {
  const { target, body, domain } = command;
  ensureReason(command.reason, SEAL_DECISION_REASONS[body.decision]);
  const record = await readApplication(view, applicationOf(target), { domain, state: 'applied' });
  ensureSecondPerson(body.approver, record.applicant, 'approver');
  await view.put(target, {
    ...record,
    version: record.version + 1,
    state: body.decision,
    by: digest,
    approver: body.approver,
  });
};
