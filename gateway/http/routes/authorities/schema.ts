import { z } from 'zod';
import { digest, domainCode, text, time, uscc } from '../../../../chaincode/model/primitives.js';
import { REASONS } from '../../../../chaincode/model/reasons.js';
import { jsonBody } from '../../body/body.js';
import { SAMPLE_AUTHORITY } from '../samples.js';
import { byFingerprint, byRight, byUscc } from '../shared.js';

export const registerRequest = {
  body: jsonBody(
    z.strictObject({ uscc, name: text(200) }).meta({ examples: [{ uscc: SAMPLE_AUTHORITY, name: '样例机关' }] }),
  ),
};
export const equipRequest = { path: byUscc };
export const grantRequest = { path: byRight };
export const endRequest = { path: byRight, query: z.strictObject({ reason: z.enum(REASONS['right-end']) }) };
export const revokeRequest = {
  path: byFingerprint,
  body: jsonBody(
    z
      .strictObject({ distrustFrom: time, reason: z.enum(REASONS['certificate-revoke']) })
      .meta({ examples: [{ distrustFrom: '2026-11-21T00:00:00.000Z', reason: 'key-compromise' }] }),
  ),
};

export const authorityList = z.object({
  items: z.array(z.object({ uscc, name: z.string(), domain: domainCode, state: z.string(), version: z.int() })),
});
export const equipment = z.object({ signingCertificate: digest, sealCertificate: digest });
