import pg from 'pg';
import { readPasswords } from '../../gateway/db/embedded-postgres/data-folder.js';
import { SUPERUSER } from '../../gateway/db/embedded-postgres/template.js';
import { BenchFailure } from './bench-failure.js';
import type { BenchNetwork } from './network.js';

/** What the gateway keeps of a licence, and one byte of each changed; every text stays one that can be read. */
const CHANGES = {
  attestation: "CASE left(attestation, 1) WHEN 'A' THEN 'B' ELSE 'A' END || substr(attestation, 2)",
  seal_signature: `set_byte(seal_signature, length(seal_signature) - 1,
    get_byte(seal_signature, length(seal_signature) - 1) # 1)`,
  document: `regexp_replace(document, '"licenceNumberDigest":".', '"licenceNumberDigest":"' ||
    CASE substring(document from '"licenceNumberDigest":"(.)') WHEN '0' THEN '1' ELSE '0' END)`,
  leaf: `regexp_replace(leaf, '"sealSignature":".', '"sealSignature":"' ||
    CASE substring(leaf from '"sealSignature":"(.)') WHEN '0' THEN '1' ELSE '0' END)`,
  fields: `regexp_replace(fields, '有限|股份', '无限')`,
} as const;

export const CHANGED_PARTS = Object.keys(CHANGES) as (keyof typeof CHANGES)[];

/**
 * Changes a licence's row behind the gateway's back, as whoever owns the database could, while `work` looks; afterwards the row
 * is what it was.
 */
export async function withChangedByte<T>(
  network: BenchNetwork,
  { licenceId, part }: { licenceId: string; part: keyof typeof CHANGES },
  work: () => Promise<T>,
): Promise<T> {
  const client = await connect(network);
  try {
    const before = await client.query<Record<string, unknown>>(`SELECT ${part} FROM licence WHERE licence_id = $1`, [
      licenceId,
    ]);
    const changed = await client.query(
      `UPDATE licence SET ${part} = ${CHANGES[part]} WHERE licence_id = $1 AND ${part} <> ${CHANGES[part]}`,
      [licenceId],
    );
    if (changed.rowCount !== 1) throw new BenchFailure(`nothing was changed in ${part}`);
    try {
      return await work();
    } finally {
      await client.query(`UPDATE licence SET ${part} = $2 WHERE licence_id = $1`, [licenceId, before.rows[0]?.[part]]);
    }
  } finally {
    await client.end();
  }
}

async function connect({ databaseFolder, province }: BenchNetwork): Promise<pg.Client> {
  const [password] = await readPasswords(databaseFolder);
  const client = new pg.Client({
    host: '127.0.0.1',
    port: province.process().databasePort,
    user: SUPERUSER,
    password,
    database: `yinxin_${province.domain}`,
  });
  await client.connect();
  return client;
}
