import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { CommandDesk } from '../commands/command-desk.js';
import type { UseCases } from '../contract.js';

export function createRevokeCertificate({
  domain,
  desk,
}: {
  domain: string;
  desk: CommandDesk;
}): UseCases['revokeCertificate'] {
  return async (actor, { fingerprint, distrustFrom, reason }) => {
    authorise(actor, 'registry.change', { tenant: domain, domain });
    return desk.govern({
      kind: 'certificate-revoke',
      target: ledgerKeys.certificate(fingerprint),
      reason,
      body: { distrustFrom },
    });
  };
}
