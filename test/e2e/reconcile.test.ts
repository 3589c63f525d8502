import { expect } from 'chai';
import { trustList } from '../../chaincode/model/trust-list.js';
import type { DailyStatement } from '../../gateway/domain/reconciliation/daily-statement.js';
import type { ReconciliationResult } from '../../gateway/domain/reconciliation/result.js';
import { verifyDailyStatement } from '../../gateway/domain/reconciliation/verify-daily-statement.js';
import { walkTrustLists } from '../../gateway/domain/trust/walk.js';
import { emptyFolder, runCli } from '../gateway/cli/support/run-cli.js';
import { ledgerDatabaseOf } from '../support/live-network.js';
import { type ReconciledWorld, withReconciledWorld } from './support/reconciled-world.js';

describe('yinxin reconcile', function () {
  this.timeout(120_000);
  let world: ReconciledWorld;
  let place: Awaited<ReturnType<typeof emptyFolder>>;
  before(async () => {
    world = await withReconciledWorld();
    place = await emptyFolder();
  });
  after(() => place.remove());

  const run = (args: string[] = [], env: Record<string, string> = {}) =>
    runCli(['reconcile', '--lang', 'en', ...args], {
      cwd: place.folder,
      env: {
        YINXIN_DOMAIN: '44',
        DATABASE_URL: world.url,
        LEDGER_DATABASE_URL: ledgerDatabaseOf(world.provinces),
        ...env,
      },
    });
  const query = (sql: string): Promise<Record<string, unknown>[]> => world.source.query(sql);

  it('ends with 0 where database and ledger agree', async () => {
    const { status, out, err } = await run();
    expect([status, err], out).to.deep.equal([0, '']);
    expect(out).to.match(/^CLEAN, up to block \d+, blocks \d+, rows \d+, [\d.]+ s\n$/);
    const chinese = await run(['--lang', 'zh']);
    expect(chinese.out).to.match(/^对账一致, /);
  });

  it('ends with 1 and says what differs, as text and as JSON, and changes nothing by itself', async () => {
    await query(`UPDATE licence SET state = 'withdrawn' WHERE licence_version = 1 AND state = 'active'`);
    const changed = await query(`SELECT ledger_key FROM licence WHERE state = 'withdrawn' ORDER BY 1`);
    const { status, out } = await run();
    expect(status).to.equal(1);
    expect(out).to.include('state differs: licence.state licence/').and.include('can be repaired with --repair');
    const json = await run(['--json']);
    const result: ReconciliationResult = JSON.parse(json.out);
    expect([json.status, result.outcome, result.drift['state-differs']]).to.deep.equal([1, 'drift', changed.length]);
    expect(json.out).not.to.include('1.2.156.3005.2.');
    expect(await query(`SELECT ledger_key FROM licence WHERE state = 'withdrawn' ORDER BY 1`)).to.deep.equal(changed);
  });

  it('repairs where somebody asks for it, with a line in the journal for each column', async () => {
    const { status, out } = await run(['--repair', '--actor', 'sample-operator']);
    expect(status).to.equal(1);
    expect(out).to.include('(repaired)').and.not.include('can be repaired');
    const journal = await query(`SELECT actor, class, table_name, column_name, before_digest <> after_digest AS differs
      FROM reconciliation_repair WHERE actor = 'sample-operator'`);
    expect(journal).to.have.length.greaterThan(0);
    for (const line of journal) {
      expect(line).to.deep.equal({
        ...{ actor: 'sample-operator', class: 'state-differs', table_name: 'licence', column_name: 'state' },
        differs: true,
      });
    }
    expect((await run()).status).to.equal(0);
  });

  it('keeps the newest result where the domain’s people find it', async () => {
    const [kept] = await query(`SELECT content FROM reconciliation_result WHERE scope = 'all'`);
    expect(JSON.parse(String(kept?.content))).to.include({ format: 'yinxin/reconciliation/v1', outcome: 'clean' });
    const province = world.provinces.of('44');
    const latest = await province
      .as('44', 'auditor')
      .get<Record<string, ReconciliationResult>>('/v1/reconciliation/latest');
    expect(latest.all).to.include({ scope: 'all', outcome: 'clean' });
  });

  it('the gateway publishes a daily statement that verifies by the trust list alone', async () => {
    const address = world.provinces.of('44').address;
    const read = async (path: string): Promise<unknown> => (await fetch(`${address}${path}`)).json();
    // Judged below.
    const statement = (await read('/v1/daily-statements/latest')) as DailyStatement;
    expect(await read(`/v1/daily-statements/${statement.statement.day}`)).to.deep.equal(statement);
    const lists = [await read('/v1/trust-lists/0'), await read('/v1/trust-lists/1')];
    const walked = walkTrustLists(lists.map((list) => trustList.parse(list)));
    if (!walked.ok) throw new Error(walked.detail);
    expect(verifyDailyStatement(statement, { trust: walked.trust })).to.include({ ok: true });
    expect(statement.statement).to.include({ domain: '44' });
    const none = await fetch(`${address}/v1/daily-statements/2001-01-01`);
    expect(none.status).to.equal(404);
    expect(await none.json()).to.include({ code: 'DAILY_STATEMENT_NOT_FOUND' });
  });

  it('ends with 2 where it cannot be told', async () => {
    const gone = 'postgres://user:secret@127.0.0.1:1/none';
    for (const [env, code] of [
      [{ LEDGER_DATABASE_URL: gone }, 'LEDGER_UNAVAILABLE'],
      [{ DATABASE_URL: gone }, 'DATABASE_UNAVAILABLE'],
      // A database that holds no ledger is not made one.
      [{ LEDGER_DATABASE_URL: world.url }, 'LEDGER_UNAVAILABLE'],
    ] as const) {
      const { status, out, err } = await run([], env);
      expect([status, out, err.split(':')[0]]).to.deep.equal([2, '', code]);
      expect(err).not.to.include('secret');
    }
    expect(await query(`SELECT to_regclass('ledger_block') AS name`)).to.deep.equal([{ name: null }]);
  });

  it('ends with 3 for wrong usage', async () => {
    for (const [args, env] of [
      [['--repair'], {}],
      [['--actor', 'somebody'], {}],
      [['--repair', '--actor', 'no one; really'], {}],
      [['--late-after', 'soon'], {}],
      [[], { YINXIN_DOMAIN: 'nowhere' }],
      [[], { DATABASE_URL: 'secret' }],
      [[], { LEDGER_DATABASE_URL: 'secret' }],
      [[], { LEDGER: 'paper' }],
    ] as const) {
      const { status, out, err } = await run([...args], env);
      expect([status, out, err.split(':')[0]], args.join(' ')).to.deep.equal([3, '', 'USAGE']);
      expect(err).not.to.include('secret');
    }
  });
});
