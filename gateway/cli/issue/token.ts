import { z } from 'zod';
import { CliError } from '../cli-error.js';
import { readBytes } from '../files.js';
import { isProtected, readAddress } from '../remote/address.js';
import { postJson } from '../remote/get-json.js';

export interface TokenOptions {
  token?: string;
  tokenFile?: string;
  allowHttp?: boolean;
}

const TOKEN = /^[\x21-\x7e]{1,16384}$/;
/** The development issuer's tokens live for an hour. */
const RENEW_AFTER_MS = 600_000;

/** The bearer's token: from the option, a file, or YINXIN_TOKEN. Other people of the machine see the first. */
export async function readToken(options: TokenOptions, env: NodeJS.ProcessEnv): Promise<string> {
  if (options.token !== undefined && options.tokenFile !== undefined) {
    throw new CliError('USAGE', 'either --token or --token-file');
  }
  const fromFile =
    options.tokenFile === undefined ? undefined : (await readBytes(options.tokenFile, 20_000)).toString('utf8');
  const token = (options.token ?? fromFile ?? env.YINXIN_TOKEN ?? '').trim();
  if (token === '') throw new CliError('TOKEN_ABSENT', 'give a token: --token-file FILE, or YINXIN_TOKEN');
  if (!TOKEN.test(token)) throw new CliError('USAGE', 'the token is none');
  return token;
}

/** A token that crosses a network in the clear is everybody's. */
export function requireProtection(gateway: string, { allowHttp }: TokenOptions): void {
  if (isProtected(gateway) || allowHttp === true) return;
  throw new CliError('TOKEN_UNPROTECTED', `${gateway} is not https; inside a closed network --allow-http sends it`);
}

const given = z.looseObject({ token: z.string().regex(TOKEN) });

/** FOR DEVELOPMENT ONLY: tokens from a development issuer, renewed as needed. */
export function createTokenSource(url: string, clock: { now(): number }): () => Promise<string> {
  const address = readAddress('--token-url', url);
  let held: { token: string; until: number } | undefined;
  return async () => {
    if (held === undefined || held.until < clock.now()) {
      const limits = { timeoutMs: 10_000, maxBytes: 65_536 };
      const answer = given.safeParse(await postJson(address, { subject: 'seed', roles: ['issuer'] }, limits));
      if (!answer.success) throw new CliError('GATEWAY_ANSWER_INVALID', `${address}: no token`, { status: 2 });
      held = { token: answer.data.token, until: clock.now() + RENEW_AFTER_MS };
    }
    return held.token;
  };
}
