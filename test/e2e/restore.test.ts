import { chmod, chown, cp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { BlockStatement } from '../../chaincode/model/block-statement.js';
import {
  allCaughtUp,
  anchoredLicence,
  businessOrders,
  eventually,
  inDatabase,
  issueRows,
  type LiveNetwork,
  ledgerPicture,
  officer,
  withNetwork,
} from '../support/live-network.js';

describe('a gateway whose database is restored from a backup', function () {
  this.timeout(120_000);
  let network: LiveNetwork;
  const kept = businessOrders('kept', 20);
  const lost = businessOrders('lost', 620);
  before(async () => {
    network = await withNetwork();
  });
  const journal = () =>
    network.of('44').as('44', 'auditor').get<{
      outcome: string;
      records: number;
      anchored: number;
      findings: { code: string }[];
    }>('/v1/seal-uses/check');

  it('gives the same ids for the same orders, and puts nothing new on the ledger', async () => {
    const province = network.of('44');
    const folder = join(network.folder, '44', 'postgres');
    const first = await issueRows(network, kept);
    await allCaughtUp(network);

    await province.stopGateway();
    await cp(folder, `${folder}.backup`, { recursive: true, preserveTimestamps: true });
    await copyOwner(folder, `${folder}.backup`);
    await province.startGateway();
    const second = await issueRows(network, lost);
    expect([...first, ...second].filter(({ code }) => code !== undefined)).to.deep.equal([]);
    await eventually('the ledger has the newest use of a seal', async () => {
      const { anchored, records } = await journal();
      return records > lost.length && anchored === records;
    });
    await allCaughtUp(network);

    await province.stopGateway();
    await rm(folder, { recursive: true });
    await rename(`${folder}.backup`, folder);
    await province.startGateway();

    const before = await ledgerPicture(network);
    const again = await issueRows(network, [...kept, ...lost]);
    expect(again.map(({ licenceId }) => licenceId)).to.deep.equal([...first, ...second].map((line) => line.licenceId));
    expect(again.slice(0, kept.length).map(({ code, repeated }) => ({ code, repeated }))).to.deep.equal(
      kept.map(() => ({ code: undefined, repeated: true })),
    );
    expect(new Set(again.slice(kept.length).map(({ code }) => code))).to.deep.equal(new Set(['LICENCE_EVIDENCE_LOST']));
    expect(await ledgerPicture(network)).to.deep.equal(before);
  });

  it('tells that records of the use of seals are lost', async () => {
    const { outcome, records, anchored, findings } = await journal();
    expect(outcome).to.equal('changed');
    expect(anchored - records).to.be.at.least(lost.length);
    expect(findings.map(({ code }) => code)).to.include('JOURNAL_SHORTER');
  });

  it('still changes the state of a licence whose evidence is lost, and says so', async () => {
    const [line] = await issueRows(network, lost.slice(0, 1));
    const refusal = await officer(network)
      .post(`/v1/licences/${line?.licenceId}/suspend`, { reason: 'lost-licence' })
      .catch((error: unknown) => error);
    expect(refusal).to.include({ code: 'LICENCE_EVIDENCE_LOST' });
    const report = await officer(network).post<{ verdict: string; scope: string; codes: string[] }>(
      '/v1/verifications',
      { licenceId: line?.licenceId },
    );
    expect(report).to.include({ verdict: 'invalid', scope: 'ledger' });
    expect(report.codes).to.include('LICENCE_SUSPENDED');
  });

  it('never signs two bodies for one height: the others still count its statements', async () => {
    await anchoredLicence(network, 'after-restore');
    await allCaughtUp(network);
    for (const { domain } of network.all) {
      await eventually(`newest statement of 44 at ${domain}`, () =>
        inDatabase(network, domain, async (sql) => {
          const [row] = await sql(
            `SELECT max(block_number) FILTER (WHERE domain = '44') AS own, max(block_number) AS all FROM block_statement`,
          );
          return row?.own === row?.all;
        }),
      );
      const doubled = await inDatabase(network, domain, (sql) =>
        sql('SELECT domain, block_number FROM block_statement GROUP BY domain, block_number HAVING count(*) > 1'),
      );
      expect(doubled, domain).to.deep.equal([]);
    }
    const contents = await Promise.all(
      network.all.map(({ domain }) =>
        inDatabase(network, domain, (sql) =>
          sql(`SELECT block_number, content FROM block_statement WHERE domain = '44' ORDER BY block_number`),
        ),
      ),
    );
    const bodies = Map.groupBy(contents.flat(), ({ block_number }) => Number(block_number));
    for (const [height, rows] of bodies) {
      const statements = rows.map(({ content }): BlockStatement => JSON.parse(String(content)));
      expect(new Set(statements.map(({ statement }) => JSON.stringify(statement))).size, `${height}`).to.equal(1);
    }
  });
});

/** PostgreSQL refuses a data folder of somebody else: a backup tool keeps owners. */
async function copyOwner(from: string, to: string): Promise<void> {
  const { uid, gid, mode } = await stat(from);
  for (const entry of await readdir(to, { recursive: true })) await chown(join(to, entry), uid, gid);
  await chown(to, uid, gid);
  await chmod(to, mode & 0o777);
}
