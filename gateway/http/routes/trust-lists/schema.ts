import { z } from 'zod';
import { domainCode, signature } from '../../../../chaincode/model/primitives.js';
import { trustList, trustListBody } from '../../../../chaincode/model/trust-list.js';
import { jsonBody } from '../../body/body.js';
import { decimal } from '../shared.js';

/** Lists hold every version of every domain's roots and types. */
const LIST_LIMIT = 33_554_432;

export const signRequest = { body: jsonBody(z.strictObject({ list: trustListBody }), LIST_LIMIT) };
/** The list itself is the body: what is published here is what is read below. */
export const publishRequest = { body: jsonBody(trustList, LIST_LIMIT) };
export const readRequest = {
  path: z.strictObject({ sequence: z.union([z.literal('latest'), decimal(Number.MAX_SAFE_INTEGER)]) }),
};

export const listSignature = z.object({ domain: domainCode, signature });
export const published = z.object({ sequence: z.int() });
