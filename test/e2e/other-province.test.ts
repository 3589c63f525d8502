import { createConnection } from 'node:net';
import { expect } from 'chai';
import {
  anchored,
  anchoredLicence,
  businessOrders,
  issueRows,
  type LiveNetwork,
  officer,
  withNetwork,
} from '../support/live-network.js';

type Report = { verdict: string; scope: string; codes: string[]; warnings: string[] };

describe('another province', function () {
  this.timeout(90_000);
  let network: LiveNetwork;
  before(async () => {
    network = await withNetwork();
  });

  it('finds a licence valid while its issuer’s gateway and database are down', async () => {
    const licenceId = await anchoredLicence(network, 'abroad');
    const evidence = await officer(network).get<Record<string, unknown>>(`/v1/licences/${licenceId}/evidence`);
    const home = network.of('44');
    const databasePort = home.process().databasePort ?? 0;
    await home.stopGateway();
    try {
      expect(await refuses(databasePort)).to.equal(true);
      expect(await refuses(Number(new URL(home.address).port))).to.equal(true);
      for (const domain of ['43', '52']) {
        const window = network.of(domain).as(domain, 'window');
        const report = await window.post<Report>('/v1/verifications/evidence', evidence);
        expect(report, domain).to.include({ verdict: 'valid', scope: 'evidence' });
        expect(await window.post<Report>('/v1/verifications', { licenceId }), domain).to.include({
          verdict: 'valid',
          scope: 'ledger',
        });
      }
    } finally {
      await home.startGateway();
    }
  });

  it('hears of a change at once, although the province that made it is gone the next moment', async () => {
    const [line] = await issueRows(network, businessOrders('revoked-and-gone', 1));
    const licenceId = line?.licenceId ?? '';
    await anchored(network, licenceId);
    const evidence = await officer(network).get<Record<string, unknown>>(`/v1/licences/${licenceId}/evidence`);
    await officer(network).post(`/v1/licences/${licenceId}/revoke`, { reason: 'penalty-revocation' });
    await network.of('44').stopGateway();
    try {
      const window = network.of('43').as('43', 'window');
      const report = await window.post<Report>('/v1/verifications/evidence', evidence);
      expect(report.verdict).to.equal('invalid');
      expect(report.codes).to.include('LICENCE_REVOKED');
    } finally {
      await network.of('44').startGateway();
    }
  });
});

function refuses(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', () => resolve(true));
  });
}
