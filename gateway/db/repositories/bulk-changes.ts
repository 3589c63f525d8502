import type { DataSource } from 'typeorm';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { bulkApproval, bulkChange, bulkChangeDigest } from '../../domain/bulk/bulk-change.js';
import type { BulkChangeStore, KeptBulkChange } from '../../domain/ports/bulk-changes.js';
import { TOUCHED, TOUCHED_COLUMNS, type TouchedRow, touchedOf, touchedValues } from './impact.js';
import { readKept } from './read-kept.js';

const COLUMNS = 'digest, content, mac, approval, approval_mac AS "approvalMac", state';

interface Row {
  digest: string;
  content: string;
  mac: string;
  approval: string | null;
  approvalMac: string | null;
  state: KeptBulkChange['state'];
}

export function createBulkChangeStore(source: DataSource): BulkChangeStore {
  return {
    async add(change, mac, createdAt) {
      await source.query(
        `INSERT INTO bulk_change (digest, authority, content, mac, state, created_at)
         VALUES ($1, $2, $3, $4, 'requested', $5) ON CONFLICT (digest) DO NOTHING`,
        [bulkChangeDigest(change), change.authority, canonicalJson(change), mac, new Date(createdAt)],
      );
    },

    async find(digest) {
      const rows: Row[] = await source.query(`SELECT ${COLUMNS} FROM bulk_change WHERE digest = $1`, [digest]);
      return rows.flatMap(keptOf)[0];
    },

    async open() {
      const rows: Row[] = await source.query(
        `SELECT ${COLUMNS} FROM bulk_change WHERE state = 'approved' ORDER BY created_at, digest`,
      );
      return rows.flatMap(keptOf);
    },

    async approve(approval, mac) {
      const [rows]: [unknown[], number] = await source.query(
        `UPDATE bulk_change SET state = 'approved', approval = $2, approval_mac = $3
         WHERE digest = $1 AND state = 'requested' RETURNING digest`,
        [approval.change, canonicalJson(approval), mac],
      );
      return rows.length > 0;
    },

    async end(digest, state) {
      await source.query(`UPDATE bulk_change SET state = $2 WHERE digest = $1 AND state = 'approved'`, [digest, state]);
    },

    async remaining(digest, query, limit) {
      const rows: TouchedRow[] = await source.query(
        `SELECT ${TOUCHED_COLUMNS} FROM licence l WHERE ${TOUCHED} AND NOT EXISTS (
           SELECT 1 FROM bulk_item i WHERE i.change = $6 AND i.licence_id = l.licence_id AND i.outcome IS NOT NULL)
         ORDER BY l.created_at, l.licence_id LIMIT $7`,
        [...touchedValues(query), digest, limit],
      );
      return rows.map(touchedOf);
    },

    async begin(digest, licenceId, { at, before }) {
      const rows: unknown[] = await source.query(
        `INSERT INTO bulk_item AS i (change, licence_id, begun_at) VALUES ($1, $2, $3)
         ON CONFLICT (change, licence_id) DO UPDATE SET begun_at = excluded.begun_at
         WHERE i.outcome IS NULL AND i.begun_at <= $4 RETURNING licence_id`,
        [digest, licenceId, new Date(at), new Date(before)],
      );
      return rows.length > 0;
    },

    async settle(digest, licenceId, outcome) {
      await source.query('UPDATE bulk_item SET outcome = $3 WHERE change = $1 AND licence_id = $2', [
        digest,
        licenceId,
        outcome,
      ]);
    },

    async tally(digest) {
      const rows: { outcome: string; n: number }[] = await source.query(
        `SELECT coalesce(outcome, 'begun') AS outcome, count(*)::integer AS n FROM bulk_item WHERE change = $1
         GROUP BY 1 ORDER BY 1`,
        [digest],
      );
      return Object.fromEntries(rows.map(({ outcome, n }) => [outcome, n]));
    },
  };
}

/** Nothing where the row holds no change, and no approval where it holds none. */
function keptOf({ content, approval, approvalMac, ...row }: Row): KeptBulkChange[] {
  const change = readKept(bulkChange, content);
  const approved = approval === null ? undefined : readKept(bulkApproval, approval);
  if (change === undefined) return [];
  if (approved === undefined || approvalMac === null) return [{ ...row, change }];
  return [{ ...row, change, approval: { content: approved, mac: approvalMac } }];
}
