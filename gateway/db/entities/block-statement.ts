import { EntitySchema } from 'typeorm';

/** A witness's statement on a block; verified again whenever it is read for a decision. */
export interface BlockStatementRow {
  domain: string;
  blockNumber: number;
  /** SM3 of the canonical statement: a second body for one height is kept too, as a conviction. */
  digest: string;
  seenAt: string;
  content: string;
}
export const blockStatementEntity = new EntitySchema<BlockStatementRow>({
  name: 'block_statement',
  columns: {
    domain: { type: 'text', primary: true, primaryKeyConstraintName: 'block_statement_pkey' },
    blockNumber: {
      type: 'integer',
      name: 'block_number',
      primary: true,
      primaryKeyConstraintName: 'block_statement_pkey',
    },
    digest: { type: 'text', primary: true, primaryKeyConstraintName: 'block_statement_pkey' },
    seenAt: { type: 'text', name: 'seen_at' },
    content: { type: 'text' },
  },
  indices: [{ name: 'block_statement_block', columns: ['blockNumber'] }],
});
