import { ledgerKeys } from '../model/keys.js';
import { ensureAuthority } from './checks/authority.js';
import { ensureLive, readCertificateFor } from './checks/certificate.js';
import { timeOf } from './checks/times.js';
import { ensure } from './refuse.js';
import type { Rule } from './transaction.js';

/**
 * Puts a seal of one of the domain's authorities on the ledger, once: made by a seal maker of the domain, to be used with
 * certificates of that authority, under a number that no other seal of the authority ever had.
 */
export const registerSeal: Rule<'seal-register'> = async ({ command, digest, view, now, domain }) => {
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
  await view.put(numberKey, { kind: 'seal-number', version: 1, digest: seal, state: 'taken', by: digest });
  await view.put(target, {
    kind: 'seal',
    version: 1,
    digest: seal,
    state: 'active',
    by: digest,
    domain: command.domain,
    ...body,
  });
};
