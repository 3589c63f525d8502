import { z } from 'zod';
import { digest, domainCode } from '../chaincode/model/primitives.js';
import { AppError } from './domain/errors.js';
import { type KekConfig, readSignerConfig, type SignerConfig } from './signer-config.js';

const url = z.url();
const issuer = z.strictObject({
  issuer: z.string().min(1),
  jwksUri: url,
  audience: z.string().min(1),
  /** The one tenant for which the issuer speaks. */
  tenant: z.string().min(2).max(18),
});

const environment = z.object({
  YINXIN_PROFILE: z.enum(['production', 'development']).default('production'),
  YINXIN_DOMAIN: domainCode,
  YINXIN_NAME_ZH: z.string().min(1).max(60),
  YINXIN_NAME_EN: z.string().min(1).max(60),
  /** Folder for keys and, in development, for the embedded database. */
  YINXIN_DATA: z.string().min(1),
  YINXIN_HOST: z.string().min(1).default('127.0.0.1'),
  YINXIN_PORT: z.coerce.number().int().min(0).max(65535).default(0),
  /** The address under which other gateways reach this one; its own listening address when absent. */
  YINXIN_PUBLIC_URL: url.optional(),
  /** 32 bytes from which licence serials are derived. */
  YINXIN_IDENTIFIER_KEY_FILE: z.string().min(1).optional(),
  /** JSON array of `{issuer, jwksUri, audience, tenant}`. */
  YINXIN_ISSUERS: z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'not JSON' });
        return z.NEVER;
      }
    })
    .pipe(z.array(issuer).min(1)),
  YINXIN_NETWORK: digest.optional(),
  /** Where `GET /metrics` is answered; nowhere without it. Reachable for whoever collects the numbers, and nobody else. */
  YINXIN_METRICS_PORT: z.coerce.number().int().min(0).max(65535).optional(),
  YINXIN_METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  YINXIN_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  /** Seconds between the rounds that hold database and ledger against each other. */
  YINXIN_RECONCILE_SECONDS: z.coerce.number().int().min(1).max(86_400).default(300),
  LEDGER: z.enum(['embedded', 'fabric']).default('embedded'),
  /** Of the embedded ledger. */
  LEDGER_DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .optional(),
  /** File that says how this domain reaches its Fabric network. */
  FABRIC_CONNECTION: z.string().min(1).optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .optional(),
});

export type LedgerConfig = { kind: 'embedded'; databaseUrl: string } | { kind: 'fabric'; connectionFile: string };

export interface Config {
  profile: 'production' | 'development';
  domain: string;
  name: { zh: string; en: string };
  dataFolder: string;
  host: string;
  port: number;
  publicUrl?: string;
  signer: SignerConfig;
  kek: KekConfig;
  identifierKeyFile?: string;
  issuers: z.infer<typeof issuer>[];
  network?: string;
  metrics?: { host: string; port: number };
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  reconcileEveryMs: number;
  ledger: LedgerConfig;
  /** Absent: an embedded PostgreSQL in the data folder, in development only. */
  databaseUrl?: string;
}

/** Reads the environment once. Throws CONFIGURATION_INVALID, naming every variable that is wrong and none of their values. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const read = environment.safeParse(env);
  if (!read.success) {
    const names = [...new Set(read.error.issues.map((issue) => String(issue.path[0])))];
    throw new AppError('CONFIGURATION_INVALID', `not a valid configuration: ${names.join(', ')}`, {
      details: { names },
    });
  }
  const given = read.data;
  const profile = env.NODE_ENV === 'production' ? 'production' : given.YINXIN_PROFILE;
  const keys = readSignerConfig(env);
  if (profile === 'production') refuseInProduction({ ...given, kek: keys.kek });
  return {
    profile,
    domain: given.YINXIN_DOMAIN,
    name: { zh: given.YINXIN_NAME_ZH, en: given.YINXIN_NAME_EN },
    dataFolder: given.YINXIN_DATA,
    host: given.YINXIN_HOST,
    port: given.YINXIN_PORT,
    ...(given.YINXIN_PUBLIC_URL === undefined ? {} : { publicUrl: given.YINXIN_PUBLIC_URL }),
    ...keys,
    ...(given.YINXIN_IDENTIFIER_KEY_FILE === undefined ? {} : { identifierKeyFile: given.YINXIN_IDENTIFIER_KEY_FILE }),
    issuers: given.YINXIN_ISSUERS,
    ...(given.YINXIN_NETWORK === undefined ? {} : { network: given.YINXIN_NETWORK }),
    ...(given.YINXIN_METRICS_PORT === undefined
      ? {}
      : { metrics: { host: given.YINXIN_METRICS_HOST, port: given.YINXIN_METRICS_PORT } }),
    logLevel: given.YINXIN_LOG_LEVEL,
    reconcileEveryMs: given.YINXIN_RECONCILE_SECONDS * 1_000,
    ledger: ledgerOf(given),
    ...(given.DATABASE_URL === undefined ? {} : { databaseUrl: given.DATABASE_URL }),
  };
}

function ledgerOf(given: z.infer<typeof environment>): LedgerConfig {
  const needed = (name: 'LEDGER_DATABASE_URL' | 'FABRIC_CONNECTION') => {
    const value = given[name];
    if (value !== undefined) return value;
    throw new AppError('CONFIGURATION_INVALID', `not a valid configuration: ${name}`, { details: { names: [name] } });
  };
  return given.LEDGER === 'fabric'
    ? { kind: 'fabric', connectionFile: needed('FABRIC_CONNECTION') }
    : { kind: 'embedded', databaseUrl: needed('LEDGER_DATABASE_URL') };
}

/** What makes development easy must not be found in production by accident. */
function refuseInProduction(given: z.infer<typeof environment> & { kek: KekConfig }): void {
  const refuse = (why: string) => {
    throw new AppError('CONFIGURATION_INVALID', `in production ${why}`);
  };
  if (given.DATABASE_URL === undefined) refuse('DATABASE_URL is required: the embedded database is for development');
  if (given.kek.by === 'file' && given.kek.path === undefined) refuse('YINXIN_KEK_FILE is required');
  if (given.YINXIN_IDENTIFIER_KEY_FILE === undefined) refuse('YINXIN_IDENTIFIER_KEY_FILE is required');
  if (!given.YINXIN_PUBLIC_URL?.startsWith('https://')) refuse('YINXIN_PUBLIC_URL is required and https');
  if (given.YINXIN_NETWORK === undefined) refuse('YINXIN_NETWORK is required: the network is pinned');
  if (given.LEDGER === 'embedded') refuse('the embedded ledger is refused: it founds evaluation networks only');
}
