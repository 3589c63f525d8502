import type { DataSource } from 'typeorm';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { sm3Hex } from '../../../pki/sm3.js';
import type { SealApplicationStore } from '../../domain/ports/seal-applications.js';
import { applicationDigest, sealApplication } from '../../domain/seals/application.js';
import { readKept } from './read-kept.js';

export function createSealApplicationStore(source: DataSource): SealApplicationStore {
  return {
    async add(application, picture, createdAt) {
      await source.query(
        `INSERT INTO seal_application (digest, authority, content, picture, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (digest) DO NOTHING`,
        [
          applicationDigest(application),
          application.authority,
          canonicalJson(application),
          Buffer.from(picture),
          new Date(createdAt),
        ],
      );
    },

    async find(digest) {
      const rows: { content: string; picture: Buffer }[] = await source.query(
        'SELECT content, picture FROM seal_application WHERE digest = $1',
        [digest],
      );
      const [row] = rows;
      if (row === undefined || sm3Hex(Buffer.from(row.content)) !== digest) return undefined;
      const application = readKept(sealApplication, row.content);
      return application !== undefined && sm3Hex(row.picture) === application.picture.digest
        ? { application, picture: row.picture }
        : undefined;
    },

    async list({ authority, limit }) {
      const rows: { digest: string; content: string }[] = await source.query(
        `SELECT digest, content FROM seal_application WHERE ($1::text IS NULL OR authority = $1)
         ORDER BY created_at DESC, digest LIMIT $2`,
        [authority ?? null, limit],
      );
      return rows.flatMap(({ digest, content }) => {
        const application = sm3Hex(Buffer.from(content)) === digest ? readKept(sealApplication, content) : undefined;
        return application === undefined ? [] : [{ digest, application }];
      });
    },
  };
}
