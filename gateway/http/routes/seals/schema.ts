import { z } from 'zod';
import { bytes, digest, text, time, uscc } from '../../../../chaincode/model/primitives.js';
import { SEAL_STATE_REASONS } from '../../../../chaincode/model/reasons.js';
import { SEAL_RECORD_STATES } from '../../../../chaincode/model/records.js';
import { jsonBody } from '../../body/body.js';
import { SAMPLE_AUTHORITY } from '../samples.js';
import { byDigest } from '../shared.js';

const millimetres = z.int().min(1).max(1000);
const MAX_PICTURE_BYTES = 262_144;

export const listRequest = { query: z.strictObject({ authority: z.exactOptional(uscc) }) };

export const makeRequest = {
  body: jsonBody(
    z
      .strictObject({
        authority: uscc,
        esId: z.string().regex(/^[0-9A-Za-z.-]{1,64}$/),
        name: text(200),
        sealClass: z.enum(['statutory-name', 'finance', 'invoice', 'contract']),
        /** `type` as GB/T 38540 spells it; `data` in base64url. */
        picture: z.strictObject({
          type: z.string().regex(/^[A-Za-z0-9]{1,8}$/),
          data: bytes(MAX_PICTURE_BYTES),
          width: millimetres,
          height: millimetres,
        }),
        validFrom: time,
        validUntil: time,
      })
      .meta({
        examples: [
          {
            authority: SAMPLE_AUTHORITY,
            esId: '11000000000001',
            name: '样例机关印章',
            sealClass: 'statutory-name',
            picture: { type: 'PNG', data: 'iVBORw0KGgo', width: 42, height: 42 },
            validFrom: '2026-11-21T00:00:00.000Z',
            validUntil: '2031-11-21T00:00:00.000Z',
          },
        ],
      }),
  ),
};

const changeTo = <S extends keyof typeof SEAL_STATE_REASONS>(state: S) =>
  z.strictObject({
    state: z.literal(state),
    reason: z.enum(SEAL_STATE_REASONS[state]),
    distrustFrom: z.exactOptional(time),
  });

export const changeRequest = {
  path: byDigest,
  body: jsonBody(
    z
      .discriminatedUnion('state', [changeTo('active'), changeTo('frozen'), changeTo('lost'), changeTo('cancelled')])
      .meta({ examples: [{ state: 'frozen', reason: 'under-investigation' }] }),
  ),
};

export const sealView = z.object({
  digest,
  authority: uscc,
  esId: z.string(),
  sealClass: z.string(),
  state: z.enum(SEAL_RECORD_STATES),
  version: z.int(),
  validFrom: time,
  validUntil: time,
  makerCertificate: digest,
  signerCertificates: z.array(digest),
  distrustFrom: time.optional(),
  application: digest.optional(),
  replaces: digest.optional(),
});
export const sealList = z.object({ items: z.array(sealView) });
