import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import { createDataSource } from '../../../gateway/db/data-source.js';
import { createStatementDatabase } from '../../../gateway/db/repositories/statement-database.js';
import { createSqlStatementStore } from '../../../gateway/ledger/witness/sql-statement-store.js';
import { freshDatabase } from '../../support/postgres.js';
import { openTestLedger } from '../ledger/support/open-ledger.js';
import { sampleBlock, signStatement } from '../ledger/support/statements.js';
import { createTestNetwork } from '../ledger/support/test-network.js';
import { emptyFolder, runCli, startCli } from './support/run-cli.js';

describe('yinxin ledger fsck, migrate and serve', function () {
  this.timeout(60_000);
  let opened: Awaited<ReturnType<typeof openTestLedger>>;
  let network: Awaited<ReturnType<typeof createTestNetwork>>;
  let gatewayDatabase: Awaited<ReturnType<typeof freshDatabase>>;
  let place: Awaited<ReturnType<typeof emptyFolder>>;
  let server: Server;
  let witness: string;
  let told: BlockStatement[];
  let honest: BlockStatement;

  before(async () => {
    place = await emptyFolder();
    gatewayDatabase = await freshDatabase();
    opened = await openTestLedger();
    const { ledger } = opened;
    network = await createTestNetwork(ledger.ledgerId, opened.clock.now());
    await ledger.submit(network.founding());
    const controller = new AbortController();
    for await (const block of ledger.blocks(1, controller.signal)) {
      honest = await signStatement(network, '43', block);
      controller.abort();
    }
    server = createServer((req, res) => {
      const from = Number(new URL(req.url ?? '/', 'http://witness.invalid').searchParams.get('from'));
      res.end(JSON.stringify({ items: told.filter(({ statement }) => statement.blockNumber >= from) }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A TCP server has an address of this kind.
    witness = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    told = [honest];
  });
  after(async () => {
    server.close();
    await opened.close();
    await gatewayDatabase.drop();
    await place.remove();
  });

  const run = (args: string[], env: Record<string, string> = {}) => runCli(args, { cwd: place.folder, env });
  const fsck = (...args: string[]) => run(['ledger', 'fsck', ...args], { LEDGER_DATABASE_URL: opened.url });

  it('migrates once, and finds nothing to do the second time', async () => {
    const env = { DATABASE_URL: gatewayDatabase.url };
    const first = await run(['migrate'], env);
    expect([first.status, first.out.split(':')[0]]).to.deep.equal([0, 'migrated']);
    const again = await run(['migrate'], env);
    expect([again.status, again.out]).to.deep.equal([0, 'up to date\n']);
  });

  it('ends with 0 for a ledger on which rules and witness agree, and says where there was no witness', async () => {
    const clean = await fsck('--witness', witness);
    expect([clean.status, clean.out, clean.err]).to.deep.equal([0, '', '0 findings, 1 witness statements\n']);
    const alone = await fsck();
    expect(alone.status).to.equal(0);
    expect(alone.err).to.include('no witness statements');
  });

  it('ends with 1 for a block that a witness saw and nobody has any more', async () => {
    told = [honest, await signStatement(network, '43', sampleBlock(7))];
    const { status, out } = await fsck('--witness', witness);
    expect([status, out]).to.deep.equal([1, 'WITNESSED_MISSING ledger_block block 7\n']);
  });

  it("takes the statements that a gateway's database keeps", async () => {
    await run(['migrate'], { DATABASE_URL: gatewayDatabase.url });
    const source = await createDataSource(gatewayDatabase.url, { poolSize: 1 }).initialize();
    const store = createSqlStatementStore(createStatementDatabase(source));
    await store.append(honest);
    await store.append(await signStatement(network, '52', sampleBlock(1_203)));
    await source.destroy();
    const { status, out, err } = await fsck('--statements', gatewayDatabase.url, '--json', '--witness', witness);
    expect(status).to.equal(1);
    expect(JSON.parse(out)).to.deep.equal({ code: 'WITNESSED_MISSING', table: 'ledger_block', block: 1_203 });
    expect(err).to.equal('1 findings, 2 witness statements\n');
  });

  it('ends with 1 for a row that was changed by hand', async () => {
    await opened.pool.query("CREATE TABLE kept AS SELECT * FROM ledger_state WHERE key = 'network'");
    await opened.pool.query("DELETE FROM ledger_state WHERE key = 'network'");
    try {
      const { status, out } = await fsck('--witness', witness);
      expect([status, out]).to.deep.equal([1, 'STATE_MISSING ledger_state key network\n']);
    } finally {
      await opened.pool.query('INSERT INTO ledger_state SELECT * FROM kept');
      await opened.pool.query('DROP TABLE kept');
    }
  });

  it('ends with 2 where a witness is silent and nothing else was found', async () => {
    const { status, err } = await fsck('--witness', witness, 'http://127.0.0.1:1');
    expect(status).to.equal(2);
    expect(err).to.include('GATEWAY_UNREACHABLE').and.include('0 findings, 1 witness statements');
  });

  it('serves until it is told to stop, and ends with 0', async () => {
    const ledgerDatabase = await freshDatabase();
    const issuer = { issuer: 'x', jwksUri: 'http://127.0.0.1:1', audience: 'x', tenant: '44' };
    const { child, said, ended } = startCli(['serve'], {
      cwd: place.folder,
      env: {
        YINXIN_PROFILE: 'development',
        YINXIN_DOMAIN: '44',
        YINXIN_NAME_ZH: '合成',
        YINXIN_NAME_EN: 'Synthetic',
        YINXIN_DATA: place.folder,
        YINXIN_ISSUERS: JSON.stringify([issuer]),
        LEDGER_DATABASE_URL: ledgerDatabase.url,
        DATABASE_URL: gatewayDatabase.url,
      },
    });
    const address = () => /http:\/\/127\.0\.0\.1:\d+(?=.*listening)/.exec(said.out)?.[0];
    while (address() === undefined && child.exitCode === null) await once(child.stdout, 'data');
    expect((await fetch(`${address()}/healthz`)).status).to.equal(200);
    child.kill('SIGTERM');
    expect((await ended).status).to.equal(0);
    await ledgerDatabase.drop();
  });

  it('ends with 3 for wrong usage and databases that are none, and tells no password', async () => {
    const secret = 'postgres://user:secret@127.0.0.1:1/none';
    for (const [args, env] of [
      [['ledger', 'fsck'], {}],
      [['ledger', 'fsck', '--ledger', 'secret'], {}],
      [['ledger', 'fsck', '--ledger', secret], {}],
      [['ledger', 'fsck', '--statements', secret], { LEDGER_DATABASE_URL: opened.url }],
      [['ledger', 'fsck', '--ledger', gatewayDatabase.url], {}],
      [['migrate'], {}],
      [['migrate'], { DATABASE_URL: 'secret' }],
      [['serve'], {}],
      [['serve'], { YINXIN_DOMAIN: '44', LEDGER_DATABASE_URL: secret }],
    ] as const) {
      const { status, out, err } = await run([...args], env);
      expect([status, out], args.join(' ')).to.deep.equal([3, '']);
      expect(err, args.join(' ')).to.match(/^[A-Z_]+: /m);
      expect(err).not.to.include('secret');
      expect(err).not.to.match(/\n\s+at /);
    }
    const away = await run(['migrate'], { DATABASE_URL: secret });
    expect([away.status, away.err.split(':')[0]]).to.deep.equal([2, 'DATABASE_UNAVAILABLE']);
  });
});
