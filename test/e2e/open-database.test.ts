import { expect } from 'chai';
import { ledgerKeys } from '../../chaincode/model/keys.js';
import type { TransactionInput } from '../../chaincode/model/transaction.js';
import { provincialAuthority } from '../../fixtures/provinces.js';
import { sealOfAuthority } from '../../fixtures/seals.js';
import type { StatusStatement } from '../../gateway/domain/evidence/status.js';
import { sealKeyId } from '../../gateway/domain/ports/key-ring.js';
import { encodeBase64url } from '../../pki/encoding/base64url.js';
import { canonicalJson } from '../../pki/encoding/canonical-json.js';
import { formatTime } from '../../pki/encoding/times.js';
import {
  anchoredLicence,
  businessOrders,
  eventually,
  inDatabase,
  issueRows,
  type LedgerPicture,
  type LiveNetwork,
  ledgerPicture,
  MARKET,
  officer,
  onLedger,
  type Sql,
  withNetwork,
} from '../support/live-network.js';

const NATURE = provincialAuthority('44', 'natural-resources');

type Report = { verdict: string; scope: string; codes: string[]; licence?: { licenceId?: string } };

/** Somebody who owns Guangdong's database, and no key. */
describe('an attacker with the gateway’s database', function () {
  this.timeout(90_000);
  let network: LiveNetwork;
  let licenceId: string;
  let other: string;
  before(async () => {
    network = await withNetwork();
    licenceId = await anchoredLicence(network, 'attacked');
    other = await anchoredLicence(network, 'not-attacked');
  });

  const attack = (work: (sql: Sql) => Promise<unknown>) => inDatabase(network, '44', work);
  const outboxIsDone = () =>
    eventually('the outbox is done with', () =>
      attack((sql) => sql("SELECT 1 FROM outbox WHERE status = 'waiting'")).then(
        (rows) => Array.isArray(rows) && rows.length === 0,
      ),
    );
  const expectLedger = async (before: LedgerPicture) => {
    const after = await ledgerPicture(network);
    expect(after.transactions).to.equal(before.transactions);
    expect(after.state).to.deep.equal(before.state);
  };
  const window = (domain: string) => network.of(domain).as(domain, 'window');

  /** Changes the rows, lets the work run, and puts the table back as it was. */
  const during = async (table: string, change: (sql: Sql) => Promise<unknown>, work: () => Promise<void>) => {
    await attack(async (sql) => {
      await sql(`DROP TABLE IF EXISTS stolen_${table}`);
      await sql(`CREATE TABLE stolen_${table} AS SELECT * FROM ${table}`);
      await change(sql);
    });
    try {
      await work();
    } finally {
      await attack(async (sql) => {
        await sql(`DELETE FROM ${table}`);
        await sql(`INSERT INTO ${table} SELECT * FROM stolen_${table}`);
        await sql(`DROP TABLE stolen_${table}`);
      });
    }
  };

  const lastInput = async (): Promise<TransactionInput> =>
    onLedger(network, async (sql) => {
      const rows = await sql(
        `SELECT input FROM ledger_transaction WHERE input LIKE '%licence-batch%' ORDER BY block_number DESC LIMIT 1`,
      );
      return JSON.parse(String(rows[0]?.input));
    });

  it('gets nothing sent that no authority signed', async () => {
    const before = await ledgerPicture(network);
    const input = await lastInput();
    const target = [...before.state.keys()].find((key) => key.startsWith('licence/')) ?? '';
    const unsigned = {
      ...input,
      command: { ...input.command, kind: 'licence-state', target, body: { state: 'revoked' } },
    };
    const altered = { ...input, leaves: input.leaves?.map((leaf) => ({ ...leaf, digest: '0'.repeat(64) })) };
    const later = { ...input, command: { ...input.command, expires: '2099-01-01T00:00:00.000Z' } };
    const governed = {
      ...input,
      command: {
        ...input.command,
        kind: 'heartbeat',
        target: ledgerKeys.heartbeat('44'),
        reason: 'quiet-ledger',
        body: {},
      },
    };
    const forged = [unsigned, later, governed, altered].map((each) => canonicalJson(JSON.parse(JSON.stringify(each))));
    const garbage = ['', '{', 'null', '[]', '{"command":null}', '\\u0000', 'x'.repeat(100_000)];
    await attack(async (sql) => {
      for (const [at, text] of [...forged, ...garbage].entries()) {
        await sql(
          `INSERT INTO outbox (digest, kind, input, status, created_at)
           VALUES ($1, 'licence-batch', $2, 'waiting', now() - interval '1 hour')`,
          [`forged-${at}`, text],
        );
      }
    });
    await outboxIsDone();
    const told = await attack((sql) =>
      sql("SELECT digest FROM outbox WHERE status <> 'refused' AND digest LIKE 'forged-%'"),
    );
    // The command of a batch that is on the ledger already is done, whatever leaves come with it.
    expect(told).to.deep.equal([{ digest: `forged-${forged.length - 1}` }]);
    await attack((sql) => sql("DELETE FROM outbox WHERE digest LIKE 'forged-%'"));
    await expectLedger(before);
  });

  it('cannot change what waits: the ledger refuses it', async () => {
    const before = await ledgerPicture(network);
    await attack((sql) =>
      sql(`UPDATE outbox SET status = 'waiting', created_at = now() - interval '1 hour', input = replace(input, '"size":1', '"size":2')
           WHERE digest IN (SELECT batch_digest FROM licence WHERE idempotency_key LIKE 'not-attacked-%')`),
    );
    await outboxIsDone();
    await expectLedger(before);
    // What stands on the ledger stays evidence, although its command was refused in another form.
    expect(await window('44').post<Report>('/v1/verifications', { licenceId: other })).to.include({ verdict: 'valid' });
  });

  it('gets no licence signed by a draft in the table', async () => {
    const before = await ledgerPicture(network);
    const draft = '1.2.156.3005.2.11440000YX44M00099001.11440000YX44M00099.DRAFT.001.X';
    await attack(async (sql) => {
      await sql("INSERT INTO licence_batch (digest, signed, certificates) VALUES ('draft', '{}', '[]')");
      await sql(
        `INSERT INTO licence SELECT $1, 'licence/draft', authority, type, licence_version, 'draft', order_mac, licence_number,
           valid_from, valid_until, digest, document, fields, attestation, seal_signature, seal, leaf, batch_proof, 'draft',
           'active', 1, created_at, seal_certificate, attestation_certificate FROM licence LIMIT 1`,
        [draft],
      );
    });
    await issueRows(network, businessOrders('beside-a-draft', 1));
    const after = await ledgerPicture(network);
    expect(after.transactions).to.equal(before.transactions + 1);
    expect([...after.state.keys()].filter((key) => key.includes('draft'))).to.deep.equal([]);
    await attack(async (sql) => {
      await sql("DELETE FROM licence WHERE idempotency_key = 'draft'");
      await sql("DELETE FROM licence_batch WHERE digest = 'draft'");
    });
  });

  it('gets no status stated that the ledger has not', async () => {
    const { ledgerKey } = await officer(network).get<{ ledgerKey: string }>(`/v1/licences/${licenceId}`);
    const stated = async () => {
      const response = await fetch(`${network.of('44').address}/v1/witness/statuses`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ keys: [ledgerKey] }),
      });
      const statement: StatusStatement = JSON.parse(await response.text());
      return statement.leaves[0]?.leaf;
    };
    const honest = await stated();
    const onChain = JSON.parse((await ledgerPicture(network)).state.get(ledgerKey) ?? '{}');
    expect(honest).to.include({ state: onChain.state, version: onChain.version, digest: onChain.digest });
    const before = await ledgerPicture(network);
    await during(
      'projected_entry',
      (sql) => sql(`UPDATE projected_entry SET record = replace(record, '"state":"active"', '"state":"revoked"')`),
      async () => {
        await attack((sql) =>
          sql("UPDATE licence SET state = 'revoked', entry_version = 9 WHERE licence_id = $1", [licenceId]),
        );
        expect(await stated()).to.deep.equal(honest);
        for (const domain of ['44', '43']) {
          const report = await window(domain).post<Report>('/v1/verifications', { licenceId });
          expect(report, domain).to.include({ verdict: 'valid' });
        }
        // The command names the ledger's version, whatever the row says.
        const path = `/v1/licences/${licenceId}/suspend`;
        const wrong = await officer(network)
          .post(path, { reason: 'lost-licence', expectedVersion: 9 })
          .catch((error: unknown) => error);
        expect(wrong).to.include({ code: 'LICENCE_STATE_CONFLICT' });
        // Types and rights are the ledger's as well.
        const lines = await issueRows(network, businessOrders('beside-false-states', 1));
        expect(lines[0]).to.include({ repeated: false });
      },
    );
    await attack((sql) =>
      sql("UPDATE licence SET state = 'active', entry_version = 1 WHERE licence_id = $1", [licenceId]),
    );
    expect((await ledgerPicture(network)).transactions).to.equal(before.transactions + 1);
  });

  it('revoked stays revoked, whatever the tables say', async () => {
    const revoked = await anchoredLicence(network, 'revoked-on-the-ledger');
    await officer(network).post(`/v1/licences/${revoked}/revoke`, { reason: 'serious-violation' });
    await attack(async (sql) => {
      await sql("UPDATE licence SET state = 'active', entry_version = 1 WHERE licence_id = $1", [revoked]);
      await sql(`UPDATE projected_entry SET record = replace(record, '"state":"revoked"', '"state":"active"')`);
    });
    const evidence = await officer(network).get<Record<string, unknown>>(`/v1/licences/${revoked}/evidence`);
    for (const domain of ['44', '43']) {
      const byFile = await window(domain).post<Report>('/v1/verifications/evidence', evidence);
      const byId = await window(domain).post<Report>('/v1/verifications', { licenceId: revoked });
      expect(byFile.codes, domain).to.include('LICENCE_REVOKED');
      expect(byId.codes, domain).to.include('LICENCE_REVOKED');
    }
  });

  it('cannot answer for one licence with the evidence of another', async () => {
    const revoked = await anchoredLicence(network, 'to-be-replaced');
    await officer(network).post(`/v1/licences/${revoked}/revoke`, { reason: 'serious-violation' });
    await during(
      'licence',
      (sql) =>
        sql(
          `UPDATE licence SET document = o.document, fields = o.fields, attestation = o.attestation, leaf = o.leaf,
             seal_signature = o.seal_signature, batch_proof = o.batch_proof, batch_digest = o.batch_digest, digest = o.digest
           FROM licence o WHERE licence.licence_id = $1 AND o.licence_id = $2`,
          [revoked, other],
        ),
      async () => {
        const report = await window('44').post<Report>('/v1/verifications', { licenceId: revoked });
        expect(report.verdict).to.equal('invalid');
        expect(report.codes).to.include('LICENCE_REVOKED');
        expect(report.licence?.licenceId).to.equal(revoked);
        const download = await officer(network)
          .get(`/v1/licences/${revoked}/evidence`)
          .catch((error: unknown) => error);
        expect(download).to.include({ code: 'LICENCE_EVIDENCE_LOST' });
      },
    );
  });

  const CHANGES: [what: string, table: string, sql: string][] = [
    ['a field', 'licence', `UPDATE licence SET fields = replace(fields, '有限', '无限'), document = document`],
    ['a salt', 'licence', `UPDATE licence SET fields = regexp_replace(fields, '"salt":"..', '"salt":"AA', 'g')`],
    [
      'the validity',
      'licence',
      `UPDATE licence SET document = replace(document, '"validFrom":"2026', '"validFrom":"2025')`,
    ],
    ['the leaf', 'licence', `UPDATE licence SET leaf = replace(leaf, '"expectedVersion":0', '"expectedVersion":1')`],
    ['the attestation', 'licence', `UPDATE licence SET attestation = 'AAAA' || substr(attestation, 5)`],
    [
      'the seal signature',
      'licence',
      'UPDATE licence SET seal_signature = set_byte(seal_signature, 200, 1 + get_byte(seal_signature, 200) % 255)',
    ],
    ['the batch', 'licence_batch', `UPDATE licence_batch SET signed = replace(signed, '"size":', '"size":1')`],
    [
      'the block number',
      'licence_batch',
      'UPDATE licence_batch SET block_number = block_number - 1, statements = NULL, anchored_at = NULL',
    ],
    [
      'the witnesses',
      'licence_batch',
      `UPDATE licence_batch SET statements = regexp_replace(statements, '"seenAt":"2026', '"seenAt":"2025', 'g')`,
    ],
    ['the certificates', 'licence_batch', `UPDATE licence_batch SET certificates = '["AAAA","BBBB"]'`],
  ];
  for (const [what, table, sql] of CHANGES) {
    it(`makes no evidence valid by changing ${what}`, async () => {
      await during(
        table,
        (run) =>
          run(
            `${sql} WHERE ${table === 'licence' ? 'licence_id = $1' : 'digest = (SELECT batch_digest FROM licence WHERE licence_id = $1)'}`,
            [licenceId],
          ),
        async () => {
          const download = await officer(network)
            .get<Record<string, unknown>>(`/v1/licences/${licenceId}/evidence`)
            .catch((error: unknown) => error);
          if (!(download instanceof Error)) {
            for (const domain of ['44', '43']) {
              const report = await window(domain).post<Report>('/v1/verifications/evidence', download);
              expect(report.verdict, domain).not.to.equal('valid');
            }
          }
          const report = await window('44').post<Report>('/v1/verifications', { licenceId });
          // Without evidence that can be read, only the ledger's own facts are told.
          if (report.scope === 'evidence') expect(report.verdict).not.to.equal('valid');
        },
      );
      const report = await window('44').post<Report>('/v1/verifications', { licenceId });
      expect(report).to.include({ verdict: 'valid', scope: 'evidence' });
    });
  }

  const SWAPS: [what: string, table: string, sql: string][] = [
    [
      'another authority’s key under this one’s certificate',
      'certificate_file',
      `UPDATE certificate_file SET key_id = replace(key_id, lower('${MARKET.uscc}'), lower('${NATURE.uscc}'))`,
    ],
    [
      'another certificate under the name of this one',
      'certificate_file',
      `UPDATE certificate_file SET der = (SELECT der FROM certificate_file WHERE role = 'seal-maker') WHERE authority = '${MARKET.uscc}'`,
    ],
    [
      'another authority’s certificates as its own',
      'certificate_file',
      `UPDATE certificate_file SET authority = '${MARKET.uscc}' WHERE role = 'authority' AND authority <> '${MARKET.uscc}'`,
    ],
    [
      'another seal under the name of this one',
      'seal_file',
      `UPDATE seal_file SET der = (SELECT der FROM seal_file WHERE authority <> '${MARKET.uscc}' LIMIT 1) WHERE authority = '${MARKET.uscc}'`,
    ],
    ['another authority’s seals as its own', 'seal_file', `UPDATE seal_file SET authority = '${MARKET.uscc}'`],
  ];
  for (const [at, [what, table, sql]] of SWAPS.entries()) {
    it(`gets nothing false issued by putting ${what}`, async () => {
      await during(
        table,
        (run) => run(sql),
        async () => {
          const before = await ledgerPicture(network);
          const [line] = await issueRows(network, businessOrders(`swap-${at}`, 1));
          if (line?.code !== undefined) {
            expect(['KEY_NOT_HELD', 'SEAL_NOT_ACTIVE']).to.include(line.code);
            await expectLedger(before);
            return;
          }
          const id = line?.licenceId ?? '';
          await eventually('anchored', async () => {
            const { stage } = await officer(network).get<{ stage: string }>(`/v1/licences/${id}`);
            return stage === 'anchored';
          });
          const evidence = await officer(network).get<Record<string, unknown>>(`/v1/licences/${id}/evidence`);
          expect(await window('43').post<Report>('/v1/verifications/evidence', evidence)).to.include({
            verdict: 'valid',
          });
        },
      );
    });
  }

  it('gets no seal made that names another authority’s certificate', async () => {
    const before = await ledgerPicture(network);
    const seal = sealOfAuthority(MARKET.uscc);
    const picture = seal.picture();
    const own = new Set(
      [...before.state]
        .filter(([key, record]) => key.startsWith('certificate/') && JSON.parse(record).authority === MARKET.uscc)
        .map(([key]) => key.slice('certificate/'.length)),
    );
    await during(
      'certificate_file',
      (sql) =>
        sql(`UPDATE certificate_file SET authority = $1, key_id = $2 WHERE authority = $3 AND key_id LIKE '%.seal'`, [
          MARKET.uscc,
          sealKeyId(MARKET.uscc),
          NATURE.uscc,
        ]),
      async () => {
        const now = Date.now();
        const made = await network
          .of('44')
          .as('44', 'governance')
          .post<{ signerCertificates: string[] }>('/v1/seals', {
            authority: MARKET.uscc,
            esId: `${seal.esId}-2`,
            name: seal.name,
            sealClass: 'finance',
            picture: { type: 'PNG', data: encodeBase64url(picture.data), width: picture.width, height: picture.height },
            validFrom: formatTime(now - 60_000),
            validUntil: formatTime(now + 86_400_000),
          });
        expect(made.signerCertificates.filter((fingerprint) => !own.has(fingerprint))).to.deep.equal([]);
      },
    );
    expect((await ledgerPicture(network)).transactions).to.equal(before.transactions + 1);
  });

  it('makes no block anchored that no quorum has seen, and signs nothing for the witness', async () => {
    const statements = () =>
      inDatabase(network, '43', (sql) =>
        sql(`SELECT domain, block_number, digest FROM block_statement WHERE domain = '44' ORDER BY block_number`),
      );
    const before = await statements();
    await during(
      'block_statement',
      (sql) =>
        sql(`UPDATE block_statement SET content = regexp_replace(content, '"seenAt":"2026', '"seenAt":"2025'), digest = 'b' || substr(digest, 2)
             WHERE domain <> '44'`),
      async () => {
        await attack((sql) =>
          sql(
            'UPDATE licence_batch SET statements = NULL, anchored_at = NULL WHERE digest = (SELECT batch_digest FROM licence WHERE licence_id = $1)',
            [licenceId],
          ),
        );
        const evidence = await officer(network)
          .get<Record<string, unknown>>(`/v1/licences/${licenceId}/evidence`)
          .catch((error: unknown) => error);
        if (!(evidence instanceof Error)) {
          // Remembered from before the attack: then it is the honest quorum.
          const report = await window('43').post<Report>('/v1/verifications/evidence', evidence);
          expect(report.verdict).to.equal('valid');
        }
      },
    );
    const after = await statements();
    expect(after.slice(0, before.length)).to.deep.equal(before);
    expect(new Set(after.map(({ block_number }) => block_number)).size).to.equal(after.length);
  });
});
