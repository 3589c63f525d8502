import { EntitySchema } from 'typeorm';

/** The ledger's present state as this gateway has followed it: for lists and views, never for statements that it signs. */
export interface ProjectedEntryRow {
  key: string;
  kind: string;
  /** Canonical JSON of the record. */
  record: string;
  blockNumber: number;
  blockIndex: number;
}

export const projectedEntryEntity = new EntitySchema<ProjectedEntryRow>({
  name: 'projected_entry',
  columns: {
    key: { type: 'text', primary: true, primaryKeyConstraintName: 'projected_entry_pkey' },
    kind: { type: 'text' },
    record: { type: 'text' },
    blockNumber: { type: 'integer', name: 'block_number' },
    blockIndex: { type: 'integer', name: 'block_index' },
  },
  indices: [{ name: 'projected_entry_kind', columns: ['kind', 'key'] }],
});

/** The last block that the projection holds; written in the transaction that holds it. One row. */
export interface ProjectionCheckpointRow {
  name: string;
  blockNumber: number;
  blockHash: string;
}

export const projectionCheckpointEntity = new EntitySchema<ProjectionCheckpointRow>({
  name: 'projection_checkpoint',
  columns: {
    name: { type: 'text', primary: true, primaryKeyConstraintName: 'projection_checkpoint_pkey' },
    blockNumber: { type: 'integer', name: 'block_number' },
    blockHash: { type: 'text', name: 'block_hash' },
  },
});
