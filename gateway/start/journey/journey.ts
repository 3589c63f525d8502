import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LicenceTypeDefinition } from '../../../chaincode/model/licence-type.js';
import type { TrustList } from '../../../chaincode/model/trust-list.js';
import {
  BUSINESS_LICENCE,
  REAL_ESTATE_CERTIFICATE,
  ROAD_TRANSPORT_QUALIFICATION,
} from '../../../fixtures/licence-types.js';
import { PROVINCES, provincialAuthority } from '../../../fixtures/provinces.js';
import { dayOf, formatTime } from '../../../pki/encoding/times.js';
import type { Evidence } from '../../domain/evidence/evidence.js';
import { walkTrustLists } from '../../domain/trust/walk.js';
import { policyOf } from '../../domain/verification/policy.js';
import { createVerifier } from '../../domain/verification/verify.js';
import { agree, publishTrustList, registerAuthority, registerTypes } from '../fill-registry.js';
import { foundNetwork } from '../found-network.js';
import type { Provinces } from '../provinces.js';
import { type Cast, CITY_MARKET, castOf, ISSUERS, LAND, MARKET, orderFor, TRANSPORT } from './cast.js';
import { forgeries } from './forgeries.js';
import { createStepper, DONE, type Expectation, outcomeOf, type Stepper, type Tell } from './step.js';

const GUANGDONG = 'Guangdong';
const HUNAN = 'Hunan window';
const GUIZHOU = 'Guizhou window';
const STRANGER = 'a stranger, offline';
const DAY_MS = 24 * 3600_000;

/** The whole life of a licence. Answers whether every step ended as it must; leaves the evidence in `out`, where it is given. */
export async function playJourney(provinces: Provinces, tell: Tell, out?: string): Promise<boolean> {
  let allAsTheyMust = true;
  const step = createStepper((result) => {
    allAsTheyMust &&= result.asItMust;
    tell(result);
  });
  const cast = castOf(provinces);
  const evidence = new Map<string, Evidence>();

  await found(provinces, step);
  if (!allAsTheyMust) return false;
  const lists = await cast.trustLists('43');
  await liveAndDie(provinces, cast, step, evidence, lists);
  if (out !== undefined) await leave(out, evidence, lists);
  return allAsTheyMust;
}

async function found(provinces: Provinces, step: Stepper): Promise<void> {
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

async function liveAndDie(
  provinces: Provinces,
  cast: Cast,
  step: Stepper,
  kept: Map<string, Evidence>,
  lists: readonly TrustList[],
): Promise<void> {
  const verifier = createVerifier();
  const offline = (evidence: unknown, at: number, given: readonly TrustList[] = lists) =>
    outcomeOf(
      verifier.verifyEvidence({
        evidence,
        trust: walkTrustLists(given),
        policy: policyOf(),
        at: formatTime(at),
        now: formatTime(at),
      }),
    );
  const judged = (name: string, actor: string, domain: string, expected: Expectation, evidence: () => unknown) =>
    step(name, actor, expected, async () => outcomeOf(await cast.verify(domain, evidence())));

  let business = '';
  let mine: Evidence | undefined;
  await step('a sealed business licence issued and anchored', GUANGDONG, { verdict: 'done' }, async () => {
    business = await cast.issue(MARKET, orderFor(MARKET, 'business'));
    mine = await cast.evidenceOf(MARKET, business);
    kept.set('business-licence', mine);
    return DONE;
  });
  await step('the same order sent again meets its own licence', GUANGDONG, { verdict: 'done' }, async () =>
    (await cast.issue(MARKET, orderFor(MARKET, 'business'))) === business
      ? DONE
      : { verdict: 'refused', codes: ['ANOTHER_LICENCE'] },
  );
  if (mine === undefined) return;
  const good = mine;

  await judged('verified on its own node', HUNAN, '43', { verdict: 'valid' }, () => good);
  await judged(
    'verified on its own node, with a note',
    GUIZHOU,
    '52',
    { verdict: 'valid', code: 'RECOGNISED_WITH_NOTE' },
    () => good,
  );
  await step('verified with nothing but the trust list', STRANGER, { verdict: 'valid' }, async () =>
    offline(good, Date.now()),
  );

  const sister = await cast.evidenceOf(MARKET, await cast.issue(MARKET, orderFor(MARKET, 'sister')));
  const foreign = await cast.evidenceOf(CITY_MARKET, await cast.issue(CITY_MARKET, orderFor(CITY_MARKET, 'foreign')));
  kept.set('business-licence-2', sister);
  kept.set('business-licence-city', foreign);
  for (const { step: name, make, ...expected } of forgeries(good, sister, foreign)) {
    await judged(name, HUNAN, '43', expected, make);
  }
  await step(
    'a field hidden that the policy wants',
    HUNAN,
    { verdict: 'indeterminate', code: 'FIELD_HIDDEN' },
    async () => outcomeOf(await cast.verify('43', await cast.evidenceOf(MARKET, business, '?reveal=ZZMC,ZZBH'))),
  );
  await step('status older than the policy', STRANGER, { verdict: 'indeterminate', code: 'STATUS_STALE' }, async () =>
    offline(good, Date.now() + 2 * DAY_MS),
  );
  await step(
    'a trust list signed by one domain alone',
    STRANGER,
    { verdict: 'indeterminate', code: 'TRUST_NOT_MAJORITY' },
    async () =>
      offline(
        good,
        Date.now(),
        lists.map((each, at) => (at === 0 ? each : { ...each, signatures: each.signatures.slice(0, 1) })),
      ),
  );

  await step('a real-estate certificate issued', GUANGDONG, { verdict: 'done' }, async () => {
    kept.set('real-estate-certificate', await cast.evidenceOf(LAND, await cast.issue(LAND, orderFor(LAND, 'estate'))));
    return DONE;
  });
  await judged('recognised in Hunan', HUNAN, '43', { verdict: 'valid' }, () => kept.get('real-estate-certificate'));
  await judged('not recognised in Guizhou', GUIZHOU, '52', { verdict: 'invalid', code: 'RECOGNITION_REFUSED' }, () =>
    kept.get('real-estate-certificate'),
  );

  await step('a road-transport qualification that has expired', GUANGDONG, { verdict: 'done' }, async () => {
    const from = dayOf(Date.now() - 700 * DAY_MS);
    const past = { issuedOn: from, validFrom: from, validUntil: dayOf(Date.now() - 2 * DAY_MS) };
    kept.set(
      'expired-qualification',
      await cast.evidenceOf(TRANSPORT, await cast.issue(TRANSPORT, orderFor(TRANSPORT, 'expired', past))),
    );
    return DONE;
  });
  await judged('expired', HUNAN, '43', { verdict: 'invalid', code: 'LICENCE_EXPIRED' }, () =>
    kept.get('expired-qualification'),
  );

  const change = (name: string, verb: string, reason: string) =>
    step(name, GUANGDONG, { verdict: 'done' }, async () => {
      await cast.officer(MARKET).post(`/v1/licences/${business}/${verb}`, { reason });
      return DONE;
    });
  await change('the licence suspended', 'suspend', 'under-investigation');
  await judged('suspended', HUNAN, '43', { verdict: 'invalid', code: 'LICENCE_SUSPENDED' }, () => good);
  await judged('suspended', GUIZHOU, '52', { verdict: 'invalid', code: 'LICENCE_SUSPENDED' }, () => good);
  await change('the licence resumed', 'resume', 'suspension-lifted');
  await judged('valid again', HUNAN, '43', { verdict: 'valid' }, () => good);

  await step('reissued after a change: version 2', GUANGDONG, { verdict: 'done' }, async () => {
    const first = sister.document.licenceId;
    const order = orderFor(MARKET, 'sister', { idempotencyKey: 'journey-reissue' });
    const next = await cast
      .officer(MARKET)
      .post<{ licenceId: string }>(`/v1/licences/${first}/reissue`, { reason: 'change', order });
    kept.set('business-licence-2-version-2', await cast.evidenceOf(MARKET, next.licenceId));
    return DONE;
  });
  await judged('version 1 superseded', HUNAN, '43', { verdict: 'invalid', code: 'LICENCE_SUPERSEDED' }, () => sister);
  await judged('version 2 valid', HUNAN, '43', { verdict: 'valid' }, () => kept.get('business-licence-2-version-2'));

  await step('Guangdong’s gateway and database stopped', GUANGDONG, { verdict: 'done' }, async () => {
    await provinces.of('44').stopGateway();
    return DONE;
  });
  await judged('verified while Guangdong is down', HUNAN, '43', { verdict: 'valid' }, () => good);
  await judged('verified while Guangdong is down', GUIZHOU, '52', { verdict: 'valid' }, () => good);
  await step('Guangdong is back', GUANGDONG, { verdict: 'done' }, async () => {
    await provinces.of('44').startGateway();
    return DONE;
  });

  await change('the licence revoked', 'revoke', 'serious-violation');
  await judged('revoked', HUNAN, '43', { verdict: 'invalid', code: 'LICENCE_REVOKED' }, () => good);
  await judged('revoked', GUIZHOU, '52', { verdict: 'invalid', code: 'LICENCE_REVOKED' }, () => good);
  await step(
    'revoked, by evidence with a fresh status',
    STRANGER,
    { verdict: 'invalid', code: 'LICENCE_REVOKED' },
    async () => {
      const revoked = await cast.evidenceOf(MARKET, business);
      kept.set('business-licence-revoked', revoked);
      return offline(revoked, Date.now());
    },
  );
  await step(
    'evidence from before the revocation, a day later',
    STRANGER,
    { verdict: 'indeterminate', code: 'STATUS_STALE' },
    async () => offline(good, Date.now() + DAY_MS + 60_000),
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

/** The trust list and the evidence of every licence, to try `yinxin verify` on. */
async function leave(
  folder: string,
  evidence: ReadonlyMap<string, Evidence>,
  lists: readonly TrustList[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'trust-list.json'), JSON.stringify({ format: 'yinxin/trust-store/v1', lists }, null, 2));
  for (const [name, content] of evidence)
    await writeFile(join(folder, `${name}.json`), JSON.stringify(content, null, 2));
}
