import type { z } from 'zod';
import type { IssuedCertificate } from '../../../use-cases/contract.js';
import type { endedView, issuedView } from './schema.js';

export function presentIssued(issued: IssuedCertificate): z.infer<typeof issuedView> {
  return {
    serialNumber: issued.serialNumber,
    fingerprint: issued.fingerprint,
    profile: issued.profile,
    notBefore: issued.notBefore,
    notAfter: issued.notAfter,
    certificate: Buffer.from(issued.der).toString('base64'),
  };
}

export function presentEnded(ended: z.infer<typeof endedView>): z.infer<typeof endedView> {
  return { serialNumber: ended.serialNumber, revokedAt: ended.revokedAt, listNumber: ended.listNumber };
}

export function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}
