import { z } from 'zod';
import { SEAL_CLASSES } from '../../../../chaincode/model/command.js';
import { bytes, digest, text, time, uscc } from '../../../../chaincode/model/primitives.js';
import { REASONS, SEAL_DECISION_REASONS } from '../../../../chaincode/model/reasons.js';
import { jsonBody } from '../../body/body.js';
import { SAMPLE_SEAL } from '../samples.js';
import { byDigest, byUscc } from '../shared.js';

const millimetres = z.int().min(1).max(1000);
const MAX_PICTURE_BYTES = 262_144;
const esId = z.string().regex(/^[0-9A-Za-z.-]{1,64}$/);
const pictureType = z.string().regex(/^[A-Za-z0-9]{1,8}$/);

export const applyRequest = {
  path: byUscc,
  body: jsonBody(
    z
      .strictObject({
        esId,
        name: text(200),
        sealClass: z.enum(SEAL_CLASSES),
        picture: z.strictObject({
          type: pictureType,
          data: bytes(MAX_PICTURE_BYTES),
          width: millimetres,
          height: millimetres,
        }),
        validFrom: time,
        validUntil: time,
        reason: z.enum(REASONS['seal-apply']),
        replaces: z.exactOptional(digest),
        /** The decision on which it rests, as the authority's files call it. */
        basis: text(200),
      })
      .meta({ examples: [SAMPLE_SEAL] }),
  ),
};

export const listRequest = { query: z.strictObject({ authority: z.exactOptional(uscc) }) };
export const oneRequest = { path: byDigest };

const decision = <D extends keyof typeof SEAL_DECISION_REASONS>(to: D) =>
  z.strictObject({ decision: z.literal(to), reason: z.enum(SEAL_DECISION_REASONS[to]) });
export const decideRequest = {
  path: byDigest,
  body: jsonBody(
    z
      .discriminatedUnion('decision', [decision('approved'), decision('rejected')])
      .meta({ examples: [{ decision: 'approved', reason: 'requirements-met' }] }),
  ),
};

export const applicationView = z.object({
  digest,
  authority: uscc,
  esId,
  name: z.string(),
  sealClass: z.enum(SEAL_CLASSES),
  validFrom: time,
  validUntil: time,
  reason: z.enum(REASONS['seal-apply']),
  basis: z.string(),
  picture: z.object({ type: pictureType, digest, width: z.int(), height: z.int() }),
  state: z.enum(['applied', 'approved', 'rejected', 'made', 'filed']),
  version: z.int(),
  replaces: digest.optional(),
  seal: digest.optional(),
});
export const applicationList = z.object({ items: z.array(applicationView) });
