import { z } from 'zod';
import { LICENCE_TYPES, licenceTypesOf } from '../../../fixtures/licence-types.js';
import { generateOrders } from '../../../fixtures/orders.js';
import { AUTHORITIES } from '../../../fixtures/provinces.js';
import { CliError, type ExitStatus } from '../cli-error.js';
import { createTokenSource, readToken, requireProtection, type TokenOptions } from '../issue/token.js';
import { transfer } from '../issue/transfer.js';
import { readAddress } from '../remote/address.js';
import { getJson } from '../remote/get-json.js';
import type { Terminal } from '../terminal.js';

export interface SeedOptions extends TokenOptions {
  gateway: string;
  authority: string;
  tokenUrl?: string;
  count?: string;
  seed?: string;
  development?: boolean;
}

const MAX_COUNT = 1_000_000;
/** Becomes part of an idempotency key, with seven characters after it. */
const SEED = /^[\x21-\x7e]{1,56}$/;

/** `yinxin seed`: FOR DEVELOPMENT ONLY. Synthetic orders, the same ones for the same seed. */
export async function seedCommand(options: SeedOptions, terminal: Terminal): Promise<ExitStatus> {
  const gateway = readAddress('--gateway', options.gateway);
  const count = readCount(options.count ?? '100');
  const seed = options.seed ?? 'seed';
  if (!SEED.test(seed)) throw new CliError('USAGE', '--seed: 1 to 56 visible ASCII characters');
  const authority = AUTHORITIES.find(({ uscc }) => uscc === options.authority);
  const [code] = authority === undefined ? [] : licenceTypesOf(authority);
  const type = LICENCE_TYPES.find(({ typeCode }) => typeCode === code);
  if (authority === undefined || type === undefined) {
    throw new CliError('USAGE', '--authority: one of the synthetic authorities of fixtures/provinces.ts');
  }
  requireProtection(gateway, options);
  await requireEvaluation(gateway, options, terminal.env);
  const token = await tokenOf(options, terminal);
  const orders = generateOrders({ seed, count, type, authority });
  return transfer(
    { gateway, authority: authority.uscc, token, orders: asRows(orders), total: count, give: async () => undefined },
    terminal,
  );
}

const listOfProfile = z.looseObject({ list: z.looseObject({ profile: z.string() }) });

/** Made-up licences never go where licences are real. Before there is a list, `--development` takes the word of the caller. */
async function requireEvaluation(gateway: string, { development }: SeedOptions, env: NodeJS.ProcessEnv): Promise<void> {
  const refuse = (why: string) => {
    throw new CliError('NOT_EVALUATION', `${why}: synthetic orders are for evaluation networks only`);
  };
  if (env.NODE_ENV === 'production') refuse('NODE_ENV is production');
  const json = await getJson(`${gateway}/v1/trust-lists/latest`, { timeoutMs: 10_000, maxBytes: 8 * 1024 * 1024 });
  if (json === undefined && development === true) return;
  const answer = listOfProfile.safeParse(json);
  if (!answer.success) refuse(`${gateway} names no evaluation network`);
  else if (answer.data.list.profile !== 'evaluation') refuse(`${gateway} is of a ${answer.data.list.profile} network`);
}

async function tokenOf(options: SeedOptions, terminal: Terminal): Promise<() => Promise<string>> {
  if (options.tokenUrl !== undefined) return createTokenSource(options.tokenUrl, terminal);
  const token = await readToken(options, terminal.env);
  return async () => token;
}

async function* asRows(orders: Iterable<unknown>): AsyncGenerator<Uint8Array> {
  for (const order of orders) yield Buffer.from(JSON.stringify(order), 'utf8');
}

function readCount(text: string): number {
  const count = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MAX_COUNT) throw new CliError('USAGE', `--count: from 1 to ${MAX_COUNT}`);
  return count;
}
