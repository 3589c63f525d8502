import type { AgreementTerms } from '../../chaincode/model/command.js';
import type { LicenceTypeDefinition } from '../../chaincode/model/licence-type.js';
import type { TrustList, TrustListBody } from '../../chaincode/model/trust-list.js';
import { LICENCE_TYPES, licenceTypesOf } from '../../fixtures/licence-types.js';
import type { FixtureAuthority } from '../../fixtures/provinces.js';
import { type FixtureSeal, sealOfAuthority } from '../../fixtures/seals.js';
import { encodeBase64url } from '../../pki/encoding/base64url.js';
import { dayOf, formatTime } from '../../pki/encoding/times.js';
import type { Province, Provinces } from './provinces.js';

const YEAR_MS = 365 * 24 * 3600_000;

/** Each type is registered by the province to which its defining authority belongs. */
export async function registerTypes({ all }: Provinces, owner: (type: LicenceTypeDefinition) => string): Promise<void> {
  for (const definition of LICENCE_TYPES) {
    const province = all.find(({ domain }) => domain === owner(definition));
    if (province === undefined) throw new Error(`nobody defines ${definition.typeCode}`);
    await province.as(province.domain, 'governance').post('/v1/types', { definition });
  }
}

/** Registers an authority with its keys, certificates, rights and seal. */
export async function registerAuthority(
  province: Province,
  authority: FixtureAuthority,
  seal: FixtureSeal = sealOfAuthority(authority.uscc),
): Promise<void> {
  const governance = province.as(province.domain, 'governance');
  await governance.post('/v1/authorities', { uscc: authority.uscc, name: authority.name.zh });
  await governance.post(`/v1/authorities/${authority.uscc}/equipment`);
  for (const type of licenceTypesOf(authority)) {
    await governance.put(`/v1/authorities/${authority.uscc}/rights/${type}`);
  }
  const picture = seal.picture();
  const now = Date.now();
  await governance.post('/v1/seals', {
    authority: authority.uscc,
    esId: seal.esId,
    name: seal.name,
    sealClass: 'statutory-name',
    picture: { type: 'PNG', data: encodeBase64url(picture.data), width: picture.width, height: picture.height },
    validFrom: formatTime(now - 60_000),
    validUntil: formatTime(now + 3 * YEAR_MS),
  });
}

export type Decision = { decision: AgreementTerms['decision']; note?: string };

/** Both sides sign the same terms. */
export async function agree(
  provinces: Provinces,
  about: { issuing: string; recognising: string; licenceType: string } & Decision,
): Promise<void> {
  const terms: AgreementTerms = {
    ...about,
    sealClass: 'statutory-name',
    from: dayOf(Date.now() - 24 * 3600_000),
    version: 1,
  };
  for (const domain of [about.issuing, about.recognising]) {
    await provinces.of(domain).as(domain, 'governance').post('/v1/recognition-agreements', { terms });
  }
}

/** One gateway proposes the next list; those that derive the same from their own nodes sign it; everybody gets it. */
export async function publishTrustList({ all }: Provinces): Promise<TrustList> {
  const [proposer] = all;
  if (proposer === undefined) throw new Error('a network has members');
  const list = await proposer.as(proposer.domain, 'governance').post<TrustListBody>('/v1/trust-lists/proposals');
  const answers = await Promise.allSettled(
    all.map((province) =>
      province
        .as(province.domain, 'governance')
        .post<{ domain: string; signature: string }>('/v1/trust-lists/signatures', { list }),
    ),
  );
  const signatures = answers
    .flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
    .sort((a, b) => (a.domain < b.domain ? -1 : 1));
  const refused = answers.find((answer) => answer.status === 'rejected');
  if (signatures.length <= all.length / 2) throw refused?.reason ?? new Error('no majority signed the list');
  const signed: TrustList = { list, signatures };
  for (const province of all) await province.as(province.domain, 'governance').post('/v1/trust-lists', signed);
  return signed;
}
