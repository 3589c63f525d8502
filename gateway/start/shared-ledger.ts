import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { down } from '../../network/commands/down.js';
import { up } from '../../network/commands/up.js';
import { startCluster } from '../db/embedded-postgres/cluster.js';

/** What the gateways of one machine need to reach the ledger that they share. */
export interface SharedLedger {
  /** Environment of a domain's gateway. */
  env(domain: string): Record<string, string>;
  /** Of the embedded ledger. */
  databaseUrl?: string;
  stop(): Promise<void>;
}

/** FOR DEVELOPMENT ONLY. The embedded ledger in a database of its own. */
export async function startEmbeddedLedger(folder: string): Promise<SharedLedger & { databaseUrl: string }> {
  const cluster = await startCluster({ dataFolder: join(folder, 'ledger') });
  try {
    const password = Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString('base64url');
    const database = { database: 'yinxin_ledger', role: 'yinxin_ledger', password };
    const databaseUrl = await cluster.createDatabase(database);
    return {
      env: () => ({ LEDGER: 'embedded', LEDGER_DATABASE_URL: databaseUrl }),
      databaseUrl,
      stop: () => cluster.stop(),
    };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** A Fabric network that `npm run network -- up` has started in this folder, and that stays when the gateways stop. */
export async function reachFabric(networkFolder: string): Promise<SharedLedger> {
  const connectionFile = (domain: string) => join(networkFolder, 'provinces', domain, 'gateway.json');
  await access(connectionFile('44')).catch((cause: unknown) => {
    throw new Error(`no Fabric network in ${networkFolder}: start one with npm run network -- up`, { cause });
  });
  return {
    env: (domain) => ({ LEDGER: 'fabric', FABRIC_CONNECTION: connectionFile(domain) }),
    stop: async () => undefined,
  };
}

/** FOR DEVELOPMENT ONLY. A Fabric network of three provinces in this folder, for as long as the gateways run. */
export async function startFabric(
  networkFolder: string,
  interrupted: AbortSignal = new AbortController().signal,
): Promise<SharedLedger> {
  const tell = (line: string) => process.stderr.write(`${line}\n`);
  await up({ data: networkFolder, batchTimeout: '250ms', env: process.env, interrupted, tell });
  return { ...(await reachFabric(networkFolder)), stop: async () => void (await down(networkFolder)) };
}
