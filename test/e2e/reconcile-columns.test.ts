import { expect } from 'chai';
import type { DriftClass } from '../../gateway/domain/reconciliation/drift.js';
import type { ReconciliationFinding } from '../../gateway/domain/reconciliation/result.js';
import { type ReconciledWorld, withReconciledWorld } from './support/reconciled-world.js';

interface Change {
  /** What the column becomes, in SQL. */
  to: string;
  class: DriftClass;
  /** The rows that are changed; the first by default. */
  where?: string;
  /** Whether the ledger vouches for what was there, so that it comes back. */
  repaired?: true | 'as JSON' | 'by another quorum';
  /** Columns that have to change with it for the row to be a row. */
  with?: string;
}

const FIRST = {
  licence: "licence_version = 1 AND state = 'active'",
  licence_batch: 'block_number IS NOT NULL',
  outbox: "status = 'committed' AND kind = 'licence-batch'",
  projected_entry: "kind = 'licence'",
  projection_checkpoint: 'true',
  block_statement: "domain = '43' AND block_number = 3",
  trust_list: 'sequence = 1',
  certificate_file: "role = 'authority'",
  seal_file: 'true',
  daily_statement: 'content IS NOT NULL',
} as const;
type Table = keyof typeof FIRST;

/** Another digest than this one, whichever it is. */
const other = (column: string) => `translate(${column}, '0123456789abcdef', '123456789abcdef0')`;
const flipped = (column: string) => `set_byte(${column}, 200, 255 - get_byte(${column}, 200))`;

/** As it was before the ledger had it. */
const WAITING = "status = 'waiting', input = (SELECT input FROM sent WHERE sent.digest = outbox.digest)";

const digest = (to: string, more: Partial<Change> = {}): Change => ({ to, class: 'digest-differs', ...more });
const state = (to: string, more: Partial<Change> = {}): Change => ({ to, class: 'state-differs', ...more });

const CHANGED: Readonly<Record<Table, Readonly<Record<string, Change>>>> = {
  licence: {
    licence_id: digest(`substr(licence_id, 1, length(licence_id) - 1) || '?'`, { repaired: true }),
    ledger_key: digest(`substr(ledger_key, 1, length(ledger_key) - 64) || repeat('0', 64)`, { repaired: true }),
    authority: digest(`'11440000YX44N0004H'`, { repaired: true }),
    type: digest(`'11440000YX44M00099999'`, { repaired: true }),
    licence_version: digest('9', { repaired: true }),
    licence_number: digest(`'FORGED-1'`, { repaired: true }),
    valid_from: digest(`'1999-01-01'`, { repaired: true }),
    valid_until: digest(`'2999-01-01'`, { repaired: true }),
    digest: digest(other('digest'), { repaired: true }),
    document: digest(`replace(document, '"version":1', '"version":2')`),
    fields: digest(`replace(fields, '有限', '无限')`),
    attestation: digest(`'AAAA' || substr(attestation, 5)`),
    seal_signature: digest(flipped('seal_signature')),
    seal: digest(other('seal'), { repaired: true }),
    seal_certificate: digest(other('seal_certificate'), { repaired: true }),
    attestation_certificate: digest(other('attestation_certificate'), { repaired: true }),
    leaf: digest(`replace(leaf, '"expectedVersion":0', '"expectedVersion":7')`, { repaired: true }),
    batch_proof: digest(`replace(batch_proof, '"path":["', '"path":["${'0'.repeat(64)}","')`, { repaired: true }),
    batch_digest: digest(other('batch_digest'), { repaired: true }),
    state: state(`'revoked'`, { repaired: true }),
    entry_version: state('entry_version + 1', { repaired: true }),
  },
  licence_batch: {
    digest: digest(other('digest'), { repaired: true }),
    signed: digest(`replace(signed, '"size":', '"size":1')`, { repaired: 'as JSON' }),
    certificates: digest(`'["AAAA","BBBB"]'`, { repaired: true }),
    transaction_id: state(other('transaction_id'), { repaired: true }),
    block_number: state('block_number - 1', { repaired: true }),
    block_index: state('block_index + 1', { repaired: true }),
    block_proof: digest(`replace(block_proof, '"index":', '"index":1')`, { repaired: true }),
    statements: digest(`regexp_replace(statements, '"seenAt":"2', '"seenAt":"1', 'g')`, {
      repaired: 'by another quorum',
    }),
    anchored_at: digest(`'2001-01-01T00:00:00.000Z'`, { repaired: true }),
  },
  outbox: {
    digest: digest(`repeat('0', 64)`, { with: WAITING }),
    kind: digest(`'heartbeat'`, { with: WAITING }),
    input: digest(`'{}'`, { with: "status = 'waiting'" }),
    status: state(`'refused'`, { repaired: true }),
  },
  projected_entry: {
    key: { to: `'licence/nowhere'`, class: 'missing-on-ledger', repaired: true },
    kind: state(`'seal'`, { repaired: true }),
    record: state(`replace(record, '"state":"active"', '"state":"revoked"')`, {
      where: `kind = 'licence' AND record LIKE '%"state":"active"%'`,
      repaired: true,
    }),
    block_number: state('block_number + 1', { repaired: true }),
    block_index: state('block_index + 1', { repaired: true }),
  },
  projection_checkpoint: {
    name: { to: `'elsewhere'`, class: 'missing-in-database' },
    block_number: state('block_number + 1000'),
    block_hash: state(other('block_hash')),
  },
  block_statement: {
    domain: digest(`'52'`, { with: 'digest = digest', where: "domain = '43' AND block_number = 3" }),
    block_number: digest('4', { repaired: true }),
    digest: digest(other('digest'), { repaired: true }),
    seen_at: digest(`'2001-01-01T00:00:00.000Z'`, { repaired: true }),
    content: digest(`regexp_replace(content, '"seenAt":"2', '"seenAt":"1')`),
  },
  trust_list: {
    sequence: digest('sequence + 1', { repaired: true }),
    content: digest(`regexp_replace(content, '"nextUpdate":"2', '"nextUpdate":"3')`),
  },
  certificate_file: {
    fingerprint: digest(other('fingerprint'), { repaired: true }),
    role: state(`'seal-maker'`, { repaired: true }),
    authority: state(`'11440000YX44N0004H'`, { repaired: true }),
    issuer: state(other('issuer'), { repaired: true }),
    der: digest(flipped('der')),
  },
  seal_file: {
    digest: digest(other('digest'), { repaired: true }),
    authority: state(`'11440000YX44N0004H'`, { repaired: true }),
    der: digest(flipped('der')),
  },
  daily_statement: {
    day: digest(`'2001-01-01'`),
    digest: digest(other('digest')),
    content: digest(`replace(content, '"drift":', '"Drift":')`),
  },
};

/** Columns that no verification relies on, and why. */
const NOT_RELIED_ON: Readonly<Record<string, string>> = {
  'licence.idempotency_key': 'leads a repeated order to its licence; no evidence and no statement has it',
  'licence.order_mac': 'an HMAC under a key outside the database: a changed one makes the repeated order refused',
  'licence.created_at': 'orders lists for people',
  'ledger_submission.digest': 'on its way to Fabric: what it is for is in the outbox, and nothing stands on its word',
  'ledger_submission.transaction_id': 'the same: another one is asked of the ledger, which knows none',
  'ledger_submission.envelope': 'signed and endorsed: changed it is refused, and the command is endorsed anew',
  'outbox.refusal': 'tells people why the ledger has refused',
  'outbox.created_at': 'orders what is sent; that something waits too long, its own signed time says',
  'certificate_file.key_id': 'names a key file; whoever signs with it compares its public key with the ledger first',
  'signed_trust_list.sequence': 'keeps this domain from signing twice; what it has signed carries its signature',
  'signed_trust_list.digest': 'keeps this domain from signing twice; what it has signed carries its signature',
  'signed_trust_list.signed_at': 'keeps this domain from signing twice; what it has signed carries its signature',
  'daily_statement.claimed_at': 'tells people when the day was claimed; the statement has its own time',
  'reconciliation_result.scope': 'what reconciliation itself has said; it is made anew',
  'reconciliation_result.finished_at': 'what reconciliation itself has said; it is made anew',
  'reconciliation_result.content': 'what reconciliation itself has said; it is made anew',
  ...Object.fromEntries(
    ['digest', 'authority', 'content', 'picture', 'created_at'].map((column) => [
      `seal_application.${column}`,
      'no licence rests on it; contents that are not what the ledger names are not found',
    ]),
  ),
  ...Object.fromEntries(
    ['number', 'digest', 'content', 'authority', 'seal', 'at'].map((column) => [
      `use_record.${column}`,
      'a chain of its own, anchored on the ledger and checked by itself',
    ]),
  ),
  ...Object.fromEntries(
    ['digest', 'seal', 'caller', 'content', 'mac', 'quota', 'valid_from', 'valid_until', 'used'].map((column) => [
      `seal_grant.${column}`,
      'counts with an HMAC under a key outside the database only; no licence rests on it',
    ]),
  ),
  ...Object.fromEntries(
    [
      ...['digest', 'authority', 'content', 'mac', 'approval', 'approval_mac', 'state', 'created_at'].map(
        (column) => `bulk_change.${column}`,
      ),
      ...['change', 'licence_id', 'begun_at', 'outcome'].map((column) => `bulk_item.${column}`),
    ].map((column) => [
      column,
      'counts with HMACs under a key outside the database only; licences have their own states',
    ]),
  ),
  ...Object.fromEntries(
    [
      ...['issuer', 'serial_number', 'fingerprint', 'profile', 'issued_at', 'der'].map(
        (column) => `issued_certificate.${column}`,
      ),
      ...['issuer', 'serial_number', 'revoked_at', 'reason', 'invalid_at', 'mac'].map(
        (column) => `certificate_revocation.${column}`,
      ),
      ...['issuer', 'number', 'scheduled', 'this_update', 'next_update', 'full_list', 'delta_list'].map(
        (column) => `revocation_list.${column}`,
      ),
    ].map((column) => [
      column,
      'certificates and lists count by their signature, revocations by an HMAC; a licence rests on the states of the ledger',
    ]),
  ),
  ...Object.fromEntries(
    ['id', 'at', 'actor', 'class', 'table_name', 'column_name', 'key', 'detail', 'before_digest', 'after_digest'].map(
      (column) => [`reconciliation_repair.${column}`, 'the journal of repairs; nothing is decided by it'],
    ),
  ),
};

describe('what is changed behind the ledger’s back', function () {
  this.timeout(120_000);
  let world: ReconciledWorld;
  before(async () => {
    world = await withReconciledWorld();
    await query('CREATE TABLE sent (digest text, input text)');
    for (const { digest: name, input } of await world.sentBatches()) {
      await world.source.query('INSERT INTO sent VALUES ($1, $2)', [name, input]);
    }
  });
  after(() => query('DROP TABLE sent'));

  const query = (sql: string): Promise<Record<string, unknown>[]> => world.source.query(sql);
  const all = async (actor?: string) =>
    (await world.host().reconciler.all(actor === undefined ? undefined : { actor })).result;
  const found = (findings: readonly ReconciliationFinding[], table: string, column: string, kind: DriftClass) =>
    findings.filter((each) => each.table === table && each.class === kind && (each.column ?? column) === column);

  it('names every column of every table, either as changed here or as not relied on', () => {
    const columns = world.source.entityMetadatas.flatMap(({ tableName, columns: of }) =>
      of.map(({ databaseName }) => `${tableName}.${databaseName}`),
    );
    const changed = Object.entries(CHANGED).flatMap(([table, of]) =>
      Object.keys(of).map((column) => `${table}.${column}`),
    );
    expect([...changed, ...Object.keys(NOT_RELIED_ON)].sort()).to.deep.equal(columns.sort());
  });

  it('is nothing, as long as nobody has changed anything', async () => {
    const result = await all();
    expect(result.findings).to.deep.equal([]);
    expect(result.outcome).to.equal('clean');
    expect(result.checked.rows).to.be.greaterThan(30);
  });

  for (const [table, columns] of Object.entries(CHANGED) as [Table, (typeof CHANGED)[Table]][]) {
    describe(table, () => {
      beforeEach(() => query(`CREATE TABLE kept_${table} AS SELECT * FROM ${table}`));
      afterEach(async () => {
        await query(`DELETE FROM ${table}`);
        await query(`INSERT INTO ${table} SELECT * FROM kept_${table}`);
        await query(`DROP TABLE kept_${table}`);
      });
      const difference = (what = '*') => query(`SELECT ${what} FROM ${table} EXCEPT SELECT ${what} FROM kept_${table}`);

      for (const [column, change] of Object.entries(columns)) {
        it(`${column}: ${change.class}${change.repaired ? ', and comes back' : ''}`, async () => {
          const row = `ctid = (SELECT ctid FROM ${table} WHERE ${change.where ?? FIRST[table]} ORDER BY 1 LIMIT 1)`;
          const also = change.with === undefined ? '' : `, ${change.with}`;
          await query(`UPDATE ${table} SET ${column} = ${change.to}${also} WHERE ${row}`);
          expect(await difference(), 'the change changes something').to.have.length(1);
          const { findings, outcome, drift } = await all();
          expect(outcome).to.equal('drift');
          const told = found(findings, table, column, change.class);
          expect(told, JSON.stringify(findings)).to.have.length.greaterThan(0);
          expect(drift[change.class]).to.be.greaterThan(0);
          expect(JSON.stringify(findings)).not.to.match(/1\.2\.156\.3005\.2\.|FORGED/);
          if (change.repaired === undefined) return;
          const outcomes: string[] = [];
          // What rests on something that is wrong itself comes right in the second run.
          while (outcomes.length < 3 && outcomes.at(-1) !== 'clean') outcomes.push((await all('somebody')).outcome);
          expect(outcomes.at(-1), JSON.stringify(findings)).to.equal('clean');
          // A statement that came after the anchoring may belong to the earliest ones.
          if (change.repaired === 'by another quorum') return;
          expect(await difference(change.repaired === 'as JSON' ? `${column}::jsonb` : '*')).to.deep.equal([]);
        });
      }
    });
  }
});
