import type { DataSource } from 'typeorm';
import type {
  CertificateRegister,
  PublishedLists,
  RegisterEntry,
  Revocation,
} from '../../domain/ports/certificate-register.js';

type EntryRow = Omit<RegisterEntry, 'issuedAt'> & { issuedAt: Date };
type RevocationRow = Omit<Revocation, 'revokedAt' | 'invalidAt'> & { revokedAt: Date; invalidAt: Date | null };
type ListRow = Omit<PublishedLists, 'thisUpdate' | 'nextUpdate' | 'delta'> & {
  thisUpdate: Date;
  nextUpdate: Date;
  delta: Buffer | null;
};

const ENTRY = `issuer, serial_number AS "serialNumber", fingerprint, profile, issued_at AS "issuedAt", der`;
const REVOCATION = `issuer, serial_number AS "serialNumber", revoked_at AS "revokedAt", reason, invalid_at AS "invalidAt", mac`;
const LISTS = `issuer, number, scheduled, this_update AS "thisUpdate", next_update AS "nextUpdate", full_list AS "full",
  delta_list AS "delta"`;

export function createCertificateRegister(source: DataSource): CertificateRegister {
  return {
    async add({ issuer, serialNumber, fingerprint, profile, issuedAt, der }) {
      await source.query(
        `INSERT INTO issued_certificate (issuer, serial_number, fingerprint, profile, issued_at, der)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
        [issuer, serialNumber, fingerprint, profile, new Date(issuedAt), Buffer.from(der)],
      );
    },

    async find(issuer, serialNumber) {
      const [entries, revocations]: [EntryRow[], RevocationRow[]] = [
        await source.query(`SELECT ${ENTRY} FROM issued_certificate WHERE issuer = $1 AND serial_number = $2`, [
          issuer,
          serialNumber,
        ]),
        await source.query(
          `SELECT ${REVOCATION} FROM certificate_revocation WHERE issuer = $1 AND serial_number = $2`,
          [issuer, serialNumber],
        ),
      ];
      const [entry] = entries;
      const [revocation] = revocations;
      return {
        ...(entry === undefined ? {} : { entry: entryOf(entry) }),
        ...(revocation === undefined ? {} : { revocation: revocationOf(revocation) }),
      };
    },

    async revoke({ issuer, serialNumber, revokedAt, reason, invalidAt, mac }) {
      const rows: unknown[] = await source.query(
        `INSERT INTO certificate_revocation (issuer, serial_number, revoked_at, reason, invalid_at, mac)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING serial_number`,
        [
          issuer,
          serialNumber,
          new Date(revokedAt),
          reason,
          invalidAt === undefined ? null : new Date(invalidAt),
          Buffer.from(mac),
        ],
      );
      return rows.length > 0;
    },

    async revocations(issuer) {
      const rows: RevocationRow[] = await source.query(
        `SELECT ${REVOCATION} FROM certificate_revocation WHERE issuer = $1 ORDER BY serial_number`,
        [issuer],
      );
      return rows.map(revocationOf);
    },

    async countRevocations(issuer) {
      const [row]: { count: string }[] = await source.query(
        'SELECT count(*) FROM certificate_revocation WHERE issuer = $1',
        [issuer],
      );
      return Number(row?.count ?? 0);
    },

    async publish({ issuer, number, scheduled, thisUpdate, nextUpdate, full, delta }) {
      return source.transaction(async (manager) => {
        const rows: unknown[] = await manager.query(
          `INSERT INTO revocation_list (issuer, number, scheduled, this_update, next_update, full_list, delta_list)
           VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING number`,
          [
            issuer,
            number,
            scheduled,
            new Date(thisUpdate),
            new Date(nextUpdate),
            Buffer.from(full),
            delta === undefined ? null : Buffer.from(delta),
          ],
        );
        await manager.query(
          `DELETE FROM revocation_list WHERE issuer = $1 AND number < (
             SELECT max(number) FROM revocation_list WHERE issuer = $1 AND scheduled AND number < $2)`,
          [issuer, number],
        );
        return rows.length > 0;
      });
    },

    async newest(issuer, filter) {
      const [row]: ListRow[] = await source.query(
        `SELECT ${LISTS} FROM revocation_list WHERE issuer = $1 AND (scheduled OR NOT $2) ORDER BY number DESC LIMIT 1`,
        [issuer, filter?.scheduled === true],
      );
      return row === undefined ? undefined : listsOf(row);
    },
  };
}

function entryOf(row: EntryRow): RegisterEntry {
  return { ...row, issuedAt: row.issuedAt.getTime() };
}

function revocationOf({ revokedAt, invalidAt, ...row }: RevocationRow): Revocation {
  return {
    ...row,
    revokedAt: revokedAt.getTime(),
    ...(invalidAt === null ? {} : { invalidAt: invalidAt.getTime() }),
  };
}

function listsOf({ thisUpdate, nextUpdate, delta, ...row }: ListRow): PublishedLists {
  return {
    ...row,
    thisUpdate: thisUpdate.getTime(),
    nextUpdate: nextUpdate.getTime(),
    ...(delta === null ? {} : { delta }),
  };
}
