import { type DataSource, QueryFailedError } from 'typeorm';
import { AppError } from '../../domain/errors.js';
import type { KnownOrder, LicenceStore, LicenceSummary, StoredLicence } from '../../domain/ports/licence-store.js';
import { insertMany } from './bulk.js';
import { gather } from './gather.js';
import { takeFromGrant } from './seal-grants.js';
import { appendUses } from './use-journal.js';

const COLUMNS = [
  ['licence_id', 'text'],
  ['ledger_key', 'text'],
  ['authority', 'text'],
  ['type', 'text'],
  ['licence_version', 'integer'],
  ['idempotency_key', 'text'],
  ['order_mac', 'text'],
  ['licence_number', 'text'],
  ['valid_from', 'text'],
  ['valid_until', 'text'],
  ['digest', 'text'],
  ['document', 'text'],
  ['fields', 'text'],
  ['attestation', 'text'],
  ['seal_signature', 'bytea'],
  ['seal', 'text'],
  ['leaf', 'text'],
  ['batch_proof', 'text'],
  ['batch_digest', 'text'],
  ['created_at', 'timestamptz'],
  ['seal_certificate', 'text'],
  ['attestation_certificate', 'text'],
] as const;

const SUMMARY = `l.licence_id AS "licenceId", l.ledger_key AS "ledgerKey", l.authority, l.type,
  l.licence_version AS "licenceVersion", l.licence_number AS "licenceNumber", l.valid_from AS "validFrom",
  l.valid_until AS "validUntil", l.digest, l.state, l.entry_version AS "entryVersion", l.created_at AS "createdAt",
  b.block_number AS "blockNumber", b.anchored_at AS "anchoredAt"`;

const WHOLE = `${SUMMARY}, l.idempotency_key AS "idempotencyKey", l.order_mac AS "orderMac", l.document, l.fields,
  l.attestation, l.seal_signature AS "sealSignature", l.seal, l.seal_certificate AS "sealCertificate",
  l.attestation_certificate AS "attestationCertificate", l.leaf, l.batch_proof AS "batchProof",
  b.digest AS "batchDigest", b.signed, b.certificates, b.transaction_id AS "transactionId",
  b.block_proof AS "blockProof", b.statements`;

const STAGES = {
  signed: 'b.block_number IS NULL',
  submitted: 'b.block_number IS NOT NULL AND b.anchored_at IS NULL',
  anchored: 'b.anchored_at IS NOT NULL',
} as const;

interface SummaryRow {
  licenceId: string;
  ledgerKey: string;
  authority: string;
  type: string;
  licenceVersion: number;
  licenceNumber: string;
  validFrom: string;
  validUntil: string | null;
  digest: string;
  state: string | null;
  entryVersion: number | null;
  createdAt: Date;
  blockNumber: number | null;
  anchoredAt: string | null;
}

interface WholeRow extends SummaryRow {
  idempotencyKey: string;
  orderMac: string;
  document: string;
  fields: string;
  attestation: string;
  sealSignature: Buffer;
  seal: string;
  sealCertificate: string;
  attestationCertificate: string;
  leaf: string;
  batchProof: string;
  batchDigest: string;
  signed: string;
  certificates: string;
  transactionId: string | null;
  blockProof: string | null;
  statements: string | null;
}

/** `journal`: name of the journal of seal uses. */
export function createLicenceStore(source: DataSource, journal: string): LicenceStore {
  return {
    async addBatch(batch) {
      await refusingDoubles(() =>
        source.transaction(async (manager) => {
          const at = new Date(batch.createdAt);
          await manager.query(
            'INSERT INTO outbox (digest, kind, input, status, created_at) VALUES ($1, $2, $3, $4, $5)',
            [batch.outbox.digest, batch.outbox.kind, batch.outbox.input, 'waiting', at],
          );
          await manager.query('INSERT INTO licence_batch (digest, signed, certificates) VALUES ($1, $2, $3)', [
            batch.digest,
            batch.signed,
            batch.certificates,
          ]);
          await insertMany(
            manager,
            'licence',
            COLUMNS,
            // Two requests with the same orders in another order would wait for each other.
            batch.licences
              .toSorted(byId)
              .map((licence) => [
                licence.licenceId,
                licence.ledgerKey,
                licence.authority,
                licence.type,
                licence.licenceVersion,
                licence.idempotencyKey,
                licence.orderMac,
                licence.licenceNumber,
                licence.validFrom,
                licence.validUntil ?? null,
                licence.digest,
                licence.document,
                licence.fields,
                licence.attestation,
                Buffer.from(licence.sealSignature),
                licence.seal,
                licence.leaf,
                licence.batchProof,
                batch.digest,
                at,
                licence.sealCertificate,
                licence.attestationCertificate,
              ]),
          );
          if (batch.sealGrant !== undefined) {
            await takeFromGrant(manager, { digest: batch.sealGrant, count: batch.licences.length, at });
          }
          await appendUses(manager, journal, batch.sealUses);
        }),
      );
    },

    async knownOrders(authority, idempotencyKeys) {
      const rows: {
        idempotencyKey: string;
        orderMac: string;
        licenceId: string;
        blockNumber: number | null;
        anchored: boolean;
      }[] = await source.query(
        `SELECT l.idempotency_key AS "idempotencyKey", l.order_mac AS "orderMac", l.licence_id AS "licenceId",
             b.block_number AS "blockNumber", b.anchored_at IS NOT NULL AS anchored
           FROM licence l JOIN licence_batch b ON b.digest = l.batch_digest
           WHERE l.authority = $1 AND l.idempotency_key = ANY($2)`,
        [authority, idempotencyKeys],
      );
      return rows.map(({ blockNumber, ...row }): KnownOrder => (blockNumber === null ? row : { ...row, blockNumber }));
    },

    find: gather(async (licenceIds) => {
      const rows: WholeRow[] = await source.query(
        `SELECT ${WHOLE} FROM licence l JOIN licence_batch b ON b.digest = l.batch_digest WHERE l.licence_id = ANY($1)`,
        [licenceIds],
      );
      return new Map(rows.map((row) => [row.licenceId, whole(row)]));
    }),

    async findByKey(ledgerKey) {
      const rows: WholeRow[] = await source.query(
        `SELECT ${WHOLE} FROM licence l JOIN licence_batch b ON b.digest = l.batch_digest
         WHERE l.ledger_key = $1 ORDER BY l.licence_version DESC LIMIT 1`,
        [ledgerKey],
      );
      return rows[0] === undefined ? undefined : whole(rows[0]);
    },

    async list(query) {
      const values: unknown[] = [query.authority];
      const where = ['l.authority = $1'];
      const and = (condition: (place: string) => string, value: unknown) => {
        values.push(value);
        where.push(condition(`$${values.length}`));
      };
      if (query.type !== undefined) and((place) => `l.type = ${place}`, query.type);
      if (query.state !== undefined) and((place) => `l.state = ${place}`, query.state);
      if (query.licenceNumber !== undefined) and((place) => `l.licence_number = ${place}`, query.licenceNumber);
      if (query.seal !== undefined) and((place) => `l.seal = ${place}`, query.seal);
      if (query.stage !== undefined) where.push(STAGES[query.stage]);
      if (query.after !== undefined) {
        values.push(query.after.createdAt, query.after.licenceId);
        where.push(`(l.created_at, l.licence_id) < ($${values.length - 1}::timestamptz, $${values.length})`);
      }
      values.push(query.limit);
      const rows: SummaryRow[] = await source.query(
        `SELECT ${SUMMARY} FROM licence l JOIN licence_batch b ON b.digest = l.batch_digest
         WHERE ${where.join(' AND ')} ORDER BY l.created_at DESC, l.licence_id DESC LIMIT $${values.length}`,
        values,
      );
      return rows.map(summary);
    },
  };
}

function byId(a: { licenceId: string }, b: { licenceId: string }): number {
  return a.licenceId < b.licenceId ? -1 : 1;
}

/** unique_violation; deadlock_detected, where a row collides in more than one index. */
const DOUBLES: readonly unknown[] = ['23505', '40P01'];

/** Another request has kept the same idempotency key in the meantime. */
async function refusingDoubles(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (error instanceof QueryFailedError && DOUBLES.includes(Reflect.get(error, 'code'))) {
      throw new AppError('IDEMPOTENCY_CONFLICT', 'the order is being issued already', { cause: error });
    }
    throw error;
  }
}

function summary(row: SummaryRow): LicenceSummary {
  return {
    licenceId: row.licenceId,
    ledgerKey: row.ledgerKey,
    authority: row.authority,
    type: row.type,
    licenceVersion: row.licenceVersion,
    licenceNumber: row.licenceNumber,
    validFrom: row.validFrom,
    ...(row.validUntil === null ? {} : { validUntil: row.validUntil }),
    digest: row.digest,
    ...(row.state === null ? {} : { state: row.state }),
    ...(row.entryVersion === null ? {} : { entryVersion: row.entryVersion }),
    createdAt: row.createdAt.toISOString(),
    ...(row.blockNumber === null ? {} : { blockNumber: row.blockNumber }),
    anchored: row.anchoredAt !== null,
  };
}

function whole(row: WholeRow): StoredLicence {
  const { blockNumber: _block, anchored: _anchored, ...head } = summary(row);
  return {
    ...head,
    idempotencyKey: row.idempotencyKey,
    orderMac: row.orderMac,
    document: row.document,
    fields: row.fields,
    attestation: row.attestation,
    sealSignature: row.sealSignature,
    seal: row.seal,
    sealCertificate: row.sealCertificate,
    attestationCertificate: row.attestationCertificate,
    leaf: row.leaf,
    batchProof: row.batchProof,
    batch: {
      digest: row.batchDigest,
      signed: row.signed,
      certificates: row.certificates,
      ...(row.transactionId === null ? {} : { transactionId: row.transactionId }),
      ...(row.blockNumber === null ? {} : { blockNumber: row.blockNumber }),
      ...(row.blockProof === null ? {} : { blockProof: row.blockProof }),
      ...(row.statements === null ? {} : { statements: row.statements }),
      ...(row.anchoredAt === null ? {} : { anchoredAt: row.anchoredAt }),
    },
  };
}
