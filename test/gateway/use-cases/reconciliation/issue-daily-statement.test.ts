import { expect } from 'chai';
import type { DomainRecord } from '../../../../chaincode/model/records.js';
import { AppError } from '../../../../gateway/domain/errors.js';
import type { DailyStatementStore } from '../../../../gateway/domain/ports/daily-statements.js';
import type { DailyStatement } from '../../../../gateway/domain/reconciliation/daily-statement.js';
import type { ReconciliationResult } from '../../../../gateway/domain/reconciliation/result.js';
import { verifyDailyStatement } from '../../../../gateway/domain/reconciliation/verify-daily-statement.js';
import { createIssueDailyStatement } from '../../../../gateway/use-cases/reconciliation/issue-daily-statement.js';
import { createReconcileRegularly } from '../../../../gateway/use-cases/reconciliation/reconcile-regularly.js';
import { formatTime } from '../../../../pki/encoding/times.js';
import { createLocalSigner } from '../../../../pki/signer/local-signer.js';
import { domainRecordOf, sharedWorld, type World } from '../../../support/evidence-kit-world.js';

const DAY = 24 * 3_600_000;
const NONE = { 'missing-on-ledger': 0, 'missing-in-database': 0, 'digest-differs': 0, 'state-differs': 0, late: 0 };
const TALLY = { batches: 1, licences: 2, states: { active: 1, suspended: 1, revoked: 0, withdrawn: 0, cancelled: 0 } };

function memoryStatements() {
  const kept = new Map<string, { digest: string; content?: string }>();
  const store: DailyStatementStore = {
    claim: async (day, digest) => !kept.has(day) && kept.set(day, { digest }) !== undefined,
    isClaimed: async (day) => kept.has(day),
    publish: async (day, digest, content) => void kept.set(day, { digest, content }),
    find: async (day) => {
      const days = [...kept].filter(([, { content }]) => content !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
      return (day === 'latest' ? days.at(-1)?.[1] : kept.get(day))?.content;
    },
  };
  return { kept, store };
}

describe('the domain’s word of the day', () => {
  let world: World;
  let record: DomainRecord;
  let now: number;
  let signatures: number;
  let memory: ReturnType<typeof memoryStatements>;
  before(async () => {
    world = await sharedWorld();
    const signed = world.lists[1].list.domains.find((each) => each.signed.entry.domain === '44')?.signed;
    if (signed === undefined) throw new Error('no entry');
    record = domainRecordOf(signed);
  });
  beforeEach(() => {
    now = Date.parse('2026-11-22T01:00:00.000Z');
    signatures = 0;
    memory = memoryStatements();
  });

  const result = (): ReconciliationResult => ({
    ...{ format: 'yinxin/reconciliation/v1', scope: 'all', outcome: 'clean', domain: '44', findings: [] },
    ...{ network: world.network, ledger: world.ledger, blockNumber: 9, blockHash: 'a'.repeat(64) },
    ...{ startedAt: formatTime(now), finishedAt: formatTime(now), checked: { blocks: 10, rows: 20 }, drift: NONE },
  });
  const issuer = (by: '44' | '43' = '44') => {
    const signer = createLocalSigner('governance', ['daily-statement'], world.domains[by].governance);
    return createIssueDailyStatement({
      domain: '44',
      clock: { now: () => now },
      statements: memory.store,
      ledger: {
        read: async () => ({
          height: 9,
          entries: new Map([['domain/44', { key: 'domain/44', record, blockNumber: 1, index: 0 }]]),
        }),
      },
      keys: {
        signer: async () => ({
          ...signer,
          sign: (purpose, bytes) => {
            signatures += 1;
            return signer.sign(purpose, bytes);
          },
        }),
      },
    });
  };
  const issue = (by?: '44' | '43') => issuer(by)(result(), TALLY);
  const published = async (day: string): Promise<DailyStatement> =>
    JSON.parse((await memory.store.find(day)) ?? 'null');
  const codeOf = (work: Promise<unknown>) =>
    work.catch((error: unknown) => (error instanceof AppError ? error.code : error));

  it('is signed once, and once only, however often it is asked for', async () => {
    expect(await issue()).to.equal('published');
    now += 1_000;
    expect(await issue()).to.equal('claimed before');
    expect(signatures).to.equal(1);
    if (!world.trust.ok) throw new Error(world.trust.detail);
    const judged = verifyDailyStatement(await published('2026-11-22'), { trust: world.trust.trust });
    expect(judged).to.include({ ok: true });
  });

  it('is signed by one of two that ask at once', async () => {
    expect((await Promise.all([issue(), issue()])).sort()).to.deep.equal(['claimed before', 'published']);
    expect(signatures).to.equal(1);
  });

  it('stays unsaid for a day that was claimed by a process that ended', async () => {
    await memory.store.claim('2026-11-22', 'd'.repeat(64), now);
    expect(await issue()).to.equal('claimed before');
    expect(signatures).to.equal(0);
  });

  it('names the one before, whatever days lie between', async () => {
    await issue();
    now += 3 * DAY;
    await issue();
    const [before, after] = [await published('2026-11-22'), await published('2026-11-25')];
    if (!world.trust.ok) throw new Error(world.trust.detail);
    const judged = verifyDailyStatement(after, { trust: world.trust.trust, previous: before.statement });
    expect(judged).to.include({ ok: true });
  });

  it('is not built on a row that this domain has not signed', async () => {
    await issue();
    const forged = await published('2026-11-22');
    const content = JSON.stringify({ ...forged, statement: { ...forged.statement, batches: 7 } });
    for (const row of [content, '{', 'null']) {
      memory.kept.set('2026-11-22', { digest: 'x', content: row });
      now = Date.parse('2026-11-23T01:00:00.000Z');
      expect(await codeOf(issue())).to.equal('DAILY_STATEMENT_REFUSED');
    }
    expect(signatures).to.equal(1);
    expect(memory.kept.has('2026-11-23')).to.equal(false);
  });

  it('is not said of a day before one that has been said', async () => {
    await issue();
    now -= DAY;
    expect(await codeOf(issue())).to.equal('DAILY_STATEMENT_REFUSED');
  });

  it('is not signed with a key that the ledger does not have for the domain', async () => {
    expect(await codeOf(issue('43'))).to.equal('KEY_NOT_HELD');
    expect(signatures).to.equal(0);
  });

  it('comes with the first turn of a day; the other turns are windows', async () => {
    const turns: string[] = [];
    const window = { ...result(), scope: 'window' as const };
    const turn = createReconcileRegularly({
      reconciler: { all: async () => ({ result: result(), tally: TALLY }), window: async () => window },
      issue: issuer(),
      statements: memory.store,
      clock: { now: () => now },
      onResult: ({ scope }) => void turns.push(scope),
    });
    for (const step of [0, 1_000, 1_000, DAY]) {
      now += step;
      await turn();
    }
    expect(turns).to.deep.equal(['all', 'window', 'window', 'all']);
    expect([...memory.kept.keys()]).to.deep.equal(['2026-11-22', '2026-11-23']);
  });
});
