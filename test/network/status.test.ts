import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { statusOf } from '../../network/commands/status.js';
import { tellStatus } from '../../network/commands/tell-status.js';
import { channelMetric, isHealthy, metricsOf } from '../../network/form/health.js';
import { expiriesOf } from '../../network/identities/expiries.js';
import { put } from '../../network/support/write-file.js';
import { layoutOf } from '../../network/topology/layout.js';
import { saveNetwork } from '../../network/topology/network-file.js';
import { sampleNetwork } from './sample-network.js';
import { buildTestCertificate } from './test-certificate.js';

const METRICS = `# HELP ledger_blockchain_height Height of the chain in blocks.
# TYPE ledger_blockchain_height gauge
ledger_blockchain_height{channel="trusted"} 3
ledger_blockchain_height{channel="trust"} 1.7e+01
consensus_etcdraft_is_leader{channel="system"} 0
consensus_etcdraft_is_leader{channel="trust"} 1
`;

describe("a node's metrics", () => {
  let server: Server;
  let port: number;
  let status = 200;
  before(async () => {
    server = createServer((_, response) => response.writeHead(status).end(METRICS));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  after(() => server.close());

  it('are read for the channel asked about only', async () => {
    const text = (await metricsOf(port)) ?? '';
    expect(channelMetric(text, 'ledger_blockchain_height', 'trust')).to.equal(17);
    expect(channelMetric(text, 'consensus_etcdraft_is_leader', 'trust')).to.equal(1);
    expect(channelMetric(text, 'ledger_blockchain_height', 'other')).to.equal(undefined);
    expect(channelMetric(text, 'ledger_blockchain', 'trust')).to.equal(undefined);
  });

  it('tell health by the status of the answer', async () => {
    expect(await isHealthy(port)).to.equal(true);
    status = 503;
    expect(await isHealthy(port)).to.equal(false);
  });

  it('are absent where nobody listens', async () => {
    expect(await isHealthy(1)).to.equal(false);
    expect(await metricsOf(1)).to.equal(undefined);
  });
});

describe('the state of a network that is down', () => {
  const NOW = Date.UTC(2027, 0, 1);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yinxin-status-'));
    const layout = layoutOf(folder);
    await saveNetwork(layout, sampleNetwork());
    const place = layout.province({ domain: '44' });
    put(place.tlsRoot, await buildTestCertificate(NOW + 30 * 86_400_000));
    put(place.peer.tls.certificate, await buildTestCertificate(NOW + 29.9 * 86_400_000));
    put(place.chaincodeTls.certificate, await buildTestCertificate(NOW - 1_000));
  });
  after(() => rm(folder, { recursive: true }));

  it('says so, with nothing running and nobody leading', async () => {
    const status = await statusOf(folder, NOW);
    expect(status).to.deep.include({ state: 'stopped', supervisor: null, processes: [], raftLeader: null });
    expect(status.provinces.map(({ domain, mspId }) => [domain, mspId])).to.deep.equal([
      ['44', 'GuangdongMSP'],
      ['43', 'HunanMSP'],
      ['52', 'GuizhouMSP'],
    ]);
    for (const { peer, orderer } of status.provinces) {
      expect(peer).to.deep.equal({ healthy: false, joined: false, height: null });
      expect(orderer).to.deep.equal({ healthy: false, leads: false, height: null });
    }
  });

  it('warns of certificates that have less than thirty days left, or none', () => {
    const expiries = expiriesOf({ domain: '44' }, layoutOf(folder).province({ domain: '44' }), NOW);
    expect(expiries.map(({ holder, daysLeft, soon }) => [holder, daysLeft, soon])).to.deep.equal([
      ['authority for TLS', 30, false],
      ['peer TLS', 29, true],
      ['chaincode TLS', -1, true],
    ]);
  });

  it('is told to people line by line', async () => {
    const lines = tellStatus(await statusOf(folder, NOW));
    expect(lines[0]).to.match(/^stopped: /);
    expect(lines.filter((line) => line.startsWith('WARNING'))).to.have.length(2);
    expect(lines.join('\n')).to.contain('52 Guizhou: peer').and.to.contain('DOWN not joined');
  });
});
