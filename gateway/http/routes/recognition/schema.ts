import { z } from 'zod';
import { agreementTerms } from '../../../../chaincode/model/command.js';
import { jsonBody } from '../../body/body.js';
import { committed } from '../shared.js';

export const signRequest = {
  body: jsonBody(
    z.strictObject({ terms: agreementTerms }).meta({
      examples: [
        {
          terms: {
            issuing: '11',
            recognising: '31',
            licenceType: '111100000000131431001',
            sealClass: 'statutory-name',
            decision: 'accept',
            from: '2026-12-01',
            version: 1,
          },
        },
      ],
    }),
  ),
};

export const agreementList = z.object({
  items: z.array(z.object({ id: z.string(), version: z.int(), terms: agreementTerms })),
});
export const signedAgreement = committed.extend({ inForce: z.boolean() });
