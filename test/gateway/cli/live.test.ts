import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Evidence } from '../../../gateway/domain/evidence/evidence.js';
import {
  anchored,
  businessOrders,
  type Line,
  type LiveNetwork,
  ledgerDatabaseOf,
  MARKET,
  officer,
  withNetwork,
} from '../../support/live-network.js';
import { emptyFolder, runCli } from './support/run-cli.js';

describe('the command line beside a live network', function () {
  this.timeout(90_000);
  let network: LiveNetwork;
  let gateway: string;
  let place: Awaited<ReturnType<typeof emptyFolder>>;
  before(async () => {
    network = await withNetwork();
    gateway = network.of('44').address;
    place = await emptyFolder();
    await writeFile(join(place.folder, 'token'), await tokenOf(network.of('44').tokenAddress(MARKET.uscc)));
  });
  after(() => place.remove());

  const tokenOf = async (address: string): Promise<string> => {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ subject: 'command-line', roles: ['issuer'] }),
    });
    const { token }: { token: string } = JSON.parse(await response.text());
    return token;
  };
  const run = (args: string[], stdin = '') => runCli(args, { cwd: place.folder, stdin });
  const issue = (orders: readonly unknown[]) =>
    run(
      ['issue', '--gateway', gateway, '--authority', MARKET.uscc, '--token-file', 'token'],
      orders.map((order) => `${JSON.stringify(order)}\n`).join(''),
    );
  const linesOf = (out: string) =>
    out
      .split('\n')
      .filter((line) => line !== '')
      .map((line): Line => JSON.parse(line));

  it('issues a table, answers row by row, and the same table again is repeated, not issued twice', async () => {
    const orders = businessOrders('cli-table', 700);
    const first = await issue(orders);
    expect([first.status, first.err]).to.deep.equal([0, '700 sent: 700 new, 0 repeated, 0 failed\n']);
    const lines = linesOf(first.out);
    expect(lines.map(({ row, idempotencyKey }) => [row, idempotencyKey])).to.deep.equal(
      orders.map(({ idempotencyKey }, at) => [at + 1, idempotencyKey]),
    );
    const again = await issue(orders);
    expect([again.status, again.err]).to.deep.equal([0, '700 sent: 0 new, 700 repeated, 0 failed\n']);
    expect(linesOf(again.out).map(({ licenceId }) => licenceId)).to.deep.equal(lines.map(({ licenceId }) => licenceId));
  });

  it('ends with 1 where one row is bad, and issues the others', async () => {
    const [good, bad] = businessOrders('cli-bad-row', 2);
    const { status, out } = await issue([good, { ...bad, validFrom: 'never' }]);
    expect(status).to.equal(1);
    const [issued, refused] = linesOf(out);
    expect(issued?.code).to.equal(undefined);
    expect(refused?.code).to.be.a('string');
  });

  it('ends with 3 for a token that the gateway does not take', async () => {
    const args = ['issue', '--gateway', gateway, '--authority', MARKET.uscc, '--token', 'none'];
    const { status, err } = await run(args, '{}\n');
    expect(status).to.equal(3);
    expect(err).to.include('GATEWAY_REFUSED: 401');
  });

  it('seeds an evaluation network, the same orders for the same seed', async () => {
    const tokens = network.of('44').tokenAddress(MARKET.uscc);
    const args = ['seed', '--gateway', gateway, '--authority', MARKET.uscc, '--token-url', tokens];
    const more = ['--count', '25', '--seed', 'cli-seed'];
    const first = await run([...args, ...more]);
    expect([first.status, first.err]).to.deep.equal([0, '25 sent: 25 new, 0 repeated, 0 failed\n']);
    const again = await run([...args, ...more]);
    expect([again.status, again.err]).to.deep.equal([0, '25 sent: 0 new, 25 repeated, 0 failed\n']);
  });

  it('a stranger who knows the digest of the network fetches the lists and verifies alone, as the gateway does', async () => {
    const [line] = linesOf((await issue(businessOrders('cli-stranger', 1))).out);
    const licenceId = line?.licenceId ?? '';
    await anchored(network, licenceId);
    const evidence = await officer(network).get<Evidence>(`/v1/licences/${licenceId}/evidence`);
    await writeFile(join(place.folder, 'evidence.json'), JSON.stringify(evidence));
    // Another province's gateway serves the same lists.
    const from = ['--from', network.of('52').address, '--network', network.network];
    expect((await run(['trust', 'update', '--trust', 'trust.json', ...from])).status).to.equal(0);
    const args = ['verify', 'evidence.json', '--trust', 'trust.json', '--domain', '43', '--json'];
    const { status, out } = await runCli(args, { cwd: place.folder, offline: true });
    expect(status, out).to.equal(0);
    expect(JSON.parse(out)).to.include({ verdict: 'valid', network: network.network });
  });

  it('finds the ledger clean, by the statements of all three witnesses', async () => {
    const witnesses = network.all.map(({ address }) => address);
    const { status, out, err } = await runCli(['ledger', 'fsck', '--witness', ...witnesses], {
      cwd: place.folder,
      env: { LEDGER_DATABASE_URL: ledgerDatabaseOf(network) },
    });
    expect([status, out]).to.deep.equal([0, '']);
    expect(err).to.match(/^0 findings, [1-9]\d+ witness statements\n$/);
  });
});
