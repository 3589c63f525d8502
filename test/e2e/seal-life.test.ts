import { expect } from 'chai';
import { BUSINESS_LICENCE } from '../../fixtures/licence-types.js';
import { generateOrders } from '../../fixtures/orders.js';
import { PROVINCES } from '../../fixtures/provinces.js';
import { sealOfAuthority } from '../../fixtures/seals.js';
import type { Role } from '../../gateway/domain/policy/actor.js';
import { type Client, createClient } from '../../gateway/start/client.js';
import { registerAuthority } from '../../gateway/start/fill-registry.js';
import { encodeBase64url } from '../../pki/encoding/base64url.js';
import { formatTime } from '../../pki/encoding/times.js';
import {
  eventually,
  inDatabase,
  type Line,
  type LiveNetwork,
  onLedger,
  startLiveNetwork,
} from '../support/live-network.js';

type Application = { digest: string; state: string; seal?: string };
type Seal = { digest: string; state: string; esId: string; version: number };
type Report = { verdict: string; codes: string[] };

const HOUR_MS = 3_600_000;

describe('the life of a seal, by two persons', function () {
  this.timeout(120_000);
  const authority = PROVINCES.find(({ domain }) => domain === '44')?.authorities.findLast(
    ({ division, isProvincial }) => division === 'market-regulation' && !isProvincial,
  );
  if (authority === undefined) throw new Error('the province has bureaux');
  const { uscc } = authority;
  let network: LiveNetwork;
  before(async () => {
    // One of its own: a journal whose database another test has restored is rightly told to be shorter than what the ledger has of it.
    network = await startLiveNetwork();
    await registerAuthority(network.of('44'), authority);
  });
  after(() => network.stop());

  /** Somebody by name, with a token of one tenant. */
  const person = (subject: string, tenant: string, ...roles: Role[]): Client =>
    createClient(network.of('44').address, async () => {
      const response = await fetch(network.of('44').tokenAddress(tenant), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ subject, roles, lifetimeSeconds: 600 }),
      });
      const answer: { token: string } = JSON.parse(await response.text());
      return answer.token;
    });
  const all: Role[] = ['seal-approver', 'seal-maker', 'seal-filer', 'governance', 'auditor'];
  const applicant = (name: string) => person(name, uscc, 'seal-applicant', 'registrar', 'auditor');
  const official = (name: string) => person(name, '44', ...all);
  const service = () => person('synthetic-service', uscc, 'issuer', 'registrar', 'auditor');

  const codeOf = async (work: Promise<unknown>): Promise<string | undefined> => {
    const error: unknown = await work.then(
      () => undefined,
      (cause: unknown) => cause,
    );
    return error === undefined ? undefined : String(Reflect.get(error as object, 'code'));
  };
  const apply = (by: Client, esId: string, more: { reason?: string; replaces?: string } = {}) => {
    const picture = sealOfAuthority(uscc).picture();
    return by.post<Application>(`/v1/authorities/${uscc}/seal-applications`, {
      esId,
      name: sealOfAuthority(uscc).name,
      sealClass: 'statutory-name',
      picture: { type: 'PNG', data: encodeBase64url(picture.data), width: picture.width, height: picture.height },
      validFrom: formatTime(Date.now() - 60_000),
      validUntil: formatTime(Date.now() + 24 * HOUR_MS),
      reason: 'initial',
      basis: 'SYNTHETIC-DECISION-1',
      ...more,
    });
  };
  const step = <T = Application>(by: Client, { digest }: { digest: string }, what: 'decision' | 'seal' | 'filing') =>
    by.post<T>(
      `/v1/seal-applications/${digest}/${what}`,
      what === 'decision' ? { decision: 'approved', reason: 'requirements-met' } : undefined,
    );
  const change = (by: Client, { digest }: { digest: string }, state: string, reason: string, more = {}) =>
    by.post<Seal>(`/v1/seals/${digest}/state`, { state, reason, ...more });
  const grant = (
    by: Client,
    { digest }: { digest: string },
    limit: number,
    until = Date.now() + HOUR_MS,
    caller = 'synthetic-service',
  ) =>
    by.post<{ digest: string; used: number }>(`/v1/seals/${digest}/grants`, {
      caller,
      limit,
      from: formatTime(Date.now() - 1000),
      until: formatTime(until),
    });
  const issue = async (seed: string, count: number): Promise<Line[]> =>
    (await service().postRows(
      `/v1/authorities/${uscc}/licences/batch`,
      generateOrders({ seed, count, type: BUSINESS_LICENCE, authority }),
    )) as Line[];
  /** One person applies and makes, the other approves and files; the first puts it into use. */
  const newSeal = async (esId: string, more = {}): Promise<Seal> => {
    const application = await apply(applicant('anna'), esId, more);
    await step(official('bo'), application, 'decision');
    await step(official('anna'), application, 'seal');
    const seal = await step<Seal>(official('bo'), application, 'filing');
    return change(official('anna'), seal, 'active', 'put-into-use');
  };
  /** The authority's only seal in use, once the projection says so. */
  const sealInUse = (digest?: string): Promise<Seal> =>
    eventually('the seal in use', async () => {
      const { items } = await official('bo').get<{ items: Seal[] }>(`/v1/seals?authority=${uscc}`);
      const active = items.filter(({ state }) => state === 'active');
      return active.length === 1 && (digest === undefined || active[0]?.digest === digest) && active[0];
    });

  let old: Seal;
  let seal: Seal;

  it('refuses every step to whoever took the one before, whatever his roles, and goes on by the other', async () => {
    old = await sealInUse();
    const application = await apply(applicant('anna'), `${old.esId}-n`, {
      reason: 'replacement',
      replaces: old.digest,
    });
    expect(application.state).to.equal('applied');
    expect(await codeOf(step(official('anna'), application, 'decision'))).to.equal('SECOND_PERSON_NEEDED');
    expect(await codeOf(step(official('anna'), application, 'seal'))).to.equal('SEAL_APPLICATION_CONFLICT');
    expect((await step(official('bo'), application, 'decision')).state).to.equal('approved');
    expect(await codeOf(step(official('bo'), application, 'seal'))).to.equal('SECOND_PERSON_NEEDED');
    const made = await step(official('anna'), application, 'seal');
    expect(made).to.include({ state: 'made' });
    expect(await codeOf(step(official('anna'), application, 'filing'))).to.equal('SECOND_PERSON_NEEDED');
    seal = await step<Seal>(official('bo'), application, 'filing');
    expect(seal).to.include({ state: 'filed', digest: made.seal });
    expect(await codeOf(change(official('bo'), seal, 'active', 'put-into-use'))).to.equal('SECOND_PERSON_NEEDED');
    await sealInUse(old.digest);
    seal = await change(official('anna'), seal, 'active', 'put-into-use');
    await sealInUse(seal.digest);
    const { items } = await official('bo').get<{ items: Seal[] }>(`/v1/seals?authority=${uscc}`);
    expect(items.find(({ digest }) => digest === old.digest)?.state).to.equal('remade');
  });

  it('lets nobody make a seal for the authority alone any more', async () => {
    const picture = sealOfAuthority(uscc).picture();
    const direct = official('bo').post('/v1/seals', {
      authority: uscc,
      esId: 'alone',
      name: '合成印章',
      sealClass: 'finance',
      picture: { type: 'PNG', data: encodeBase64url(picture.data), width: picture.width, height: picture.height },
      validFrom: formatTime(Date.now()),
      validUntil: formatTime(Date.now() + HOUR_MS),
    });
    expect(await codeOf(direct)).to.equal('SEAL_APPLICATION');
  });

  it('has no person on the ledger, in clear or in common between applications', async () => {
    const other = await apply(applicant('anna'), `${old.esId}-other`);
    const rows = await onLedger(network, (sql) => sql("SELECT record FROM ledger_state WHERE key LIKE 'seal%'"));
    const texts = rows.map(({ record }) => String(record));
    for (const text of texts) expect(text).not.to.match(/anna|"bo"|SYNTHETIC-DECISION/);
    const applicants = texts.flatMap((text) => /"applicant":"([0-9a-f]{64})"/.exec(text)?.[1] ?? []);
    expect(new Set(applicants).size).to.equal(applicants.length).and.to.be.greaterThan(1);
    const rejected = await official('bo').post<Application>(`/v1/seal-applications/${other.digest}/decision`, {
      decision: 'rejected',
      reason: 'duplicate',
    });
    expect(rejected.state).to.equal('rejected');
    expect(await codeOf(step(official('anna'), other, 'seal'))).to.equal('SEAL_APPLICATION_CONFLICT');
  });

  it('shows an application to its authority and the domain, and to no other authority', async () => {
    const { items } = await applicant('anna').get<{ items: Application[] }>('/v1/seal-applications');
    const [mine] = items;
    if (mine === undefined) throw new Error('no application');
    expect((await official('bo').get<Application>(`/v1/seal-applications/${mine.digest}`)).digest).to.equal(
      mine.digest,
    );
    const abroad = network.of('44').as('11440000YX44N0004H', 'seal-applicant');
    expect(await codeOf(abroad.get(`/v1/seal-applications/${mine.digest}`))).to.equal('SEAL_APPLICATION_NOT_FOUND');
    expect(await codeOf(abroad.get(`/v1/seal-applications?authority=${uscc}`))).to.equal('FORBIDDEN');
    expect((await abroad.get<{ items: unknown[] }>('/v1/seal-applications')).items).to.deep.equal([]);
  });

  it('seals nothing automatically that nobody granted, and nobody grants it to himself', async () => {
    expect((await issue('seal-life-none', 2)).map(({ code }) => code)).to.deep.equal([
      'SEAL_USE_NOT_GRANTED',
      'SEAL_USE_NOT_GRANTED',
    ]);
    expect(await codeOf(grant(official('synthetic-service'), seal, 1))).to.equal('SECOND_PERSON_NEEDED');
    expect(await codeOf(grant(official('bo'), { digest: '0'.repeat(64) }, 1))).to.equal('SEAL_NOT_FOUND');
    expect(await codeOf(grant(official('bo'), seal, 1, Date.now() - HOUR_MS))).to.equal('INVALID_REQUEST');
  });

  it('seals automatically as much as was granted, by calls at once too, and loses no order', async () => {
    await grant(official('bo'), seal, 10);
    const batches = await Promise.all([1, 2, 3, 4].map((at) => issue(`seal-life-${at}`, 4)));
    const lines = batches.flat();
    expect(lines.filter(({ licenceId }) => licenceId !== undefined)).to.have.length(10);
    expect(lines.filter(({ code }) => code === 'SEAL_QUOTA_EXHAUSTED')).to.have.length(6);
    await grant(official('bo'), seal, 100);
    const again = (await Promise.all([1, 2, 3, 4].map((at) => issue(`seal-life-${at}`, 4)))).flat();
    expect(again.filter(({ repeated }) => repeated === true)).to.have.length(10);
    expect(again.filter(({ repeated }) => repeated === false)).to.have.length(6);
    const { items } = await official('bo').get<{ items: { used: number; limit: number }[] }>(
      `/v1/seals/${seal.digest}/grants`,
    );
    expect(items.map(({ used }) => used).sort((a, b) => a - b)).to.deep.equal([6, 10]);
  });

  it('seals nothing on a grant that a row of the database has changed', async () => {
    const altered = await inDatabase(network, '44', (sql) =>
      sql(`UPDATE seal_grant SET mac = '${'0'.repeat(64)}' RETURNING digest`),
    );
    expect(altered).to.have.length(2);
    expect((await issue('seal-life-altered', 1))[0]?.code).to.equal('SEAL_USE_NOT_GRANTED');
    await grant(official('bo'), seal, 100);
  });

  it('leaves a record of every step and use, which the ledger vouches for', async () => {
    const { items } = await official('bo').get<{
      items: {
        record: { use: { action: string; subject: string; result: string; document?: string; basis: string } };
      }[];
    }>(`/v1/seal-uses?authority=${uscc}&limit=1000`);
    const uses = items.map(({ record }) => record.use);
    const done = (action: string) => uses.filter((use) => use.action === action && use.result === 'done');
    expect(done('approve').map(({ subject }) => subject)).to.deep.equal(['bo']);
    expect(done('make').map(({ subject }) => subject)).to.deep.equal(['anna']);
    expect(done('put-into-use')).to.have.length(1);
    expect(uses.filter(({ result }) => result === 'SECOND_PERSON_NEEDED')).to.have.length(4);
    const sealed = done('seal-licence');
    expect(sealed).to.have.length(16);
    for (const { document, basis } of sealed) {
      expect(document).to.match(/^[0-9a-f]{64}$/);
      expect(basis).to.match(/^grant\//);
    }
    expect(uses.filter(({ result }) => result === 'SEAL_QUOTA_EXHAUSTED')).not.to.have.length(0);
    type Check = { outcome: string; records: number; anchored: number; findings: { code: string; number: number }[] };
    const check = () => official('bo').get<Check>('/v1/seal-uses/check');
    const report = await eventually('an anchor', async () => {
      const { outcome, anchored, records } = await check();
      expect(outcome).to.equal('intact');
      return anchored > 0 && { anchored, records };
    });
    expect(report.records).to.be.at.least(report.anchored);
  });

  it('finds every licence of the seal, and of the certificates above it', async () => {
    type Page = { total: number; items: { licenceId: string }[]; next?: string };
    const counted = await eventually('projection', async () => {
      const page = await official('bo').get<Page>(`/v1/seals/${seal.digest}/licences?limit=10`);
      return page.total === 16 && page;
    });
    const rest = await official('bo').get<Page>(`/v1/seals/${seal.digest}/licences?limit=10&cursor=${counted.next}`);
    expect(new Set([...counted.items, ...rest.items].map(({ licenceId }) => licenceId)).size).to.equal(16);
    const none = await service().get<Page>(
      `/v1/seals/${seal.digest}/licences?until=${formatTime(Date.now() - 24 * HOUR_MS)}`,
    );
    expect(none.total).to.equal(0);
    const abroad = network.of('44').as('11440000YX44N0004H', 'registrar');
    expect((await abroad.get<Page>(`/v1/seals/${seal.digest}/licences`)).total).to.equal(0);
    expect(await codeOf(abroad.get(`/v1/seals/${seal.digest}/licences?authority=${uscc}`))).to.equal('FORBIDDEN');
    const ofAuthority = await service().get<{ items: { signerCertificates: string[]; makerCertificate: string }[] }>(
      `/v1/seals?authority=${uscc}`,
    );
    const [{ signerCertificates: [signer] = [], makerCertificate } = { makerCertificate: '' }] = ofAuthority.items;
    for (const certificate of [signer, makerCertificate]) {
      expect((await service().get<Page>(`/v1/certificates/${certificate}/licences`)).total).to.be.at.least(16);
    }
  });

  it('stops by one person, goes on by another, and a lost seal takes its evidence with it', async () => {
    const [line] = await issue('seal-life-evidence', 1);
    const evidence = await eventually('evidence', () =>
      service().get<object>(`/v1/licences/${line?.licenceId}/evidence`),
    );
    const abroad = () => network.of('43').as('43', 'window').post<Report>('/v1/verifications/evidence', evidence);
    expect(await abroad()).to.include({ verdict: 'valid' });

    await change(official('anna'), seal, 'frozen', 'under-investigation');
    expect((await issue('seal-life-frozen', 1))[0]?.code).to.equal('SEAL_NOT_ACTIVE');
    expect(await codeOf(change(official('anna'), seal, 'active', 'freeze-lifted'))).to.equal('SECOND_PERSON_NEEDED');
    await change(official('bo'), seal, 'active', 'freeze-lifted');
    expect((await issue('seal-life-frozen', 1))[0]?.licenceId).to.be.a('string');

    expect(await codeOf(change(official('chen'), seal, 'cancelled', 'replaced'))).to.equal('SECOND_PERSON');
    await change(official('anna'), seal, 'lost', 'stolen', { distrustFrom: formatTime(Date.now() - HOUR_MS) });
    expect((await issue('seal-life-lost', 1))[0]?.code).to.equal('SEAL_NOT_ACTIVE');
    expect(await codeOf(change(official('anna'), seal, 'cancelled', 'key-compromise'))).to.equal(
      'SECOND_PERSON_NEEDED',
    );
    expect((await change(official('bo'), seal, 'cancelled', 'key-compromise')).state).to.equal('cancelled');
    const { verdict, codes } = await network
      .of('44')
      .as(uscc, 'window')
      .post<Report>('/v1/verifications', { licenceId: line?.licenceId });
    expect({ verdict, code: codes[0] }).to.deep.equal({ verdict: 'invalid', code: 'SEAL_DISTRUSTED' });

    const next = await newSeal(`${old.esId}-after`);
    await grant(official('bo'), next, 5);
    expect((await issue('seal-life-lost', 1))[0]?.licenceId).to.be.a('string');
  });

  describe('a change of every licence that it touched', () => {
    const bulk = `/v1/authorities/${uscc}/bulk-changes`;
    type Bulk = { digest: string; state: string; total: number; outcomes: Record<string, number> };
    const request = (by: Client, body: object) => by.post<Bulk>(bulk, body);
    const approve = (by: Client, { digest }: Bulk) => by.post<Bulk>(`${bulk}/${digest}/approval`);
    const ended = (change: Bulk) =>
      eventually('the end of the change', async () => {
        const now = await applicant('bo').get<Bulk>(`${bulk}/${change.digest}`);
        return now.state === 'done' && now;
      });
    const states = async (digest: string) =>
      (await service().get<{ states: Record<string, number> }>(`/v1/seals/${digest}/licences`)).states;
    let present: Seal;
    before(async () => {
      present = await sealInUse();
    });

    it('takes two persons, and happens once', async () => {
      const suspend = { action: 'suspend', cause: { seal: seal.digest }, reason: 'under-investigation' };
      const change = await request(applicant('anna'), suspend);
      expect(change).to.deep.include({ state: 'requested', total: 18, outcomes: {} });
      expect(await codeOf(approve(applicant('anna'), change))).to.equal('SECOND_PERSON_NEEDED');
      await approve(applicant('bo'), change);
      expect(await codeOf(approve(applicant('chen'), change))).to.equal('BULK_CHANGE_CONFLICT');
      expect((await ended(change)).outcomes).to.deep.equal({ done: 18 });
      await eventually('the projection', async () => (await states(seal.digest)).suspended === 18);
      const again = await request(applicant('anna'), suspend);
      await approve(applicant('bo'), again);
      expect((await ended(again)).outcomes).to.deep.equal({ 'left-suspended': 18 });
    });

    it('wants a reason that fits, of one’s own authority', async () => {
      const wrong = { action: 'suspend', cause: { seal: seal.digest }, reason: 'correction' };
      expect(await codeOf(request(applicant('anna'), wrong))).to.equal('INVALID_REQUEST');
      const abroad = network.of('44').as('11440000YX44N0004H', 'registrar');
      expect(await codeOf(request(abroad, { ...wrong, reason: 'lost-licence' }))).to.equal('FORBIDDEN');
      expect(await codeOf(approve(applicant('bo'), { digest: '0'.repeat(64) } as Bulk))).to.equal(
        'BULK_CHANGE_NOT_FOUND',
      );
    });

    it('does not begin on the word of a row', async () => {
      const suspend = { action: 'suspend', cause: { seal: present.digest }, reason: 'under-investigation' };
      const change = await request(applicant('anna'), suspend);
      await inDatabase(network, '44', (sql) =>
        sql(
          `UPDATE bulk_change SET state = 'approved', approval_mac = $2, approval = (
             SELECT replace(approval, o.digest, $1) FROM bulk_change o WHERE o.approval IS NOT NULL LIMIT 1)
           WHERE digest = $1`,
          [change.digest, '0'.repeat(64)],
        ),
      );
      const after = await request(applicant('anna'), { ...suspend, until: formatTime(Date.now() - 24 * HOUR_MS) });
      await approve(applicant('bo'), after);
      // A change that was approved later has ended: the other was passed over.
      await ended(after);
      expect(await applicant('bo').get<Bulk>(`${bulk}/${change.digest}`)).to.deep.include({ outcomes: {} });
      expect((await states(present.digest)).suspended).to.equal(undefined);
      await inDatabase(network, '44', (sql) => sql('DELETE FROM bulk_change WHERE digest = $1', [change.digest]));
    });

    it('makes the next version under the present seal, as far as a grant goes', async () => {
      const reseal = { action: 'reseal', cause: { seal: present.digest }, reason: 'correction' };
      const refused = await request(applicant('anna'), reseal);
      await approve(applicant('bo'), refused);
      expect((await ended(refused)).outcomes).to.deep.equal({ SEAL_USE_NOT_GRANTED: 1 });
      await grant(official('bo'), present, 5, Date.now() + HOUR_MS, 'anna');
      const granted = await request(applicant('anna'), { ...reseal, reason: 'renewal' });
      await approve(applicant('bo'), granted);
      expect((await ended(granted)).outcomes).to.deep.equal({ done: 1 });
      await eventually('the projection', async () => {
        const { active, superseded } = await states(present.digest);
        return active === 1 && superseded === 1;
      });
    });
  });
});
