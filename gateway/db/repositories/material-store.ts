import type { DataSource } from 'typeorm';
import { type TrustList, trustList } from '../../../chaincode/model/trust-list.js';
import type {
  CertificateFile,
  MaterialStore,
  SignedListStore,
  TrustListStore,
} from '../../domain/ports/material-store.js';

export function createMaterialStore(source: DataSource): MaterialStore {
  return {
    async addCertificate(file) {
      await source.query(
        `INSERT INTO certificate_file (fingerprint, role, authority, issuer, key_id, der)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (fingerprint) DO NOTHING`,
        [file.fingerprint, file.role, file.authority ?? null, file.issuer, file.keyId, Buffer.from(file.der)],
      );
    },

    async certificates({ role, authority }) {
      const rows: (Omit<CertificateFile, 'authority'> & { authority: string | null })[] = await source.query(
        `SELECT fingerprint, role, authority, issuer, key_id AS "keyId", der FROM certificate_file
         WHERE ($1::text IS NULL OR role = $1) AND ($2::text IS NULL OR authority = $2) ORDER BY fingerprint`,
        [role ?? null, authority ?? null],
      );
      return rows.map(({ authority: owner, ...row }) => (owner === null ? row : { ...row, authority: owner }));
    },

    async addSeal(file) {
      await source.query(
        'INSERT INTO seal_file (digest, authority, der) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING',
        [file.digest, file.authority, Buffer.from(file.der)],
      );
    },

    async seals(authority) {
      const rows: { digest: string; der: Buffer }[] = await source.query(
        'SELECT digest, der FROM seal_file WHERE authority = $1 ORDER BY digest',
        [authority],
      );
      return rows;
    },
  };
}

export function createTrustListStore(source: DataSource): TrustListStore {
  return {
    async add(list) {
      await source.query(
        'INSERT INTO trust_list (sequence, content) VALUES ($1, $2) ON CONFLICT (sequence) DO NOTHING',
        [list.list.sequence, JSON.stringify(list)],
      );
    },

    async all() {
      const rows: { content: string }[] = await source.query('SELECT content FROM trust_list ORDER BY sequence');
      return rows.map((row): TrustList => trustList.parse(JSON.parse(row.content)));
    },
  };
}

const CLAIM = `INSERT INTO signed_trust_list AS kept (sequence, digest, signed_at) VALUES ($1, $2, $3)
  ON CONFLICT (sequence) DO UPDATE SET digest = excluded.digest,
    signed_at = CASE WHEN kept.digest = excluded.digest THEN kept.signed_at ELSE excluded.signed_at END
  WHERE kept.digest = excluded.digest OR kept.signed_at <= $4 RETURNING sequence`;

export function createSignedListStore(source: DataSource): SignedListStore {
  return {
    async claim({ sequence, digest }, { at, before }) {
      const rows: unknown[] = await source.query(CLAIM, [sequence, digest, new Date(at), new Date(before)]);
      return rows.length > 0;
    },
  };
}
