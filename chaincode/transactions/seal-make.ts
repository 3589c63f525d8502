import { ensureAuthority } from './checks/authority.js';
import { ensureLive, readCertificateFor } from './checks/certificate.js';
import { applicationOf, readApplication } from './checks/own-application.js';
import { ensureSecondPerson } from './checks/second-person.js';
import type { Rule } from './transaction.js';

/** Somebody else than the approver has made the seal, with a seal maker of the domain that may make seals now. */
export const makeSeal: Rule<'seal-make'> = async ({ command, digest, view, now, domain }) => {
  const { target, body } = command;
  const record = await readApplication(view, applicationOf(target), { domain: command.domain, state: 'approved' });
  ensureSecondPerson(body.maker, record.approver, 'maker');
  await ensureAuthority(view, record.authority, command.domain);
  const maker = await readCertificateFor(view, body.makerCertificate, { domain, purpose: 'seal' });
  await ensureLive(view, maker, domain, now);
  await view.put(target, { ...record, version: record.version + 1, state: 'made', by: digest, ...body });
};
