import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { createImpact } from '../../../../gateway/db/repositories/impact.js';
import { createLicenceStore } from '../../../../gateway/db/repositories/licence-store.js';
import { createSealApplicationStore } from '../../../../gateway/db/repositories/seal-applications.js';
import { createSealGrantStore } from '../../../../gateway/db/repositories/seal-grants.js';
import { createUseJournal } from '../../../../gateway/db/repositories/use-journal.js';
import { AppError } from '../../../../gateway/domain/errors.js';
import { applicationDigest, type SealApplication } from '../../../../gateway/domain/seals/application.js';
import { createJournalCheck } from '../../../../gateway/domain/seals/check-journal.js';
import { grantDigest, type SealGrant } from '../../../../gateway/domain/seals/grant.js';
import type { SealUse } from '../../../../gateway/domain/seals/use-record.js';
import { formatTime } from '../../../../pki/encoding/times.js';
import { sm3Hex } from '../../../../pki/sm3.js';
import { AUTHORITY, JOURNAL, NOW, openGatewayDatabase, sampleBatch, sampleLicence } from '../support.js';

const SEAL = '5'.repeat(64);
const HOUR_MS = 3_600_000;

const use = (businessItem: string): SealUse => ({
  at: formatTime(NOW),
  subject: 'synthetic-clerk',
  tenant: AUTHORITY,
  action: 'seal-licence',
  authority: AUTHORITY,
  basis: 'role/issuer',
  businessItem,
  seal: SEAL,
  result: 'done',
});
const grantOf = (limit: number): SealGrant => ({
  format: 'yinxin/seal-grant/v1',
  domain: '44',
  authority: AUTHORITY,
  seal: SEAL,
  caller: 'synthetic-service',
  limit,
  from: formatTime(NOW),
  until: formatTime(NOW + HOUR_MS),
  grantedBy: 'synthetic-approver',
  grantedAt: formatTime(NOW),
});

describe('the database of the life of seals', function () {
  this.timeout(60_000);
  let source: DataSource;
  let close: () => Promise<void>;
  before(async () => {
    ({ source, close } = await openGatewayDatabase());
  });
  after(() => close());
  beforeEach(async () => {
    await source.query('ALTER TABLE use_record DISABLE TRIGGER use_record_only_grows');
    await source.query('TRUNCATE use_record, seal_grant, seal_application, licence, licence_batch, outbox');
    await source.query('ALTER TABLE use_record ENABLE TRIGGER use_record_only_grows');
  });

  const refusal = async (work: Promise<unknown>) => {
    const error: unknown = await work.then(
      () => undefined,
      (cause: unknown) => cause,
    );
    return error instanceof AppError ? error.code : error;
  };
  const journal = () => createUseJournal(source, JOURNAL);
  const checked = async () => {
    const check = createJournalCheck(JOURNAL, []);
    for (const row of await journal().page({ after: 0, limit: 10_000 })) check.take(row);
    return check.finish();
  };

  describe('the journal', () => {
    it('makes one chain of what many add at once', async () => {
      await Promise.all(Array.from({ length: 20 }, (_, at) => journal().append([use(`${at} a`), use(`${at} b`)])));
      expect(await checked()).to.deep.include({ outcome: 'intact', records: 40 });
      expect((await journal().head())?.number).to.equal(40);
      const page = await journal().page({ after: 38, limit: 10, seal: SEAL });
      expect(page.map(({ number }) => number)).to.deep.equal([39, 40]);
      expect(await journal().page({ after: 0, limit: 10, authority: 'another' })).to.deep.equal([]);
    });

    it('only grows', async () => {
      await journal().append([use('a')]);
      for (const sql of [`UPDATE use_record SET at = ''`, 'DELETE FROM use_record', 'TRUNCATE use_record']) {
        const error: unknown = await source.query(sql).catch((cause: unknown) => cause);
        expect(String(error), sql).to.contain('only grows');
      }
    });

    it('shows a change by whoever gets around the trigger', async () => {
      await journal().append([use('a'), use('b'), use('c')]);
      await source.query('ALTER TABLE use_record DISABLE TRIGGER use_record_only_grows');
      await source.query(`UPDATE use_record SET content = replace(content, '"b"', '"x"') WHERE number = 2`);
      expect(await checked()).to.deep.include({
        outcome: 'changed',
        findings: [{ code: 'RECORD_CHANGED', number: 2 }],
      });
    });
  });

  describe('a grant', () => {
    const store = () => createSealGrantStore(source);
    const licences = () => createLicenceStore(source, JOURNAL);
    const batch = (name: string, size: number, sealGrant: string, at = NOW) => ({
      ...sampleBatch(
        name,
        Array.from({ length: size }, (_, n) => sampleLicence(`${name}-${n}`)),
        at,
      ),
      sealUses: Array.from({ length: size }, (_, n) => use(`${name}-${n}`)),
      sealGrant,
    });
    const counts = async () => {
      const [row]: { used: number; licences: number; records: number; waiting: number }[] = await source.query(
        `SELECT (SELECT used FROM seal_grant) AS used, (SELECT count(*)::integer FROM licence) AS licences,
           (SELECT count(*)::integer FROM use_record) AS records, (SELECT count(*)::integer FROM outbox) AS waiting`,
      );
      return row;
    };

    it('is never overdrawn, however many ask at once, and what is refused leaves nothing', async () => {
      const grant = grantOf(50);
      await store().add(grant, 'mac');
      const digest = grantDigest(grant);
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, at) => refusal(licences().addBatch(batch(`b${at}`, 4, digest)))),
      );
      expect(outcomes.filter((code) => code === undefined)).to.have.length(12);
      expect(outcomes.filter((code) => code === 'SEAL_QUOTA_EXHAUSTED')).to.have.length(8);
      expect(await counts()).to.deep.equal({ used: 48, licences: 48, records: 48, waiting: 12 });
      expect(await refusal(licences().addBatch(batch('rest', 2, digest)))).to.equal(undefined);
      expect(await counts()).to.deep.equal({ used: 50, licences: 50, records: 50, waiting: 13 });
      expect((await checked()).outcome).to.equal('intact');
    });

    it('gives nothing before it begins and nothing from its end on', async () => {
      const grant = grantOf(50);
      await store().add(grant, 'mac');
      const digest = grantDigest(grant);
      for (const at of [NOW - 1, NOW + HOUR_MS]) {
        expect(await refusal(licences().addBatch(batch(`at ${at}`, 1, digest, at)))).to.equal('SEAL_QUOTA_EXHAUSTED');
      }
      expect(await refusal(licences().addBatch(batch('last', 1, digest, NOW + HOUR_MS - 1)))).to.equal(undefined);
      expect(await counts()).to.deep.equal({ used: 1, licences: 1, records: 1, waiting: 1 });
    });

    it('that nobody gave gives nothing', async () => {
      expect(await refusal(licences().addBatch(batch('none', 1, '0'.repeat(64))))).to.equal('SEAL_QUOTA_EXHAUSTED');
      expect(await counts()).to.deep.equal({ used: null, licences: 0, records: 0, waiting: 0 });
    });

    it('is passed over where somebody has put something else into its row', async () => {
      await store().add(grantOf(5), 'mac');
      for (const content of ['', '{', 'null', '[]', '{}', '{"limit":1}']) {
        await source.query('UPDATE seal_grant SET content = $1', [content]);
        expect(await store().list({ seal: SEAL }), content).to.deep.equal([]);
      }
    });

    it('is found by seal and caller', async () => {
      await store().add(grantOf(5), 'mac');
      const found = await store().list({ seal: SEAL, caller: 'synthetic-service' });
      expect(found).to.deep.equal([{ digest: grantDigest(grantOf(5)), grant: grantOf(5), mac: 'mac', used: 0 }]);
      expect(await store().list({ seal: SEAL, caller: 'another' })).to.deep.equal([]);
      expect(await store().list({ seal: '6'.repeat(64) })).to.deep.equal([]);
    });
  });

  describe('an application', () => {
    const picture = Buffer.from('a picture');
    const application: SealApplication = {
      format: 'yinxin/seal-application/v1',
      network: '1'.repeat(64),
      domain: '44',
      authority: AUTHORITY,
      esId: '44000000000001',
      name: '合成印章',
      sealClass: 'finance',
      picture: { type: 'PNG', digest: sm3Hex(picture), width: 40, height: 40 },
      validFrom: formatTime(NOW),
      validUntil: formatTime(NOW + HOUR_MS),
      reason: 'initial',
      basis: 'SYNTHETIC-1',
      salt: 'A'.repeat(22),
    };
    const digest = applicationDigest(application);
    const store = () => createSealApplicationStore(source);

    it('comes back as it was', async () => {
      await store().add(application, picture, NOW);
      expect((await store().find(digest))?.application).to.deep.equal(application);
      expect(await store().list({ authority: AUTHORITY, limit: 10 })).to.deep.equal([{ digest, application }]);
      expect(await store().list({ authority: 'another', limit: 10 })).to.deep.equal([]);
      expect(await store().find('0'.repeat(64))).to.equal(undefined);
    });

    for (const [what, sql] of [
      ['its contents', `UPDATE seal_application SET content = replace(content, 'finance', 'invoice')`],
      ['its picture', `UPDATE seal_application SET picture = 'x'`],
    ] as const) {
      it(`is not found once somebody has changed ${what}`, async () => {
        await store().add(application, picture, NOW);
        await source.query(sql);
        expect(await store().find(digest)).to.equal(undefined);
      });
    }
  });

  describe('what a seal or a certificate touched', () => {
    const by = (sealCertificate: string, attestationCertificate: string) => ({
      sealCertificate,
      attestationCertificate,
    });
    const [cert1, cert2, cert3] = ['1', '2', '3'].map((digit) => digit.repeat(64)) as [string, string, string];
    beforeEach(async () => {
      const licences = createLicenceStore(source, JOURNAL);
      await licences.addBatch(sampleBatch('b1', [sampleLicence('1', { seal: SEAL, ...by(cert1, cert2) })], NOW));
      await licences.addBatch(
        sampleBatch(
          'b2',
          [sampleLicence('2', { ...by(cert1, cert3) }), sampleLicence('3', { ...by(cert2, cert3) })],
          NOW + 1000,
        ),
      );
      await source.query(`UPDATE licence SET state = 'suspended' WHERE licence_id = 'id-2'`);
    });
    const found = async (query: {
      seals?: string[];
      certificates?: string[];
      authority?: string;
      from?: string;
      until?: string;
    }) =>
      (await createImpact(source).page({ seals: [], certificates: [], ...query, limit: 10 })).map(
        ({ licenceId }) => licenceId,
      );

    it('is found by the seal, by either certificate, once each, oldest first', async () => {
      expect(await found({ seals: [SEAL] })).to.deep.equal(['id-1']);
      expect(await found({ certificates: [cert1] })).to.deep.equal(['id-1', 'id-2']);
      expect(await found({ certificates: [cert2] })).to.deep.equal(['id-1', 'id-3']);
      expect(await found({ certificates: [cert1, cert2, cert3], seals: [SEAL] })).to.deep.equal([
        'id-1',
        'id-2',
        'id-3',
      ]);
      expect(await found({ certificates: ['4'.repeat(64)] })).to.deep.equal([]);
    });

    it('is found within a span of time and of one authority', async () => {
      const certificates = [cert1];
      const second = formatTime(NOW + 1000);
      expect(await found({ certificates, from: second })).to.deep.equal(['id-2']);
      expect(await found({ certificates, until: second })).to.deep.equal(['id-1']);
      expect(await found({ certificates, authority: AUTHORITY })).to.have.length(2);
      expect(await found({ certificates, authority: 'another' })).to.deep.equal([]);
    });

    it('is counted by state, and paged without gaps or doubles', async () => {
      const impact = createImpact(source);
      const query = { seals: [], certificates: [cert1, cert2] };
      expect(await impact.count(query)).to.deep.equal({ total: 3, states: { suspended: 1, unconfirmed: 2 } });
      const ids: string[] = [];
      for (let after: { createdAt: string; licenceId: string } | undefined; ; ) {
        const [next] = await impact.page({ ...query, limit: 1, ...(after === undefined ? {} : { after }) });
        if (next === undefined) break;
        ids.push(next.licenceId);
        after = next;
      }
      expect(ids).to.deep.equal(['id-1', 'id-2', 'id-3']);
    });

    it('is asked for by the indices', async () => {
      await source.transaction(async (manager) => {
        await manager.query('SET LOCAL enable_seqscan = off');
        for (const [condition, index] of [
          ['seal', 'licence_touched_seal'],
          ['seal_certificate', 'licence_touched_sealing'],
          ['attestation_certificate', 'licence_touched_attesting'],
        ] as const) {
          const plan: { 'QUERY PLAN': string }[] = await manager.query(
            `EXPLAIN SELECT licence_id FROM licence WHERE ${condition} = ANY($1) AND created_at >= $2`,
            [[cert1], formatTime(NOW)],
          );
          expect(plan.map((row) => row['QUERY PLAN']).join('\n')).to.match(new RegExp(`${index}|licence_seal`));
        }
      });
    });
  });
});
