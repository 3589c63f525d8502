import { z } from 'zod';
import { digest, time } from '../../../../chaincode/model/primitives.js';
import { jsonBody } from '../../body/body.js';
import { byDigest } from '../shared.js';

const caller = z.string().regex(/^[\x21-\x7e]{1,255}$/);
const limit = z.int().min(1).max(1_000_000_000);

export const grantRequest = {
  path: byDigest,
  body: jsonBody(
    z.strictObject({ caller, limit, from: time, until: time }).meta({
      examples: [
        {
          caller: 'sample-issuing-service',
          limit: 100_000,
          from: '2026-11-21T00:00:00.000Z',
          until: '2026-12-21T00:00:00.000Z',
        },
      ],
    }),
  ),
};
export const listRequest = { path: byDigest };

export const grantView = z.object({
  digest,
  seal: digest,
  caller: z.string(),
  limit: z.int(),
  used: z.int(),
  from: time,
  until: time,
  grantedAt: time,
});
export const grantList = z.object({ items: z.array(grantView) });
