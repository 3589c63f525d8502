import type { DataSource, EntityManager } from 'typeorm';
import type { LedgerRecord, RecordKind, RecordOf } from '../../../chaincode/model/records.js';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { createMerkleTree } from '../../../pki/merkle/tree.js';
import { blockEntryLeaf } from '../../domain/evidence/leaves.js';
import type { VerifiedBlock } from '../../domain/ports/ledger.js';
import type { Projection } from '../../domain/ports/projection.js';
import { insertMany } from './bulk.js';

const CHECKPOINT = 'ledger';
const APPLY_LOCK = 7_961_123;

export interface ProjectionCheckpoint {
  blockNumber: number;
  blockHash: string;
}

/** Takes blocks in order, each with its checkpoint in one database transaction; one that is held already changes nothing. */
export interface ProjectionStore extends Projection {
  apply(block: VerifiedBlock, at: ProjectionCheckpoint): Promise<void>;
  /** undefined before the first block. */
  checkpoint(): Promise<ProjectionCheckpoint | undefined>;
  /** Empties the projection, to be built again from block 0. */
  clear(): Promise<void>;
}

export function createProjectionStore(source: DataSource): ProjectionStore {
  const checkpoint = async (manager: DataSource | EntityManager): Promise<ProjectionCheckpoint | undefined> => {
    const rows: ProjectionCheckpoint[] = await manager.query(
      'SELECT block_number AS "blockNumber", block_hash AS "blockHash" FROM projection_checkpoint WHERE name = $1',
      [CHECKPOINT],
    );
    return rows[0];
  };

  return {
    async apply(block, at) {
      await source.transaction(async (manager) => {
        // Processes of one gateway follow the same ledger: whoever is slower must not put an older block over a newer one.
        await manager.query('SELECT pg_advisory_xact_lock($1)', [APPLY_LOCK]);
        if (((await checkpoint(manager))?.blockNumber ?? -1) >= block.blockNumber) return;
        const last = new Map<string, { record: LedgerRecord; index: number }>();
        block.transactions.forEach(({ writes }, index) => {
          for (const write of writes) last.set(write.key, { record: write.record, index });
        });
        const entries = [...last];
        await insertMany(
          manager,
          'projected_entry',
          [
            ['key', 'text'],
            ['kind', 'text'],
            ['record', 'text'],
            ['block_number', 'integer'],
            ['block_index', 'integer'],
          ],
          entries.map(([key, { record, index }]) => [
            key,
            record.kind,
            canonicalJson(record),
            block.blockNumber,
            index,
          ]),
          `ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, record = excluded.record,
             block_number = excluded.block_number, block_index = excluded.block_index`,
        );
        const licences = entries.flatMap(([key, { record }]) => (record.kind === 'licence' ? [{ key, record }] : []));
        if (licences.length > 0) {
          // An older version of a licence is superseded by whatever the newer one is.
          await manager.query(
            `UPDATE licence SET entry_version = s.entry_version,
               state = CASE WHEN licence.licence_version = s.licence_version THEN s.state ELSE 'superseded' END
             FROM unnest($1::text[], $2::integer[], $3::integer[], $4::text[])
               AS s(ledger_key, licence_version, entry_version, state)
             WHERE licence.ledger_key = s.ledger_key AND licence.licence_version <= s.licence_version`,
            [
              licences.map(({ key }) => key),
              licences.map(({ record }) => record.licenceVersion),
              licences.map(({ record }) => record.version),
              licences.map(({ record }) => record.state),
            ],
          );
        }
        for (const place of batchPlaces(block)) {
          await manager.query(
            `UPDATE licence_batch SET transaction_id = $2, block_number = $3, block_index = $4, block_proof = $5
             WHERE digest = $1`,
            [place.digest, place.transactionId, block.blockNumber, place.index, place.proof],
          );
        }
        await manager.query(
          `UPDATE outbox SET status = 'committed', input = '' WHERE status = 'waiting' AND digest = ANY($1)`,
          [block.transactions.map(({ digest }) => digest)],
        );
        // Whoever sent it may have ended before it could say so: what is on the ledger is not sent again.
        await manager.query('DELETE FROM ledger_submission WHERE digest = ANY($1)', [
          block.transactions.map(({ digest }) => digest),
        ]);
        await manager.query(
          `INSERT INTO projection_checkpoint (name, block_number, block_hash) VALUES ($1, $2, $3)
           ON CONFLICT (name) DO UPDATE SET block_number = excluded.block_number, block_hash = excluded.block_hash`,
          [CHECKPOINT, at.blockNumber, at.blockHash],
        );
      });
    },

    checkpoint: () => checkpoint(source),
    height: async () => (await checkpoint(source))?.blockNumber ?? -1,

    async clear() {
      await source.transaction(async (manager) => {
        await manager.query('DELETE FROM projected_entry');
        await manager.query('DELETE FROM projection_checkpoint WHERE name = $1', [CHECKPOINT]);
      });
    },

    async listKind<K extends RecordKind>(kind: K) {
      const rows: { key: string; record: string; blockNumber: number }[] = await source.query(
        'SELECT key, record, block_number AS "blockNumber" FROM projected_entry WHERE kind = $1 ORDER BY key',
        [kind],
      );
      // The column `kind` is written from the record itself.
      return rows.map((row) => ({ ...row, record: JSON.parse(row.record) as RecordOf<K> }));
    },
  };
}

/** Where the batches of a block stand in it, and the proof of that: computed once, for every licence in them. */
function batchPlaces({ transactions }: VerifiedBlock) {
  if (!transactions.some(({ purpose }) => purpose === 'licence-batch')) return [];
  const tree = createMerkleTree(
    transactions.map(({ transactionId, purpose, digest }) => blockEntryLeaf(transactionId, purpose, digest)),
  );
  return transactions.flatMap(({ transactionId, purpose, digest }, index) =>
    purpose === 'licence-batch' ? [{ digest, transactionId, index, proof: JSON.stringify(tree.proof(index)) }] : [],
  );
}
