import type { LicenceTypeDefinition } from '../../../chaincode/model/licence-type.js';
import {
  BUSINESS_LICENCE,
  REAL_ESTATE_CERTIFICATE,
  ROAD_TRANSPORT_QUALIFICATION,
} from '../../../fixtures/licence-types.js';
import { PROVINCES, provincialAuthority } from '../../../fixtures/provinces.js';
import { agree, publishTrustList, registerAuthority, registerTypes } from '../fill-registry.js';
import { foundNetwork } from '../found-network.js';
import type { Provinces } from '../provinces.js';
import { ISSUERS } from './cast.js';
import { DONE, type Stepper } from './step.js';

const GUANGDONG = 'Guangdong';

/** Three trust domains, their registries, their agreements, and the trust list that follows. */
export async function found(provinces: Provinces, step: Stepper): Promise<void> {
  await step('three provinces found their network', 'Guangdong, Hunan, Guizhou', { verdict: 'done' }, async () => {
    await foundNetwork(provinces);
    return DONE;
  });
  await step('licence types registered', GUANGDONG, { verdict: 'done' }, async () => {
    await registerTypes(provinces, ownerOf);
    return DONE;
  });
  await step(
    'authorities, keys, rights and seals registered',
    'Guangdong, Hunan, Guizhou',
    { verdict: 'done' },
    async () => {
      const elsewhere = ['43', '52'].map((domain) => provincialAuthority(domain, 'market-regulation'));
      for (const authority of [...ISSUERS, ...elsewhere])
        await registerAuthority(provinces.of(authority.domain), authority);
      return DONE;
    },
  );
  await step(
    'recognition agreements signed by both sides',
    'Guangdong, Hunan, Guizhou',
    { verdict: 'done' },
    async () => {
      const from44 = (recognising: string, type: LicenceTypeDefinition) => ({
        issuing: '44',
        recognising,
        licenceType: type.typeCode,
      });
      await agree(provinces, { ...from44('43', BUSINESS_LICENCE), decision: 'accept' });
      await agree(provinces, { ...from44('43', REAL_ESTATE_CERTIFICATE), decision: 'accept' });
      await agree(provinces, { ...from44('43', ROAD_TRANSPORT_QUALIFICATION), decision: 'accept' });
      await agree(provinces, {
        ...from44('52', BUSINESS_LICENCE),
        decision: 'accept-with-note',
        note: '须核对经营场所（合成）',
      });
      await agree(provinces, { ...from44('52', REAL_ESTATE_CERTIFICATE), decision: 'refuse' });
      return DONE;
    },
  );
  await step(
    'trust list signed by a majority and published',
    'Guangdong, Hunan, Guizhou',
    { verdict: 'done' },
    async () => {
      await settled(provinces);
      await publishTrustList(provinces);
      return DONE;
    },
  );
}

function ownerOf(type: LicenceTypeDefinition): string {
  const defining = type.typeCode.slice(0, 18);
  return PROVINCES.find(({ authorities }) => authorities.some(({ uscc }) => uscc === defining))?.domain ?? '';
}

/** Every gateway has followed the ledger to where the first one stands. */
async function settled(provinces: Provinces): Promise<void> {
  const until = Date.now() + 10_000;
  const agreements = async () =>
    Promise.all(
      provinces.all.map(async (province) => {
        const page = await province
          .as(province.domain, 'governance')
          .get<{ items: unknown[] }>('/v1/recognition-agreements');
        return page.items.length;
      }),
    );
  while (Date.now() < until && !(await agreements()).every((count) => count === 5)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
