import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Provinces } from '../../gateway/start/provinces.js';

/** Address of a gateway's own database, with the rights of whoever owns the machine that it runs on. */
export async function databaseUrl(provinces: Provinces, domain: string): Promise<string> {
  const folder = join(provinces.folder, domain, 'postgres');
  const password = (await readFile(join(folder, 'yinxin.superuser'), 'utf8')).split('\n')[0] ?? '';
  const port = provinces.of(domain).process().databasePort;
  return `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/yinxin_${domain}`;
}
