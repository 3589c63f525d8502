import type { DataSource } from 'typeorm';
import type { Impact, ImpactQuery, TouchedLicence } from '../../domain/ports/impact.js';

/**
 * Each way to be touched has an index of its own, by thing and time; the union takes a licence once that is touched in several.
 * Wants `touchedValues`.
 */
export const TOUCHED = `SELECT licence_id FROM licence WHERE seal = ANY($1) AND created_at >= $3 AND created_at < $4
  UNION SELECT licence_id FROM licence WHERE leaf::jsonb ->> 'sealCertificate' = ANY($2)
    AND created_at >= $3 AND created_at < $4
  UNION SELECT licence_id FROM licence WHERE leaf::jsonb ->> 'attestationCertificate' = ANY($2)
    AND created_at >= $3 AND created_at < $4`;

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
         FROM (${TOUCHED}) t JOIN licence l USING (licence_id)
         WHERE $5::text IS NULL OR l.authority = $5 GROUP BY 1 ORDER BY 1`,
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
        `SELECT ${TOUCHED_COLUMNS} FROM (${TOUCHED}) t JOIN licence l USING (licence_id)
         WHERE ($5::text IS NULL OR l.authority = $5)
           AND ($6::timestamptz IS NULL OR (l.created_at, l.licence_id) > ($6, $7::text))
         ORDER BY l.created_at, l.licence_id LIMIT $8`,
        [...touchedValues(query), after?.createdAt ?? null, after?.licenceId ?? null, limit],
      );
      return rows.map(touchedOf);
    },
  };
}
