import { ensureEarlier } from './checks/distrust.js';
import { ensure, present } from './refuse.js';
import type { Rule } from './transaction.js';

/** By the domain that registered it. Sent again it may only move the time of distrust back; nothing takes it away. */
export const revokeCertificate: Rule<'certificate-revoke'> = async ({ command, digest, view }) => {
  const { target } = command;
  const record = present(await view.read('certificate', target), 'ENTRY_MISSING', target);
  ensure(record.domain === command.domain, 'SIGNER_NOT_OF_DOMAIN', target);
  const { distrustFrom } = command.body;
  ensureEarlier(distrustFrom, record.distrustFrom, command.issuedAt);
  await view.put(target, { ...record, version: record.version + 1, state: 'revoked', by: digest, distrustFrom });
};
