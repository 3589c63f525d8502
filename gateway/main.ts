import { join } from 'node:path';
import { readConfig } from './config.js';
import { startCluster } from './db/embedded-postgres/cluster.js';
import { AppError } from './domain/errors.js';
import { createLog } from './observability/log.js';
import { startGateway } from './services.js';

/** What a parent process is told when the gateway can be asked. */
export interface ReadyMessage {
  kind: 'ready';
  address: string;
  /** Of the embedded database, where there is one. */
  databasePort?: number;
}

/** One province's gateway, until it is told to stop. */
export async function runGateway(env: NodeJS.ProcessEnv): Promise<void> {
  const config = readConfig(env);
  const log = createLog({ level: config.logLevel });
  const clock = { now: () => Date.now() };
  const closing: (() => Promise<void>)[] = [];

  let databaseUrl = config.databaseUrl;
  let databasePort: number | undefined;
  if (databaseUrl === undefined) {
    const cluster = await startCluster({ dataFolder: join(config.dataFolder, 'postgres') });
    closing.push(() => cluster.stop());
    databasePort = cluster.port;
    const name = `yinxin_${config.domain.toLowerCase()}`;
    databaseUrl = await cluster.createDatabase({ database: name, role: name, password: randomPassword() });
    log.warn('FOR DEVELOPMENT ONLY: the database runs inside this process’s data folder');
  }
  const gateway = await startGateway({ ...config, databaseUrl }, { log, clock });
  closing.push(() => gateway.stop());

  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      for (const close of closing.toReversed()) await close();
      if (process.connected) process.disconnect();
    })();
    return stopping;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
  // A parent that has gone cannot stop its gateways any more.
  process.on('disconnect', () => void stop());
  const ready: ReadyMessage = {
    kind: 'ready',
    address: gateway.address,
    ...(databasePort === undefined ? {} : { databasePort }),
  };
  process.send?.(ready);
  log.info({ address: gateway.address, domain: config.domain, profile: config.profile }, 'listening');
}

function randomPassword(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString('base64url');
}

if (import.meta.main) {
  runGateway(process.env).catch((error: unknown) => {
    const { code, message } = error instanceof AppError ? error : { code: 'INTERNAL', message: String(error) };
    process.stderr.write(`${code}: ${message}\n`);
    process.exitCode = 3;
    if (process.connected) process.disconnect();
  });
}
