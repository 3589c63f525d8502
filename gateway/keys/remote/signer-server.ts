import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { z } from 'zod';
import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import { PkiError } from '../../../pki/errors.js';
import { type Purpose, signedBytes } from '../../../pki/signer/purposes.js';
import type { Signer } from '../../../pki/signer/signer.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { AppError } from '../../domain/errors.js';
import type { KeyRing } from '../../domain/ports/key-ring.js';
import {
  type keyAnswer,
  keyRequest,
  MAX_REQUEST_BYTES,
  MAX_SIGNED_BYTES,
  PATHS,
  type signatureAnswer,
  signatureRequest,
} from './messages.js';
import type { ClientRights, SignerPolicy } from './policy.js';

/** One line of the signer's journal: who had what signed. Never the bytes, a key, or a signature. */
export interface SignerEvent {
  readonly event: 'signed' | 'created' | 'refused';
  /** By the policy; absent for a stranger. */
  readonly client?: string;
  /** SHA-256 of the certificate that the other side has shown. */
  readonly certificate?: string;
  readonly keyId?: string;
  readonly purpose?: Purpose;
  /** SM3 of the bytes that are signed, their purpose before them. */
  readonly digest?: string;
  /** Why not. */
  readonly code?: string;
}

export interface SignerServerOptions {
  readonly host: string;
  readonly port: number;
  /** PEM: the signer's own certificate with its chain, its key, and who vouches for clients. */
  readonly tls: { readonly cert: Buffer; readonly key: Buffer; readonly ca: Buffer };
  readonly keys: KeyRing;
  readonly policy: SignerPolicy;
  /** Settles when the line is kept: no signature is given away before. */
  readonly record: (event: SignerEvent) => Promise<void> | void;
}

export interface SignerServer {
  /** `https://host:port`. */
  readonly address: string;
  close(): Promise<void>;
}

const HEADERS_MS = 5_000;
const REQUEST_MS = 10_000;
const IDLE_MS = 60_000;
const MAX_CONNECTIONS = 64;
const MAX_AT_ONCE = 256;

class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

/** What is known of a request so far, for its line in the journal. */
type About = { -readonly [Member in 'client' | 'certificate' | 'keyId' | 'purpose']?: SignerEvent[Member] };

/**
 * Signs for others, over mutual TLS 1.3: for a client by its certificate, with the keys and purposes that the policy gives it. Whoever
 * calls hands in bytes and a purpose; the purpose's prefix, Z and e are added here, so nobody has a digest signed.
 */
export async function startSignerServer(options: SignerServerOptions): Promise<SignerServer> {
  const { tls, host, port, record } = options;
  let working = 0;
  const server = createServer(
    {
      ...tls,
      minVersion: 'TLSv1.3',
      requestCert: true,
      rejectUnauthorized: true,
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: IDLE_MS,
      handshakeTimeout: HEADERS_MS,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 8_192,
    },
    (request, response) => {
      const about: About = {};
      working += 1;
      const answering = working > MAX_AT_ONCE ? refuse(503, 'SIGNER_BUSY') : answer(request, about, options);
      answering
        .catch(async (error: unknown) => {
          const { status, code } = refusalOf(error);
          await record({ ...about, event: 'refused', code });
          return { status, body: { code } };
        })
        .then(({ status, body }) => send(response, status, body))
        .catch(() => response.destroy())
        .finally(() => {
          working -= 1;
        });
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.listen(port, host);
  await once(server, 'listening');
  const { port: actual } = server.address() as AddressInfo;
  return {
    address: `https://${host}:${actual}`,
    async close() {
      server.closeIdleConnections();
      await new Promise<void>((resolve) => {
        const forced = setTimeout(() => server.closeAllConnections(), REQUEST_MS);
        server.close(() => {
          clearTimeout(forced);
          resolve();
        });
      });
    },
  };
}

async function answer(
  request: IncomingMessage,
  about: About,
  options: SignerServerOptions,
): Promise<{ status: number; body: object }> {
  const rights = rightsOf(request, about, options.policy);
  if (request.method !== 'POST') throw new Refusal(405, 'METHOD_NOT_ALLOWED');
  switch (request.url) {
    case PATHS.keys:
      return { status: 200, body: await key(await bodyOf(request, keyRequest), rights, about, options) };
    case PATHS.signatures:
      return { status: 200, body: await signature(await bodyOf(request, signatureRequest), rights, about, options) };
    default:
      throw new Refusal(404, 'NOT_FOUND');
  }
}

/** By the certificate of the connection: TLS has proved that its key is the other side's. */
function rightsOf({ socket }: IncomingMessage, about: About, policy: SignerPolicy): ClientRights {
  const raw = socket instanceof TLSSocket && socket.authorized ? socket.getPeerCertificate().raw : undefined;
  if (raw === undefined) throw new Refusal(403, 'CLIENT_UNKNOWN');
  about.certificate = createHash('sha256').update(raw).digest('hex');
  const rights = policy.rightsOf(about.certificate);
  if (rights === undefined) throw new Refusal(403, 'CLIENT_UNKNOWN');
  about.client = rights.name;
  return rights;
}

async function key(
  { keyId, purposes }: z.output<typeof keyRequest>,
  rights: ClientRights,
  about: About,
  { keys, record }: SignerServerOptions,
): Promise<z.input<typeof keyAnswer>> {
  about.keyId = keyId;
  if (purposes === undefined) {
    if (!rights.maySee(keyId)) throw new Refusal(403, 'KEY_FORBIDDEN');
    return described(await keys.signer(keyId));
  }
  if (!rights.mayCreate(keyId, purposes)) throw new Refusal(403, 'KEY_FORBIDDEN');
  const made = await keys.create(keyId, purposes);
  await record({ ...about, event: 'created' });
  return described(made);
}

async function signature(
  { keyId, purpose, bytes }: z.output<typeof signatureRequest>,
  rights: ClientRights,
  about: About,
  { keys, record }: SignerServerOptions,
): Promise<z.input<typeof signatureAnswer>> {
  about.keyId = keyId;
  about.purpose = purpose;
  if (!rights.maySign(keyId, purpose)) throw new Refusal(403, 'KEY_FORBIDDEN');
  if (bytes.length > MAX_SIGNED_BYTES) throw new Refusal(413, 'PAYLOAD_TOO_LARGE');
  const signer = await keys.signer(keyId);
  const signed = await signer.sign(purpose, bytes);
  await record({ ...about, event: 'signed', digest: sm3Hex(signedBytes(purpose, bytes)) });
  return { signature: encodeBase64url(signed) };
}

function described({ keyId, purposes, publicKey }: Signer): z.input<typeof keyAnswer> {
  return { keyId, purposes: [...purposes], publicKey: encodeBase64url(publicKey) };
}

async function bodyOf<T extends z.ZodType>(request: IncomingMessage, schema: T): Promise<z.output<T>> {
  // Before anything is read, so that whoever announces too much hears why.
  if (Number(request.headers['content-length'] ?? 0) > MAX_REQUEST_BYTES) throw new Refusal(413, 'PAYLOAD_TOO_LARGE');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MAX_REQUEST_BYTES) throw new Refusal(413, 'PAYLOAD_TOO_LARGE');
    chunks.push(chunk);
  }
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Refusal(400, 'INVALID_REQUEST');
  }
  const read = schema.safeParse(value);
  if (!read.success) throw new Refusal(400, 'INVALID_REQUEST');
  return read.data;
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  // What has not been read of a request that was refused is not waited for.
  if (status === 413) response.shouldKeepAlive = false;
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

const STATUSES: Readonly<Record<string, number>> = {
  KEY_NOT_HELD: 404,
  KEY_NOT_FOUND: 404,
  KEY_EXISTS: 409,
  KEY_PURPOSE_FORBIDDEN: 403,
  ENCODING_INVALID: 400,
};

function refusalOf(error: unknown): { status: number; code: string } {
  if (error instanceof Refusal) return error;
  if (!(error instanceof AppError) && !(error instanceof PkiError)) return { status: 500, code: 'INTERNAL' };
  return { status: STATUSES[error.code] ?? 500, code: error.code };
}

async function refuse(status: number, code: string): Promise<never> {
  throw new Refusal(status, code);
}
