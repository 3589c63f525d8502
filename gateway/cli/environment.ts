import type { LedgerConfig } from '../config.js';
import { AppError } from '../domain/errors.js';
import { type KekConfig, readSignerConfig } from '../signer-config.js';
import { CliError } from './cli-error.js';

/** Settings of a gateway, for commands that work on its ledger and its database from outside. Throws USAGE. */

export function readLedger(env: NodeJS.ProcessEnv): LedgerConfig {
  switch (env.LEDGER ?? 'embedded') {
    case 'embedded':
      return { kind: 'embedded', databaseUrl: readDatabaseUrl('LEDGER_DATABASE_URL', env.LEDGER_DATABASE_URL) };
    case 'fabric':
      if (env.FABRIC_CONNECTION === undefined || env.YINXIN_DATA === undefined) {
        throw new CliError('USAGE', 'FABRIC_CONNECTION and YINXIN_DATA: as the gateway has them');
      }
      return { kind: 'fabric', connectionFile: env.FABRIC_CONNECTION };
    default:
      throw new CliError('USAGE', 'LEDGER: embedded or fabric');
  }
}

/** Folder and key by which the gateway's keys on Fabric can be read. */
export function readKeyPlaces(env: NodeJS.ProcessEnv): { dataFolder?: string; kek: KekConfig } {
  try {
    const { kek } = readSignerConfig(env);
    return { kek, ...(env.YINXIN_DATA === undefined ? {} : { dataFolder: env.YINXIN_DATA }) };
  } catch (cause) {
    if (cause instanceof AppError) throw new CliError('USAGE', cause.message, { cause });
    throw cause;
  }
}

export function readDatabaseUrl(name: string, text: string | undefined): string {
  // Never said back: it holds a password.
  if (text !== undefined && /^postgres(ql)?:\/\//.test(text)) return text;
  throw new CliError('USAGE', `${name}: an address postgres://…`);
}
