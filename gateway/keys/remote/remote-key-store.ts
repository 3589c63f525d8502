import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import { PkiError, type PkiErrorCode } from '../../../pki/errors.js';
import { type Purpose, signedBytes } from '../../../pki/signer/purposes.js';
import type { Signer } from '../../../pki/signer/signer.js';
import { publicKeyFromPoint } from '../../../pki/sm2/key-cache.js';
import { keyAnswer, MAX_ANSWER_BYTES, MAX_SIGNED_BYTES, PATHS, refusalAnswer, signatureAnswer } from './messages.js';

export interface RemoteSignerOptions {
  /** `https://host:port`. */
  readonly url: string;
  /** PEM: the gateway's certificate with its chain, its key, and who vouches for the signer. */
  readonly tls: { readonly cert: Buffer; readonly key: Buffer; readonly ca: Buffer };
  /** For one request, all attempts together. */
  readonly timeoutMs: number;
}

export interface RemoteKeyStore {
  /** Rejects with KEY_NOT_FOUND, SIGNER_REFUSED or SIGNER_UNAVAILABLE. */
  signer(keyId: string): Promise<Signer>;
  /** The same, and KEY_EXISTS. */
  create(keyId: string, purposes: readonly Purpose[]): Promise<Signer>;
  close(): void;
}

const CONNECTIONS = 16;
const PAUSES_MS: readonly number[] = [50, 200, 500, 1_000, 2_000];

/**
 * Keys in another process, over mutual TLS 1.3. A request that gets no answer is sent again until its time is over: signing twice
 * does no harm. A key's public half is fixed when it is opened, and every signature is verified under it before it counts.
 */
export function openRemoteKeyStore({ url, tls, timeoutMs }: RemoteSignerOptions): RemoteKeyStore {
  const agent = new Agent({
    ...tls,
    minVersion: 'TLSv1.3',
    keepAlive: true,
    maxSockets: CONNECTIONS,
    timeout: timeoutMs,
  });
  const ask = async <T extends z.ZodType>(path: string, body: object, schema: T): Promise<z.output<T>> => {
    const { status, text } = await askAgain(new URL(path, url), agent, JSON.stringify(body), timeoutMs);
    const value = parsed(text);
    if (status !== 200) throw refusalOf(value);
    const read = schema.safeParse(value);
    if (!read.success) throw new PkiError('SIGNER_REFUSED', 'the signer answers what it should not');
    return read.data;
  };

  const signerOf = (wanted: string, about: z.output<typeof keyAnswer>): Signer => {
    const { keyId, purposes } = about;
    if (keyId !== wanted) throw new PkiError('SIGNER_REFUSED', 'the signer answers for another key');
    const publicKey = publicKeyFromPoint(about.publicKey);
    return {
      keyId,
      publicKey: publicKey.point,
      purposes: Object.freeze(purposes),
      async sign(purpose, bytes) {
        if (!purposes.includes(purpose)) {
          throw new PkiError('KEY_PURPOSE_FORBIDDEN', `${keyId} may not sign a ${purpose}`);
        }
        const message = signedBytes(purpose, bytes);
        if (bytes.length > MAX_SIGNED_BYTES) throw new PkiError('SIGNER_REFUSED', 'too many bytes for the signer');
        const sent = { keyId, purpose, bytes: encodeBase64url(bytes) };
        const { signature } = await ask(PATHS.signatures, sent, signatureAnswer);
        if (publicKey.verifyRaw(message, signature)) return signature;
        throw new PkiError('SIGNER_REFUSED', `the signer signs for ${keyId} with another key, or wrongly`);
      },
    };
  };

  return {
    signer: async (keyId) => signerOf(keyId, await ask(PATHS.keys, { keyId }, keyAnswer)),
    create: async (keyId, purposes) => signerOf(keyId, await ask(PATHS.keys, { keyId, purposes }, keyAnswer)),
    close: () => agent.destroy(),
  };
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

async function askAgain(url: URL, agent: Agent, body: string, timeoutMs: number): Promise<Reply> {
  const signal = AbortSignal.timeout(timeoutMs);
  for (let attempt = 0; ; attempt += 1) {
    try {
      const reply = await askOnce(url, agent, body, signal);
      if (reply.status !== 503) return reply;
      if (attempt === PAUSES_MS.length) return reply;
    } catch (cause) {
      const isOver = signal.aborted || attempt === PAUSES_MS.length || cause instanceof PkiError;
      if (isOver) throw cause instanceof PkiError ? cause : unavailable(cause);
    }
    await sleep(PAUSES_MS[attempt], undefined, { signal }).catch((cause: unknown) => {
      throw unavailable(cause);
    });
  }
}

function askOnce(url: URL, agent: Agent, body: string, signal: AbortSignal): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const call = request(url, { method: 'POST', agent, headers, signal }, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        chunks.push(chunk);
        if (length > MAX_ANSWER_BYTES) {
          call.destroy(new PkiError('SIGNER_REFUSED', 'the signer answers more than it should'));
        }
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    call.on('error', reject);
    call.end(body);
  });
}

const KNOWN: Readonly<Record<string, PkiErrorCode>> = {
  KEY_NOT_HELD: 'KEY_NOT_FOUND',
  KEY_NOT_FOUND: 'KEY_NOT_FOUND',
  KEY_EXISTS: 'KEY_EXISTS',
  KEY_PURPOSE_FORBIDDEN: 'KEY_PURPOSE_FORBIDDEN',
  SIGNER_BUSY: 'SIGNER_UNAVAILABLE',
  SIGNING_STOPPED: 'SIGNER_UNAVAILABLE',
};

function refusalOf(value: unknown): PkiError {
  const { data } = refusalAnswer.safeParse(value);
  return new PkiError(
    KNOWN[data?.code ?? ''] ?? 'SIGNER_REFUSED',
    `the signer refuses: ${data?.code ?? 'without a code'}`,
  );
}

function unavailable(cause: unknown): PkiError {
  return new PkiError('SIGNER_UNAVAILABLE', 'the signer cannot be reached', { cause });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
