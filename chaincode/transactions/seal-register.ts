import { ledgerKeys } from '../model/keys.js';
import type { SealRecord } from '../model/records.js';
import { ensureAuthority } from './checks/authority.js';
import { ensureLive, readCertificateFor } from './checks/certificate.js';
import { readApplication } from './checks/own-application.js';
import { ensureSecondPerson } from './checks/second-person.js';
import { timeOf } from './checks/times.js';
import { ensure } from './refuse.js';
import type { Rule, Transaction } from './transaction.js';

/**
 * Puts a seal of one of the domain's authorities on the ledger, once: made by a seal maker of the domain, to be used with
 * certificates of that authority, under a number that no other seal of the authority ever had. A seal that was applied for is
 * filed (备案) so, by somebody else than its maker, and not yet in use.
 */
export const registerSeal: Rule<'seal-register'> = async (transaction) => {
  const { command, digest, view, now, domain } = transaction;
  const { body, target } = command;
  const { authority, signerCertificates } = body;
  ensure(command.expectedVersion === 0, 'STATE_CHANGE_ILLEGAL', 'a seal is registered once');
  ensure(new Set(signerCertificates).size === signerCertificates.length, 'TRANSACTION_MALFORMED', 'a signer twice');
  const ordered = timeOf(body.validFrom, 'validFrom') < timeOf(body.validUntil, 'validUntil');
  ensure(ordered, 'TRANSACTION_MALFORMED', 'validUntil');
  await ensureAuthority(view, authority, command.domain);

  const maker = await readCertificateFor(view, body.makerCertificate, { domain, purpose: 'seal' });
  await ensureLive(view, maker, domain, now);
  for (const fingerprint of signerCertificates) {
    const signer = await readCertificateFor(view, fingerprint, { domain, authority, purpose: 'seal-signature' });
    await ensureLive(view, signer, domain, now);
  }

  const numberKey = ledgerKeys.sealNumber(authority, body.esId);
  ensure((await view.read('seal-number', numberKey)) === undefined, 'SEAL_NUMBER_TAKEN', numberKey);
  const seal = target.slice('seal/'.length);
  const filing = await file(transaction, seal);
  await view.put(numberKey, { kind: 'seal-number', version: 1, digest: seal, state: 'taken', by: digest });
  await view.put(target, {
    kind: 'seal',
    version: 1,
    digest: seal,
    by: digest,
    domain: command.domain,
    ...body,
    ...filing,
  });
};

/** The state in which the seal begins: `filed` where it came of an application, else in use at once. */
async function file(
  { command, digest, view }: Transaction<'seal-register'>,
  seal: string,
): Promise<Pick<SealRecord, 'state' | 'replaces'>> {
  const { application, filer, authority, esId, sealClass, makerCertificate } = command.body;
  if (application === undefined) {
    ensure(filer === undefined, 'TRANSACTION_MALFORMED', 'a filer without an application');
    const control = await view.read('seal-control', ledgerKeys.sealControl(authority));
    ensure(control === undefined, 'SEAL_APPLICATION', 'the authority’s seals come by application');
    return { state: 'active' };
  }
  const record = await readApplication(view, application, { domain: command.domain, state: 'made' });
  const same =
    record.seal === seal &&
    record.authority === authority &&
    record.esId === esId &&
    record.sealClass === sealClass &&
    record.makerCertificate === makerCertificate;
  ensure(same, 'SEAL_APPLICATION', 'another seal was applied for');
  ensureSecondPerson(filer, record.maker, 'filer');
  await view.put(ledgerKeys.sealApplication(application), {
    ...record,
    version: record.version + 1,
    state: 'filed',
    by: digest,
  });
  return { state: 'filed', ...(record.replaces !== undefined && { replaces: record.replaces }) };
}
