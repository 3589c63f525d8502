import { z } from 'zod';
import { licenceTypeDefinition } from '../../../../chaincode/model/licence-type.js';
import { domainCode, licenceTypeCode } from '../../../../chaincode/model/primitives.js';
import { jsonBody } from '../../body/body.js';
import { SAMPLE_TYPE } from '../samples.js';

export const registerRequest = {
  body: jsonBody(
    z.strictObject({ definition: licenceTypeDefinition }).meta({
      examples: [
        {
          definition: {
            typeCode: SAMPLE_TYPE,
            name: { zh: '样例许可证', en: 'Sample licence' },
            holders: { category: 'organisation', max: 1 },
            validity: { kind: 'fixed-term', maxYears: 5 },
            fields: [
              {
                name: 'KZ_scope',
                label: { zh: '经营范围', en: 'Scope' },
                type: 'text',
                required: true,
                maxLength: 400,
              },
            ],
          },
        },
      ],
    }),
  ),
};

export const typeList = z.object({
  items: z.array(
    z.object({ code: licenceTypeCode, domain: domainCode, version: z.int(), definition: licenceTypeDefinition }),
  ),
});
