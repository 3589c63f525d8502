import { z } from 'zod';
import { digest, time, uscc } from '../../../../chaincode/model/primitives.js';
import { BULK_ACTIONS } from '../../../domain/bulk/bulk-change.js';
import { BULK_REASONS } from '../../../use-cases/bulk/bulk-changes.js';
import { jsonBody } from '../../body/body.js';
import { byUscc } from '../shared.js';

const cause = z.union([z.strictObject({ seal: digest }), z.strictObject({ certificate: digest })]);
const request = <A extends (typeof BULK_ACTIONS)[number]>(action: A) =>
  z.strictObject({
    action: z.literal(action),
    cause,
    /** Licences sealed from `from` on, before `until`; up to now without it. */
    from: z.exactOptional(time),
    until: z.exactOptional(time),
    reason: z.enum(BULK_REASONS[action]),
  });

export const bulkRequest = {
  path: byUscc,
  body: jsonBody(
    z
      .discriminatedUnion('action', [request('suspend'), request('reseal')])
      .meta({ examples: [{ action: 'suspend', cause: { seal: '0'.repeat(64) }, reason: 'under-investigation' }] }),
  ),
};
export const oneRequest = { path: z.strictObject({ uscc, digest }) };

export const bulkView = z.object({
  digest,
  authority: uscc,
  action: z.enum(BULK_ACTIONS),
  cause: z.union([z.object({ seal: digest }), z.object({ certificate: digest })]),
  reason: z.string(),
  until: time,
  state: z.enum(['requested', 'approved', 'done', 'expired']),
  total: z.int(),
  outcomes: z.record(z.string(), z.int()),
});
