import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { HOLDERS } from '../../fixtures/holders.js';
import {
  anchoredLicence,
  businessOrders,
  inDatabase,
  issueRows,
  type LiveNetwork,
  officer,
  withNetwork,
} from '../support/live-network.js';

describe('the logs of live gateways', function () {
  this.timeout(60_000);
  let network: LiveNetwork;
  before(async () => {
    network = await withNetwork();
    const licenceId = await anchoredLicence(network, 'logged');
    const [order] = businessOrders('logged-badly', 1);
    await issueRows(network, [{ ...order, holders: [] }, order, { ...order, licenceNumber: 'X' }, '{']);
    const client = officer(network);
    const evidence = await client.get<unknown>(`/v1/licences/${licenceId}/evidence`);
    await network.of('43').as('43', 'window').post('/v1/verifications/evidence', evidence);
    for (const path of [`/v1/licences/${licenceId}0`, `/v1/licences?licenceNumber=${order?.licenceNumber}`]) {
      await client.get(path).catch(() => undefined);
    }
  });

  const logs = () =>
    Promise.all(
      network.all.map(async ({ domain }) => ({
        domain,
        text: await readFile(join(network.folder, domain, 'gateway.log'), 'utf8'),
      })),
    );

  it('hold no name, code, number or identifier of any licence or holder', async () => {
    const rows = await inDatabase(network, '44', (sql) =>
      sql('SELECT licence_id, licence_number, idempotency_key, ledger_key, fields FROM licence'),
    );
    const values = new Set<string>(HOLDERS.flatMap(({ name, code }) => [name, code]));
    for (const row of rows) {
      for (const name of ['licence_id', 'licence_number', 'idempotency_key', 'ledger_key'])
        values.add(String(row[name]));
      // The serial alone tells as much as the identifier.
      values.add(String(row.licence_id).split('.').at(-3) ?? '');
      const fields: { value: string }[] = JSON.parse(String(row.fields));
      for (const { value } of fields) if (/[^ -~]/.test(value) || value.length > 24) values.add(value);
    }
    for (const { domain, text } of await logs()) {
      expect(
        [...values].filter((value) => value !== '' && text.includes(value)),
        domain,
      ).to.deep.equal([]);
    }
  });

  it('hold no token, no key and no line that is not JSON', async () => {
    for (const { domain, text } of await logs()) {
      expect(text, domain).not.to.match(/eyJ[A-Za-z0-9_-]{10,}|PRIVATE KEY|[Pp]assword|postgres(ql)?:\/\//);
      const lines = text.split('\n').filter((line) => line !== '');
      expect(lines.length).to.be.greaterThan(0);
      for (const line of lines) expect(JSON.parse(line), domain).to.be.an('object');
    }
  });

  it('tell of each request by the name of its route', async () => {
    const [home] = await logs();
    const routes = new Set(
      (home?.text ?? '').split('\n').flatMap((line) => (line === '' ? [] : [String(JSON.parse(line).route)])),
    );
    expect([...routes]).to.include.members(['issueLicences', 'downloadEvidence']);
  });
});
