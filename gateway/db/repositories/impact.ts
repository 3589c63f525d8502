import type { DataSource } from 'typeorm';
import type { Impact, ImpactQuery, TouchedLicence } from '../../domain/ports/impact.js';

/** Each of the three has an index of its own, by thing and time. Wants `touchedValues`. */
export const TOUCHED = `(l.seal = ANY($1) OR l.seal_certificate = ANY($2) OR l.attestation_certificate = ANY($2))
  AND l.created_at >= $3 AND l.created_at < $4 AND ($5::text IS NULL OR l.authority = $5)`;

export const TOUCHED_COLUMNS = `l.licence_id AS "licenceId", l.ledger_key AS "ledgerKey", l.authority, l.type,
  l.licence_version AS "licenceVersion", l.state, l.seal, l.created_at AS "createdAt"`;

export type TouchedRow = Omit<TouchedLicence, 'state' | 'createdAt'> & { state: string | null; createdAt: Date };

/** `$1` to `$5`. */
export function touchedValues({ seals, certificates, authority, from, until }: ImpactQuery): unknown[] {
  return [seals, certificates, from ?? '-infinity', until ?? 'infinity', authority ?? null];
}

export function touchedOf({ state, createdAt, ...row }: TouchedRow): TouchedLicence {
  return { ...row, ...(state === null ? {} : { state }), createdAt: createdAt.toISOString() };
}

export function createImpact(source: DataSource): Impact {
  return {
    async count(query) {
      const rows: { state: string; n: number }[] = await source.query(
        `SELECT coalesce(l.state, 'unconfirmed') AS state, count(*)::integer AS n
         FROM licence l WHERE ${TOUCHED} GROUP BY 1 ORDER BY 1`,
        touchedValues(query),
      );
      return {
        total: rows.reduce((sum, { n }) => sum + n, 0),
        states: Object.fromEntries(rows.map(({ state, n }) => [state, n])),
      };
    },

    async page(query) {
      const { after, limit } = query;
      const rows: TouchedRow[] = await source.query(
        `SELECT ${TOUCHED_COLUMNS} FROM licence l WHERE ${TOUCHED}
           AND ($6::timestamptz IS NULL OR (l.created_at, l.licence_id) > ($6, $7::text))
         ORDER BY l.created_at, l.licence_id LIMIT $8`,
        [...touchedValues(query), after?.createdAt ?? null, after?.licenceId ?? null, limit],
      );
      return rows.map(touchedOf);
    },
  };
}
