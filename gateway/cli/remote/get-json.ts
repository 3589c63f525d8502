import { type CanonicalValue, parseStrictJson } from '../../../pki/encoding/canonical-json.js';
import { PkiError } from '../../../pki/errors.js';
import { CliError } from '../cli-error.js';

export interface AskLimits {
  timeoutMs: number;
  maxBytes: number;
}

/**
 * What stands at an address, as strict JSON; undefined where nothing does (404). Follows no redirect. Throws
 * GATEWAY_UNREACHABLE, GATEWAY_REFUSED or GATEWAY_ANSWER_INVALID, all of which leave the question open: status 2.
 */
export async function getJson(address: string, limits: AskLimits): Promise<CanonicalValue | undefined> {
  const headers = { accept: 'application/json', 'cache-control': 'no-cache' };
  const bytes = await ask(address, { headers }, limits);
  return bytes === undefined ? undefined : asJson(address, bytes, limits);
}

/** The same for a request with a JSON body. */
export async function postJson(address: string, body: unknown, limits: AskLimits): Promise<CanonicalValue | undefined> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  const bytes = await ask(address, { method: 'POST', headers, body: JSON.stringify(body) }, limits);
  return bytes === undefined ? undefined : asJson(address, bytes, limits);
}

function asJson(address: string, bytes: Uint8Array, { maxBytes }: AskLimits): CanonicalValue {
  try {
    return parseStrictJson(bytes, { maxBytes });
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new CliError('GATEWAY_ANSWER_INVALID', `${address}: not strict JSON`, { status: 2, cause });
  }
}

async function ask(address: string, init: RequestInit, limits: AskLimits): Promise<Uint8Array | undefined> {
  try {
    const signal = AbortSignal.timeout(limits.timeoutMs);
    const response = await fetch(address, { ...init, redirect: 'error', signal });
    if (!response.ok) await response.body?.cancel();
    if (response.status === 404) return undefined;
    if (!response.ok) throw new CliError('GATEWAY_REFUSED', `${address}: status ${response.status}`, { status: 2 });
    return await bounded(address, response, limits.maxBytes);
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    throw unreachable(address, cause);
  }
}

async function bounded(address: string, { body }: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > maxBytes) {
      throw new CliError('GATEWAY_ANSWER_INVALID', `${address}: more than ${maxBytes} bytes`, { status: 2 });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function unreachable(address: string, cause: unknown): CliError {
  return new CliError('GATEWAY_UNREACHABLE', `${address}: ${reasonOf(cause)}`, { status: 2, cause });
}

/** fetch hides the system's code one level down. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  if (error.name === 'TimeoutError') return 'no answer in time';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause instanceof Error ? reasonOf(error.cause) : 'no answer';
}
