import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { type Account, accountFor } from './account.js';
import { asSuperuser, ensureDatabase, setSuperuserPassword } from './admin.js';
import { hasCode, openCache } from './cache.js';
import { clearStaleLock, createDataFolder, holdsCluster, readPasswords, writePasswords } from './data-folder.js';
import { PostgresError } from './errors.js';
import { findFreePort } from './free-port.js';
import { keepRunning } from './keep-running.js';
import { installedNativeFolder, type NativeFolder, runnableNativeFolder } from './native-folder.js';
import { type ServerProcess, startServer } from './server-process.js';
import { openTemplate, SUPERUSER } from './template.js';

const HOST = '127.0.0.1';
const PORT_ATTEMPTS = 5;
const LEFTOVER_PATIENCE_MS = 5_000;
/** SQLSTATE invalid_password */
const INVALID_PASSWORD = '28P01';

export type ClusterOptions = {
  /** Made when absent or empty, otherwise started as it is. Never moved elsewhere. */
  dataFolder: string;
  /** Left out: a free one, another at every start. */
  port?: number;
  /** Left out: random at the first start, then kept in the data folder (mode 0600). */
  superuserPassword?: string;
  /** `full` (the default) survives a power cut; `test` does not flush, for unit tests only. */
  durability?: 'full' | 'test';
  /** Each line that the server writes. */
  log?: (line: string) => void;
};

export type PostgresCluster = {
  host: '127.0.0.1';
  port: number;
  /** Of the superuser: for administration, not for the service. */
  adminUrl: string;
  /** At present. */
  readonly processId: number;
  /**
   * A database with an owner of its own, to which no other role can connect; its DATABASE_URL.
   * For one that exists it only sets the password.
   */
  createDatabase(names: { database: string; role: string; password: string }): Promise<string>;
  /** Ends open connections, waits until the server has ended. The data stays. */
  stop(): Promise<void>;
};

/**
 * Starts PostgreSQL from the npm package on a data folder of its own; it ends with this process, however that ends, and is started
 * again on the same port when it ends by itself.
 * For evaluation, development and tests: production gives DATABASE_URL.
 *
 * @example
 * const cluster = await startCluster({ dataFolder: 'data/north/postgres' });
 * const url = await cluster.createDatabase({ database: 'north', role: 'north', password });
 * await cluster.stop();
 * @throws PostgresError
 */
export async function startCluster(options: ClusterOptions): Promise<PostgresCluster> {
  const folder = resolve(options.dataFolder);
  if (options.superuserPassword !== undefined && !/^[\x21-\x7e]+$/.test(options.superuserPassword)) {
    throw new PostgresError('POSTGRES_INPUT_INVALID', 'a superuser password is visible ASCII');
  }
  const durable = options.durability !== 'test';
  const account = await accountFor(folder);
  const cache = await openCache(account);
  const native = await runnableNativeFolder(await installedNativeFolder(), cache, account);
  if (await holdsCluster(folder, native)) {
    await clearStaleLock(folder, LEFTOVER_PATIENCE_MS);
  } else {
    const template = await openTemplate(native, cache, account);
    const password = options.superuserPassword ?? randomBytes(24).toString('base64url');
    await createDataFolder(folder, { native, template, password, account, durable });
  }
  const { server: first, port } = await startOnPort(folder, options, native, account, durable);
  const server = keepRunning(first, async () => {
    await clearStaleLock(folder, LEFTOVER_PATIENCE_MS);
    return (await startOnPort(folder, { ...options, port }, native, account, durable)).server;
  });
  try {
    const password = await settlePassword(folder, port, options.superuserPassword, account);
    const adminUrl = urlFor(port, SUPERUSER, password, 'postgres');
    return {
      host: HOST,
      port,
      adminUrl,
      get processId() {
        return server.processId();
      },
      createDatabase: async (names) => {
        await asSuperuser(adminUrl, (client) => ensureDatabase(client, names));
        return urlFor(port, names.role, names.password, names.database);
      },
      stop: server.stop,
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function startOnPort(
  folder: string,
  options: ClusterOptions,
  native: NativeFolder,
  account: Account | undefined,
  durable: boolean,
): Promise<{ server: ServerProcess; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await findFreePort());
    try {
      const log = options.log ?? (() => undefined);
      return { server: await startServer(folder, { native, account, settings: settings(port, durable), log }), port };
    } catch (error) {
      // Somebody took it between the search and the bind.
      const again = error instanceof PostgresError && error.code === 'POSTGRES_PORT_TAKEN';
      if (!again || options.port !== undefined || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

/** Small: several clusters share one machine. Given at every start, so the data folder carries no settings of ours. */
function settings(port: number, durable: boolean): Record<string, string> {
  const flush = durable ? 'on' : 'off';
  return {
    listen_addresses: HOST,
    port: String(port),
    unix_socket_directories: '',
    fsync: flush,
    synchronous_commit: flush,
    full_page_writes: flush,
    shared_buffers: '64MB',
    max_connections: '60',
    // No replicas: less to write, and no idle helper processes.
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_logical_replication_workers: '0',
    io_method: 'sync',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // startServer reads two of the messages.
    lc_messages: 'C',
    logging_collector: 'off',
    log_destination: 'stderr',
    log_checkpoints: 'off',
  };
}

/**
 * Makes the wanted superuser password the one in force and returns it. The file in the data folder names the one in
 * force at every moment: before a change it lists the new one too, newest first.
 */
async function settlePassword(
  folder: string,
  port: number,
  given: string | undefined,
  account: Account | undefined,
): Promise<string> {
  const stored = await readPasswords(folder);
  const wanted = given ?? stored[0];
  if (wanted === undefined) throw new PostgresError('POSTGRES_FOLDER_INVALID', `${folder} holds no superuser password`);
  const candidates = [...new Set([wanted, ...stored])];
  if (candidates.length > 1) await writePasswords(folder, candidates, account);
  for (const password of candidates.toReversed()) {
    try {
      await asSuperuser(urlFor(port, SUPERUSER, password, 'postgres'), async (client) => {
        if (candidates.length > 1) await setSuperuserPassword(client, SUPERUSER, wanted);
      });
    } catch (error) {
      if (hasCode(error, INVALID_PASSWORD)) continue;
      throw error;
    }
    if (candidates.length > 1) await writePasswords(folder, [wanted], account);
    return wanted;
  }
  throw new PostgresError('POSTGRES_START_FAILED', `the superuser password kept in ${folder} is not in force`);
}

function urlFor(port: number, role: string, password: string, database: string): string {
  const [user, secret, path] = [role, password, database].map(encodeURIComponent);
  return `postgres://${user}:${secret}@${HOST}:${port}/${path}`;
}
