import { z } from 'zod';
import { blockStatement } from '../../../../chaincode/model/block-statement.js';
import { domainCode } from '../../../../chaincode/model/primitives.js';
import { jsonBody } from '../../body/body.js';
import { decimal } from '../shared.js';

const MAX_STATEMENTS = 1000;
/** Leaves of one status statement. */
const MAX_KEYS = 64;

export const statementsRequest = {
  query: z.strictObject({
    domain: domainCode.exactOptional(),
    from: z.union([z.literal('latest'), decimal(Number.MAX_SAFE_INTEGER)]),
    limit: decimal(MAX_STATEMENTS)
      .refine((limit) => limit > 0)
      .prefault('100'),
  }),
};
export const statusRequest = {
  body: jsonBody(
    z
      .strictObject({ keys: z.array(z.string().min(1).max(256)).min(1).max(MAX_KEYS) })
      .meta({ examples: [{ keys: [`seal/${'0'.repeat(64)}`] }] }),
  ),
};

export const statementList = z.object({ items: z.array(blockStatement) });
