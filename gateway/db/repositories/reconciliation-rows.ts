import type { DataSource } from 'typeorm';
import type {
  KeptBatch,
  KeptCertificate,
  KeptDailyStatement,
  KeptEntry,
  KeptLicence,
  KeptOutboxItem,
  KeptSeal,
  KeptStatement,
  ReconciliationRows,
} from '../../domain/ports/reconciliation-rows.js';

const LICENCE = `l.licence_id AS "licenceId", l.ledger_key AS "ledgerKey", l.authority, l.type,
  l.licence_version AS "licenceVersion", l.licence_number AS "licenceNumber", l.valid_from AS "validFrom",
  l.valid_until AS "validUntil", l.digest, l.document, l.fields, l.attestation, l.seal_signature AS "sealSignature", l.seal,
  l.seal_certificate AS "sealCertificate", l.attestation_certificate AS "attestationCertificate",
  l.leaf, l.batch_proof AS "batchProof", l.batch_digest AS "batchDigest", l.state, l.entry_version AS "entryVersion",
  b.signed, b.block_number AS "batchBlock"`;

const BATCH = `digest, signed, certificates, transaction_id AS "transactionId", block_number AS "blockNumber",
  block_index AS "blockIndex", block_proof AS "blockProof", statements, anchored_at AS "anchoredAt"`;

const OUTBOX = 'digest, kind, input, status';

/** Pages go along primary keys: a row costs the same on the last page as on the first. */
export function createReconciliationRows(source: DataSource): ReconciliationRows {
  const rows = <T>(sql: string, values: unknown[] = []): Promise<T[]> => source.query(sql, values);
  return {
    checkpoint: async () =>
      (
        await rows<{ blockNumber: number; blockHash: string }>(
          `SELECT block_number AS "blockNumber", block_hash AS "blockHash" FROM projection_checkpoint WHERE name = 'ledger'`,
        )
      )[0],
    licences: (after, limit) =>
      rows<KeptLicence>(
        `SELECT ${LICENCE} FROM licence l LEFT JOIN licence_batch b ON b.digest = l.batch_digest
         WHERE l.licence_id > $1 ORDER BY l.licence_id LIMIT $2`,
        [after, limit],
      ),
    batches: (after, limit) =>
      rows<KeptBatch>(`SELECT ${BATCH} FROM licence_batch WHERE digest > $1 ORDER BY digest LIMIT $2`, [after, limit]),
    entries: (after, limit) =>
      rows<KeptEntry>(
        `SELECT key, kind, record, block_number AS "blockNumber", block_index AS "blockIndex" FROM projected_entry
         WHERE key > $1 ORDER BY key LIMIT $2`,
        [after, limit],
      ),
    waiting: (after, limit) =>
      rows<KeptOutboxItem>(
        `SELECT ${OUTBOX} FROM outbox WHERE status = 'waiting' AND digest > $1 ORDER BY digest LIMIT $2`,
        [after, limit],
      ),
    batchesAt: (blockNumber, digests) =>
      rows<KeptBatch>(`SELECT ${BATCH} FROM licence_batch WHERE block_number = $1 OR digest = ANY($2)`, [
        blockNumber,
        digests,
      ]),
    statementsAt: (blockNumber) =>
      rows<KeptStatement>(
        `SELECT domain, block_number AS "blockNumber", digest, seen_at AS "seenAt", content FROM block_statement
         WHERE block_number = $1 ORDER BY domain, digest`,
        [blockNumber],
      ),
    outboxItems: (digests) => rows<KeptOutboxItem>(`SELECT ${OUTBOX} FROM outbox WHERE digest = ANY($1)`, [digests]),
    knownEntries: async (keys) => {
      const known = await rows<{ key: string }>('SELECT key FROM projected_entry WHERE key = ANY($1)', [keys]);
      return new Set(known.map(({ key }) => key));
    },
    knownLicences: async (keys) => {
      const known = await rows<{ name: string }>(
        `SELECT ledger_key || '@' || licence_version AS name FROM licence WHERE ledger_key = ANY($1)`,
        [keys],
      );
      return new Set(known.map(({ name }) => name));
    },
    leavesOf: (batchDigest) =>
      rows<{ leaf: string; batchProof: string }>(
        'SELECT leaf, batch_proof AS "batchProof" FROM licence WHERE batch_digest = $1',
        [batchDigest],
      ),
    certificates: () =>
      rows<KeptCertificate>(
        'SELECT fingerprint, role, authority, issuer, der FROM certificate_file ORDER BY fingerprint',
      ),
    seals: () => rows<KeptSeal>('SELECT digest, authority, der FROM seal_file ORDER BY digest'),
    trustLists: () =>
      rows<{ sequence: number; content: string }>('SELECT sequence, content FROM trust_list ORDER BY sequence'),
    dailyStatements: () => rows<KeptDailyStatement>('SELECT day, digest, content FROM daily_statement ORDER BY day'),
  };
}
