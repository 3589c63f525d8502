import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import type { LicenceRecord } from '../../../../chaincode/model/records.js';
import { createBulkChangeStore } from '../../../../gateway/db/repositories/bulk-changes.js';
import { createImpact } from '../../../../gateway/db/repositories/impact.js';
import { createLicenceStore } from '../../../../gateway/db/repositories/licence-store.js';
import { type BulkChange, bulkChangeDigest, bulkMac } from '../../../../gateway/domain/bulk/bulk-change.js';
import { formatLicenceIdentifier } from '../../../../gateway/domain/codes/licence-identifier.js';
import { AppError } from '../../../../gateway/domain/errors.js';
import type { Ledger } from '../../../../gateway/domain/ports/ledger.js';
import type { Projection } from '../../../../gateway/domain/ports/projection.js';
import { createRunBulkChanges } from '../../../../gateway/use-cases/bulk/run-bulk-changes.js';
import { locateLicence } from '../../../../gateway/use-cases/licences/locate-licence.js';
import { formatTime } from '../../../../pki/encoding/times.js';
import { AUTHORITY, JOURNAL, NOW, openGatewayDatabase, sampleBatch, sampleLicence, TYPE } from '../../db/support.js';

const KEY = Buffer.alloc(32, 1);
const SEAL = '5'.repeat(64);
const DAY_MS = 86_400_000;
const SIZE = 20;
const address = { network: async () => '1'.repeat(64), profile: 'development' as const };

describe('changes of many licences', function () {
  this.timeout(60_000);
  let source: DataSource;
  let close: () => Promise<void>;
  let ids: string[];
  /** What the ledger has, by key. */
  let records: Map<string, Pick<LicenceRecord, 'kind' | 'state' | 'version' | 'licenceVersion'>>;
  let changed: string[];
  let clock: { at: number; now(): number };
  /** What happens to a change after the ledger has taken it; the world may end there. */
  let afterwards: (licenceId: string) => void;

  before(async () => {
    ({ source, close } = await openGatewayDatabase());
    ids = Array.from({ length: SIZE }, (_, at) => {
      const identifier = formatLicenceIdentifier(
        { typeCode: TYPE, issuerCode: AUTHORITY, serial: `SYNTHETIC${String(at).padStart(15, '0')}`, version: 1 },
        { profile: 'development' },
      );
      if (!identifier.ok) throw new TypeError(identifier.code);
      return identifier.value.text;
    });
    const licences = ids.map((licenceId, at) => sampleLicence(String(at), { licenceId, seal: SEAL }));
    await createLicenceStore(source, JOURNAL).addBatch(sampleBatch('b1', licences, NOW - 1000));
  });
  after(() => close());
  beforeEach(async () => {
    await source.query('TRUNCATE bulk_change, bulk_item');
    records = new Map();
    for (const id of ids) {
      records.set((await locateLicence(id, address)).key, {
        kind: 'licence',
        state: 'active',
        version: 1,
        licenceVersion: 1,
      });
    }
    changed = [];
    clock = { at: NOW, now: () => clock.at };
    afterwards = () => undefined;
  });

  const store = () => createBulkChangeStore(source);
  const worker = () =>
    createRunBulkChanges({
      domain: '44',
      changes: store(),
      impact: createImpact(source),
      projection: { listKind: async () => [], height: async () => 0 } as Projection,
      clock,
      bulkKey: KEY,
      ledger: {
        read: async (keys: readonly string[]) => ({
          height: 1,
          entries: new Map(keys.flatMap((key) => (records.has(key) ? [[key, { record: records.get(key) }]] : []))),
        }),
      } as unknown as Ledger,
      licences: createLicenceStore(source, JOURNAL),
      address,
      use: {
        changeLicenceState: async (actor, { licenceId, expectedVersion }) => {
          expect(actor).to.deep.equal({ subject: 'anna', tenant: AUTHORITY, roles: ['registrar'] });
          const { key } = await locateLicence(licenceId, address);
          const record = records.get(key);
          if (record?.version !== expectedVersion) throw new AppError('LEDGER_CONFLICT');
          records.set(key, { kind: 'licence', state: 'suspended', version: 2, licenceVersion: 1 });
          changed.push(licenceId);
          afterwards(licenceId);
          return undefined as never;
        },
        reissueLicence: async () => {
          throw new TypeError('nothing is reissued here');
        },
      },
    });
  const asked: BulkChange = {
    format: 'yinxin/bulk-change/v1',
    domain: '44',
    authority: AUTHORITY,
    action: 'suspend',
    cause: { seal: SEAL },
    until: formatTime(NOW),
    reason: 'under-investigation',
    requestedBy: 'anna',
    requestedAt: formatTime(NOW),
  };
  const order = async ({ change = asked, by = 'bo', key = KEY, approvalKey = KEY } = {}) => {
    await store().add(change, bulkMac(key, change), NOW);
    const approval = {
      format: 'yinxin/bulk-approval/v1' as const,
      change: bulkChangeDigest(change),
      approvedBy: by,
      approvedAt: formatTime(NOW),
      expires: formatTime(NOW + DAY_MS),
    };
    expect(await store().approve(approval, bulkMac(approvalKey, approval))).to.equal(true);
    return bulkChangeDigest(change);
  };
  const outcome = async (digest: string) => [(await store().find(digest))?.state, await store().tally(digest)];

  it('change each licence once, by several workers at once', async () => {
    const digest = await order();
    await Promise.all([worker()(), worker()(), worker()()]);
    await worker()();
    expect(changed.toSorted()).to.deep.equal(ids.toSorted());
    expect(await outcome(digest)).to.deep.equal(['done', { done: SIZE }]);
  });

  it('go on where a process has ended, and do nothing twice', async () => {
    const digest = await order();
    afterwards = () => {
      if (changed.length === 7) throw new Error('the process ends');
    };
    const ended: unknown = await worker()().catch((error: unknown) => error);
    expect(String(ended)).to.contain('the process ends');
    afterwards = () => undefined;
    await worker()();
    // What was begun and not settled is left alone for a minute: somebody may still be at it.
    const [state] = await outcome(digest);
    expect(state).to.equal('approved');
    clock.at += 60_000;
    await worker()();
    expect(changed.toSorted()).to.deep.equal(ids.toSorted());
    expect(new Set(changed).size).to.equal(SIZE);
    const [end, tally] = await outcome(digest);
    expect(end).to.equal('done');
    expect(tally).to.have.property('left-suspended').that.is.greaterThan(0);
  });

  it('keep what the ledger cannot take now for later', async () => {
    const digest = await order();
    afterwards = () => {
      throw new AppError('LEDGER_UNAVAILABLE');
    };
    await worker()();
    expect(await outcome(digest)).to.deep.equal(['approved', { begun: SIZE }]);
    afterwards = () => undefined;
    clock.at += 60_000;
    await worker()();
    expect(await outcome(digest)).to.deep.equal(['done', { 'left-suspended': SIZE }]);
    expect(changed).to.have.length(SIZE);
  });

  it('leave alone what is not active any more, and say so', async () => {
    const [first = '', second = ''] = ids;
    const keyOf = async (id: string) => (await locateLicence(id, address)).key;
    records.set(await keyOf(first), { kind: 'licence', state: 'revoked', version: 2, licenceVersion: 1 });
    records.set(await keyOf(second), { kind: 'licence', state: 'active', version: 2, licenceVersion: 2 });
    const digest = await order();
    await worker()();
    expect(await outcome(digest)).to.deep.equal(['done', { done: SIZE - 2, 'left-revoked': 1, 'left-superseded': 1 }]);
  });

  it('never touch what was sealed after the time that they name', async () => {
    const digest = await order({ change: { ...asked, until: formatTime(NOW - 1000) } });
    await worker()();
    expect(await outcome(digest)).to.deep.equal(['done', {}]);
  });

  it('end after a day, whatever is left', async () => {
    const digest = await order();
    clock.at += DAY_MS;
    await worker()();
    expect(await outcome(digest)).to.deep.equal(['expired', {}]);
  });

  const OTHER = Buffer.alloc(32, 2);
  for (const [what, how] of Object.entries({
    'one person alone': { by: 'anna' },
    'an approval under another key': { approvalKey: OTHER },
    'a request under another key': { key: OTHER },
  })) {
    it(`do not begin on ${what}`, async () => {
      const digest = await order(how);
      await worker()();
      expect(await outcome(digest)).to.deep.equal(['approved', {}]);
    });
  }

  it('do not begin on contents that somebody has changed', async () => {
    const digest = await order();
    await source.query(`UPDATE bulk_change SET content = replace(content, 'suspend', 'reseal')`);
    await worker()();
    expect(await outcome(digest)).to.deep.equal(['approved', {}]);
    await source.query(
      `UPDATE bulk_change SET content = replace(content, 'reseal', 'suspend'), approval = replace(approval, '"bo"', '"x"')`,
    );
    await worker()();
    expect(await outcome(digest)).to.deep.equal(['approved', {}]);
  });

  it('are passed over where somebody has put something else into their row', async () => {
    const digest = await order();
    for (const column of ['approval', 'content']) {
      for (const text of ['', '{', 'null', '[]', '{}']) {
        await source.query(`UPDATE bulk_change SET ${column} = $1`, [text]);
        await worker()();
        expect(await store().tally(digest), `${column} ${text}`).to.deep.equal({});
      }
    }
    expect(changed).to.deep.equal([]);
  });

  it('are approved once', async () => {
    const digest = await order();
    const approval = {
      format: 'yinxin/bulk-approval/v1' as const,
      ...{ change: digest, approvedBy: 'chen', approvedAt: formatTime(NOW), expires: formatTime(NOW + DAY_MS) },
    };
    expect(await store().approve(approval, bulkMac(KEY, approval))).to.equal(false);
    expect(await store().approve({ ...approval, change: '0'.repeat(64) }, 'mac')).to.equal(false);
  });
});
