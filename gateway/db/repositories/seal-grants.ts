import type { DataSource, EntityManager } from 'typeorm';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { AppError } from '../../domain/errors.js';
import type { SealGrantStore } from '../../domain/ports/seal-grants.js';
import { grantDigest, sealGrant } from '../../domain/seals/grant.js';
import { readKept } from './read-kept.js';

export function createSealGrantStore(source: DataSource): SealGrantStore {
  return {
    async add(grant, mac) {
      await source.query(
        `INSERT INTO seal_grant (digest, seal, caller, content, mac, quota, valid_from, valid_until, used)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0) ON CONFLICT (digest) DO NOTHING`,
        [grantDigest(grant), grant.seal, grant.caller, canonicalJson(grant), mac, grant.limit, grant.from, grant.until],
      );
    },

    async list({ seal, caller }) {
      const rows: { digest: string; content: string; mac: string; used: number }[] = await source.query(
        `SELECT digest, content, mac, used FROM seal_grant WHERE seal = $1 AND ($2::text IS NULL OR caller = $2)
         ORDER BY valid_from, digest`,
        [seal, caller ?? null],
      );
      return rows.flatMap(({ content, ...row }) => {
        const grant = readKept(sealGrant, content);
        return grant === undefined ? [] : [{ ...row, grant }];
      });
    },
  };
}

/**
 * Takes impressions from a grant within the caller's transaction. Of callers that ask at once one after the other is served, as
 * the row is locked until its transaction ends. Throws SEAL_QUOTA_EXHAUSTED.
 */
export async function takeFromGrant(
  manager: EntityManager,
  { digest, count, at }: { digest: string; count: number; at: Date },
): Promise<void> {
  const [rows]: [unknown[], number] = await manager.query(
    `UPDATE seal_grant SET used = used + $2
     WHERE digest = $1 AND used + $2 <= quota AND valid_from <= $3 AND $3 < valid_until RETURNING digest`,
    [digest, count, at],
  );
  if (rows.length === 0) throw new AppError('SEAL_QUOTA_EXHAUSTED', 'the grant has no more impressions now');
}
