import { z } from 'zod';
import { licenceTypeDefinition } from '../../../../chaincode/model/licence-type.js';
import { domainCode, licenceTypeCode } from '../../../../chaincode/model/primitives.js';
import { jsonBody } from '../../body/body.js';

export const registerRequest = {
  body: jsonBody(
    z.strictObject({ definition: licenceTypeDefinition }).meta({
      examples: [
        {
          definition: {
            code: '111100000000131431001',
            name: { zh: '样例许可证', en: 'Sample licence' },
            holderKind: 'organisation',
            validity: 'fixed-term',
            fields: [
              {
                name: 'KZ_scope',
                label: { zh: '经营范围', en: 'Scope' },
                kind: 'text',
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
