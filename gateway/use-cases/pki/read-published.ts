import { AppError } from '../../domain/errors.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { UseCases } from '../contract.js';
import type { CertificateDesk } from '../network/certificate-desk.js';
import type { RevocationLists } from './revocation-lists.js';

export function createReadIssuingCa({
  certificates,
}: {
  certificates: Pick<CertificateDesk, 'issuingCa'>;
}): UseCases['readIssuingCa'] {
  return async () => ({ der: (await certificates.issuingCa()).certificate.der });
}

export function createReadRevocationList({
  lists,
  clock,
}: {
  lists: Pick<RevocationLists, 'newest'>;
  clock: Clock;
}): UseCases['readRevocationList'] {
  return async ({ kind }) => {
    const { full, delta, nextUpdate } = await lists.newest();
    const der = kind === 'full' ? full : delta;
    if (der === undefined) throw new AppError('NOT_FOUND', 'there is no delta list yet: the full one is the first');
    return { der, keepSeconds: Math.min(LONGEST_KEPT_SECONDS, secondsUntil(nextUpdate, clock)) };
  };
}

/** Lists follow on every revocation: nobody shall wait for the end of an old one. */
const LONGEST_KEPT_SECONDS = 600;

export function secondsUntil(at: number, clock: Clock): number {
  return Math.max(0, Math.floor((at - clock.now()) / 1000));
}
