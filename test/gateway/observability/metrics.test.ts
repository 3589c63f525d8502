import { expect } from 'chai';
import { createMetricsApp } from '../../../gateway/http/metrics-app.js';
import { startHttp } from '../../../gateway/http/server.js';
import { createMetrics, type Measured } from '../../../gateway/observability/metrics.js';

const MEASURED: Measured = {
  certificates: () => [
    { use: 'fabric-identity', notAfter: Date.UTC(2027, 0, 1) },
    { use: 'fabric-tls', notAfter: Date.UTC(2027, 1, 1) },
  ],
  waiting: async () => 7,
  newestBlockAt: () => 1_700_000_000_500,
};

describe('the numbers of a gateway', () => {
  // Prometheus reads NaN in any case; the library writes Nan.
  const lines = async (measured: Partial<Measured>) =>
    (await createMetrics({ ...MEASURED, ...measured }).text())
      .replaceAll('Nan', 'NaN')
      .split('\n')
      .filter((line) => line.startsWith('yinxin_'));

  it('tell the ends of its certificates, what waits and the newest block', async () => {
    expect(await lines({})).to.deep.equal([
      'yinxin_certificate_not_after_seconds{use="fabric-identity"} 1798761600',
      'yinxin_certificate_not_after_seconds{use="fabric-tls"} 1801440000',
      'yinxin_outbox_waiting 7',
      'yinxin_newest_block_seen_seconds 1700000000.5',
    ]);
  });

  it('tell what is renewed, and no certificate that is gone', async () => {
    let certificates = MEASURED.certificates();
    const metrics = createMetrics({ ...MEASURED, certificates: () => certificates });
    await metrics.text();
    certificates = [{ use: 'fabric-tls', notAfter: 1_000 }];
    const text = await metrics.text();
    expect(text).to.contain('{use="fabric-tls"} 1\n').and.not.to.contain('fabric-identity');
  });

  it('say so where they cannot be read', async () => {
    const corrupt = () => {
      throw new Error('LEDGER_CORRUPT');
    };
    for (const newestBlockAt of [() => undefined, corrupt]) {
      const unreadable = { waiting: () => Promise.reject(new Error('down')), newestBlockAt };
      expect(await lines({ ...unreadable, certificates: () => [] })).to.deep.equal([
        'yinxin_outbox_waiting NaN',
        'yinxin_newest_block_seen_seconds NaN',
      ]);
    }
  });

  it('are answered at /metrics, and nothing else is', async () => {
    const server = await startHttp({ app: createMetricsApp(createMetrics(MEASURED)), host: '127.0.0.1', port: 0 });
    try {
      const answer = await fetch(`${server.address}/metrics`);
      expect(answer.headers.get('content-type')).to.match(/^text\/plain; version=0\.0\.4/);
      expect(await answer.text()).to.contain('yinxin_outbox_waiting 7\n');
      for (const [method, path] of [
        ['GET', '/'],
        ['GET', '/metrics/x'],
        ['POST', '/metrics'],
      ] as const) {
        const { status } = await fetch(server.address + path, { method });
        expect(status, `${method} ${path}`).to.equal(404);
      }
    } finally {
      await server.close();
    }
  });
});
