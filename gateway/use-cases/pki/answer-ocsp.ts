import { createOcspResponder, type OcspResponder } from '../../../pki/ocsp/responder.js';
import type { CertificateStatus } from '../../../pki/ocsp/response.js';
import { parseCertificate } from '../../../pki/x509/certificate.js';
import { LIFETIME } from '../../domain/pki/certificates.js';
import type { Clock } from '../../domain/ports/clock.js';
import { DOMAIN_KEYS, type KeyRing } from '../../domain/ports/key-ring.js';
import type { UseCases } from '../contract.js';
import type { CertificateDesk } from '../network/certificate-desk.js';
import { createFindIssued, type FindIssuedDeps } from './find-issued.js';
import { secondsUntil } from './read-published.js';
import type { RevocationMac } from './revocation-mac.js';

export interface AnswerOcspDeps extends FindIssuedDeps {
  certificates: CertificateDesk;
  keys: KeyRing;
  mac: RevocationMac;
  clock: Clock;
  organisation: string;
}

/** How long others may keep an answer, and so how long another process of this gateway may be behind. */
const VALID_MS = 10 * 60_000;
const LOOK_AGAIN_MS = 3600_000;

/** Answers for the issuing CA by a key of its own, whose certificate is made anew when a third of its life is left. */
export function createAnswerOcsp(deps: AnswerOcspDeps): {
  answer: UseCases['answerOcsp'];
  forget: (serialNumber: string) => void;
} {
  const { certificates, keys, mac, clock, organisation } = deps;
  const find = createFindIssued(deps);

  const statusOf = async (serialNumber: string): Promise<CertificateStatus> => {
    const { certificate, revocation } = await find(serialNumber);
    if (revocation !== undefined) {
      mac.assertOurs(revocation);
      return { state: 'revoked', revokedAt: revocation.revokedAt, reason: revocation.reason };
    }
    return { state: certificate === undefined ? 'unknown' : 'good' };
  };

  const open = async (): Promise<OcspResponder> => {
    const keyId = DOMAIN_KEYS.ocsp;
    const file = await certificates.certify({
      keyId,
      purposes: ['ocsp-response'],
      profile: 'ocsp-signing',
      role: 'ocsp',
      organisation,
      commonName: `${organisation} OCSP`,
      validUntil: clock.now() + LIFETIME['ocsp-signing'] / 3,
    });
    const { certificate: issuer } = await certificates.issuingCa();
    const signer = await keys.signer(keyId);
    return createOcspResponder({
      issuer,
      responder: parseCertificate(file.der),
      statusOf,
      now: () => clock.now(),
      validFor: VALID_MS,
      sign: (tbs) => signer.sign('ocsp-response', tbs),
    });
  };

  let current: { responder: Promise<OcspResponder>; until: number } | undefined;
  const responder = (): Promise<OcspResponder> => {
    if (current === undefined || clock.now() >= current.until) {
      const opening = open();
      current = { responder: opening, until: clock.now() + LOOK_AGAIN_MS };
      opening.catch(() => {
        if (current?.responder === opening) current = undefined;
      });
    }
    return current.responder;
  };

  return {
    answer: async ({ request }) => {
      const { der, freshUntil } = await (await responder()).answer(request);
      return { der, ...(freshUntil === undefined ? {} : { keepSeconds: secondsUntil(freshUntil, clock) }) };
    },
    forget: (serialNumber) => {
      current?.responder.then((each) => each.forget(serialNumber)).catch(() => undefined);
    },
  };
}
