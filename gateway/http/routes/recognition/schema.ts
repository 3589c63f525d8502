import { z } from 'zod';
import { agreementTerms } from '../../../../chaincode/model/command.js';
import { jsonBody } from '../../body/body.js';
import { SAMPLE_TYPE } from '../samples.js';
import { committed } from '../shared.js';

export const signRequest = {
  body: jsonBody(
    z.strictObject({ terms: agreementTerms }).meta({
      examples: [
        {
          terms: {
            issuing: '44',
            recognising: '43',
            licenceType: SAMPLE_TYPE,
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
