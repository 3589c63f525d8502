import type { DataSource, EntityManager } from 'typeorm';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import type { UseJournal } from '../../domain/ports/use-journal.js';
import type { JournalRow } from '../../domain/seals/check-journal.js';
import { chainUses, type JournalHead, type SealUse } from '../../domain/seals/use-record.js';
import { insertMany } from './bulk.js';

const JOURNAL_LOCK = 7_961_124;
const COLUMNS = [
  ['number', 'integer'],
  ['digest', 'text'],
  ['content', 'text'],
  ['authority', 'text'],
  ['seal', 'text'],
  ['at', 'text'],
] as const;

/**
 * Adds records at the end of the journal, within the caller's transaction and as the last thing of it: whoever adds holds the
 * end of the chain until the transaction is over.
 */
export async function appendUses(manager: EntityManager, name: string, uses: readonly SealUse[]): Promise<void> {
  if (uses.length === 0) return;
  await manager.query('SELECT pg_advisory_xact_lock($1)', [JOURNAL_LOCK]);
  const head = (await newest(manager)) ?? { number: 0, digest: name };
  await insertMany(
    manager,
    'use_record',
    COLUMNS,
    chainUses(uses, head).map(({ record, digest }) => {
      const { authority, seal, at } = record.use;
      return [record.number, digest, canonicalJson(record), authority, seal ?? null, at];
    }),
  );
}

export function createUseJournal(source: DataSource, name: string): UseJournal {
  return {
    name,

    async append(uses) {
      await source.transaction((manager) => appendUses(manager, name, uses));
    },

    head: () => newest(source.manager),

    async page({ after, limit, authority, seal }) {
      const rows: (Omit<JournalRow, 'seal'> & { seal: string | null })[] = await source.query(
        `SELECT number, digest, content, authority, seal, at FROM use_record
         WHERE number > $1 AND ($3::text IS NULL OR authority = $3) AND ($4::text IS NULL OR seal = $4)
         ORDER BY number LIMIT $2`,
        [after, limit, authority ?? null, seal ?? null],
      );
      return rows.map(({ seal: of, ...row }) => (of === null ? row : { ...row, seal: of }));
    },
  };
}

async function newest(manager: EntityManager): Promise<JournalHead | undefined> {
  const rows: JournalHead[] = await manager.query('SELECT number, digest FROM use_record ORDER BY number DESC LIMIT 1');
  return rows[0];
}
