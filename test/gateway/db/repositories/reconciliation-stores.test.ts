import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import {
  createDailyStatementStore,
  createReconciliationResults,
} from '../../../../gateway/db/repositories/daily-statements.js';
import { createRepairs } from '../../../../gateway/db/repositories/repairs.js';
import { formatTime } from '../../../../pki/encoding/times.js';
import { reconciliationResult } from '../../http/support/samples.js';
import { NOW, openGatewayDatabase } from '../support.js';

describe('what reconciliation keeps', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  before(async function () {
    this.timeout(60_000);
    ({ source, close } = await openGatewayDatabase());
  });
  after(() => close());
  const query = (sql: string): Promise<Record<string, unknown>[]> => source.query(sql);

  it('one statement of a day is claimed, also when several ask at once, and published for what was claimed', async () => {
    const store = createDailyStatementStore(source);
    const claims = await Promise.all(['a', 'b', 'c', 'd'].map((digest) => store.claim('2026-11-22', digest, NOW)));
    expect(claims.filter(Boolean)).to.have.length(1);
    const claimed = ['a', 'b', 'c', 'd'][claims.indexOf(true)] ?? '';
    expect(await store.claim('2026-11-22', claimed, NOW), 'the same again').to.equal(false);
    expect([await store.isClaimed('2026-11-22'), await store.isClaimed('2026-11-23')]).to.deep.equal([true, false]);
    expect(await store.find('latest')).to.equal(undefined);
    await store.publish('2026-11-22', 'another', 'forged');
    expect(await store.find('2026-11-22')).to.equal(undefined);
    await store.publish('2026-11-22', claimed, 'first');
    await store.publish('2026-11-22', claimed, 'second');
    expect(await store.find('2026-11-22')).to.equal('first');
    await store.claim('2026-11-24', 'e', NOW);
    await store.claim('2026-11-23', 'f', NOW);
    await store.publish('2026-11-23', 'f', 'next');
    expect(await store.find('latest')).to.equal('next');
  });

  it('the newest result of each scope stays', async () => {
    const results = createReconciliationResults(source);
    const at = (scope: 'all' | 'window', ms: number) => ({
      ...reconciliationResult,
      scope,
      finishedAt: formatTime(NOW + ms),
    });
    for (const each of [at('all', 2), at('window', 3), at('all', 1)]) await results.keep(each);
    expect((await results.newest()).map(({ scope, finishedAt }) => [scope, finishedAt])).to.deep.equal([
      ['all', formatTime(NOW + 2)],
      ['window', formatTime(NOW + 3)],
    ]);
  });

  it('a row is set right with a line in the journal, and neither where it has changed meanwhile', async () => {
    await query(`INSERT INTO projection_checkpoint VALUES ('ledger', 7, 'x')`);
    const repairs = createRepairs(source);
    const drift = {
      ...{
        class: 'state-differs' as const,
        table: 'projection_checkpoint' as const,
        column: 'block_number',
        key: 'ledger',
        detail: 'a sample',
      },
      fix: { kind: 'set', row: { name: 'ledger' }, column: 'block_number', before: 7, after: 5, salt: 's' },
    } as const;
    const by = { actor: 'somebody', at: NOW };
    expect(await repairs.repair(drift, by)).to.equal(true);
    expect(await repairs.repair(drift, by)).to.equal(false);
    expect(await query('SELECT block_number FROM projection_checkpoint')).to.deep.equal([{ block_number: 5 }]);
    const journal = await query('SELECT * FROM reconciliation_repair');
    expect(journal).to.have.length(1);
    expect(journal[0]).to.include({ actor: 'somebody', class: 'state-differs', table_name: 'projection_checkpoint' });
    expect(journal[0]?.before_digest)
      .to.match(/^[0-9a-f]{64}$/)
      .and.not.equal(journal[0]?.after_digest);
  });

  it('names of tables and columns come from the code alone', async () => {
    const repairs = createRepairs(source);
    const drift = { class: 'state-differs', table: 'outbox', key: 'x', detail: 'x' } as const;
    const fix = { kind: 'set', row: { digest: 'x' }, column: 'status = status; --', before: 'x', after: 'y' } as const;
    const refusal = await repairs.repair({ ...drift, fix }, { actor: 'x', at: NOW }).catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(TypeError);
  });
});
