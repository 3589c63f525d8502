import { z } from 'zod';
import { domainCode } from '../../../../chaincode/model/primitives.js';

export const domainList = z.object({
  items: z.array(
    z.object({
      domain: domainCode,
      name: z.object({ zh: z.string(), en: z.string() }),
      state: z.string(),
      version: z.int(),
      gateways: z.array(z.string()),
    }),
  ),
});
