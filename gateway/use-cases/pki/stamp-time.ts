import { createTimestampAuthority } from '../../../pki/timestamp/authority.js';
import { parseCertificate } from '../../../pki/x509/certificate.js';
import { TIMESTAMP_POLICY } from '../../../pki/x509/key-purposes.js';
import { LIFETIME } from '../../domain/pki/certificates.js';
import type { Clock } from '../../domain/ports/clock.js';
import { DOMAIN_KEYS, type KeyRing } from '../../domain/ports/key-ring.js';
import type { UseCases } from '../contract.js';
import type { CertificateDesk } from '../network/certificate-desk.js';
import { drawSerialNumber } from './register-entry.js';

export interface StampTimeDeps {
  certificates: CertificateDesk;
  keys: KeyRing;
  clock: Clock;
  random: (length: number) => Uint8Array;
  organisation: string;
}

type Authority = (request: Uint8Array) => Promise<Uint8Array>;

/** What a machine that keeps time by NTP can promise, and more. */
const ACCURACY_MS = 1_000;
const LOOK_AGAIN_MS = 3600_000;

/** The domain's timestamp authority, whose certificate is made anew when half of its life is left. */
export function createStampTime(deps: StampTimeDeps): UseCases['stampTime'] {
  const { certificates, keys, clock, random, organisation } = deps;

  const open = async (): Promise<Authority> => {
    const keyId = DOMAIN_KEYS.timestamp;
    const file = await certificates.certify({
      keyId,
      purposes: ['timestamp'],
      profile: 'timestamping',
      role: 'timestamp',
      organisation,
      commonName: `${organisation} TSA`,
      validUntil: clock.now() + LIFETIME.timestamping / 2,
    });
    const { certificate: issuer } = await certificates.issuingCa();
    const signer = await keys.signer(keyId);
    return createTimestampAuthority({
      signer: parseCertificate(file.der),
      chain: [issuer],
      policy: TIMESTAMP_POLICY,
      serialNumber: () => drawSerialNumber(random),
      now: () => clock.now(),
      accuracy: ACCURACY_MS,
      sign: (attributes) => signer.sign('timestamp', attributes),
    });
  };

  let current: { authority: Promise<Authority>; until: number } | undefined;
  return async ({ request }) => {
    if (current === undefined || clock.now() >= current.until) {
      const opening = open();
      current = { authority: opening, until: clock.now() + LOOK_AGAIN_MS };
      opening.catch(() => {
        if (current?.authority === opening) current = undefined;
      });
    }
    const { authority } = current;
    return { der: await (await authority)(request) };
  };
}
