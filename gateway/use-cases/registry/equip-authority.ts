import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import { AppError } from '../../domain/errors.js';
import { authorise } from '../../domain/policy/authorise.js';
import { keyGeneration, licenceKeyId, sealKeyId } from '../../domain/ports/key-ring.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { CommandDesk } from '../commands/command-desk.js';
import type { UseCases } from '../contract.js';
import type { CertificateDesk } from '../network/certificate-desk.js';
import { recordOf } from './records.js';

const MAX_GENERATIONS = 1_000;

interface Deps {
  domain: string;
  desk: CommandDesk;
  ledger: Ledger;
  certificates: CertificateDesk;
}

/**
 * Two keys for an authority: one attests licences and signs its commands, one makes seal signatures. Asked again, it goes on where it
 * stopped, and gives a new key only in the place of one whose certificate has been revoked; the seal for a new seal key is to be
 * made anew.
 */
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
      for (let generation = 1; generation <= MAX_GENERATIONS; generation += 1) {
        const file = await certificates.certify({
          keyId: keyGeneration(keyId, generation),
          purposes: [...purposes],
          profile,
          role: 'authority',
          authority: uscc,
          organisation: authority.record.name,
          commonName: profile,
        });
        const target = ledgerKeys.certificate(file.fingerprint);
        const registered = recordOf(await ledger.read([target]), target, 'certificate')?.record;
        if (registered?.state === 'revoked') continue;
        if (registered !== undefined) return file.fingerprint;
        await desk.govern({
          kind: 'certificate-register',
          target,
          reason: generation === 1 ? 'initial' : 'replacement',
          body: {
            certificate: encodeBase64url(file.der),
            issuer: file.issuer,
            role: 'authority',
            authority: uscc,
            purposes: [...purposes],
          },
        });
        return file.fingerprint;
      }
      throw new AppError('KEY_NOT_HELD', 'too many keys of this authority have been revoked');
    };

    const signingCertificate = await register(licenceKeyId(uscc), 'licence-signing');
    const sealCertificate = await register(sealKeyId(uscc), 'seal-signing');
    return { signingCertificate, sealCertificate };
  };
}
