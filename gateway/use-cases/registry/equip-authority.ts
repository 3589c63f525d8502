import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import { AppError } from '../../domain/errors.js';
import { authorise } from '../../domain/policy/authorise.js';
import { licenceKeyId, sealKeyId } from '../../domain/ports/key-ring.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { CommandDesk } from '../commands/command-desk.js';
import type { UseCases } from '../contract.js';
import type { CertificateDesk } from '../network/certificate-desk.js';
import { recordOf } from './records.js';

interface Deps {
  domain: string;
  desk: CommandDesk;
  ledger: Ledger;
  certificates: CertificateDesk;
}

/** Two keys for an authority, made and registered once however often this is asked: one attests licences and signs its commands, one makes seal signatures. */
export function createEquipAuthority({ domain, desk, ledger, certificates }: Deps): UseCases['equipAuthority'] {
  return async (actor, { uscc }) => {
    authorise(actor, 'registry.change', { tenant: domain, domain });
    const key = ledgerKeys.authority(uscc);
    const authority = recordOf(await ledger.read([key]), key, 'authority');
    if (authority === undefined || authority.record.domain !== domain) throw new AppError('AUTHORITY_NOT_FOUND');

    const register = async (keyId: string, profile: 'licence-signing' | 'seal-signing') => {
      const purposes =
        profile === 'licence-signing'
          ? (['licence-attestation', 'licence-batch', 'licence-state'] as const)
          : (['seal-signature'] as const);
      const file = await certificates.certify({
        keyId,
        purposes: [...purposes],
        profile,
        role: 'authority',
        authority: uscc,
        organisation: authority.record.name,
        commonName: profile,
      });
      const target = ledgerKeys.certificate(file.fingerprint);
      // A first attempt may have come this far; a certificate that was revoked since is the rules' to refuse.
      const registered = recordOf(await ledger.read([target]), target, 'certificate')?.record;
      if (registered?.state === 'active') return file.fingerprint;
      await desk.govern({
        kind: 'certificate-register',
        target,
        reason: 'initial',
        body: {
          certificate: encodeBase64url(file.der),
          issuer: file.issuer,
          role: 'authority',
          authority: uscc,
          purposes: [...purposes],
        },
      });
      return file.fingerprint;
    };

    const signingCertificate = await register(licenceKeyId(uscc), 'licence-signing');
    const sealCertificate = await register(sealKeyId(uscc), 'seal-signing');
    return { signingCertificate, sealCertificate };
  };
}
