import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpServer {
  /** `http://host:port`, with the port that was free where 0 was asked for. */
  address: string;
  /** Stops accepting, lets running requests finish, and after the grace time ends the rest. */
  close(): Promise<void>;
}

export interface HttpLimits {
  headersTimeout: number;
  /** Of a whole request; a batch streams for long, other bodies have a deadline of their own. */
  requestTimeout: number;
  /** Without a byte in either direction. */
  idleTimeout: number;
  keepAliveTimeout: number;
  /** Bytes of request line and headers together. */
  maxHeaderSize: number;
  /** How long `close` waits. */
  grace: number;
}

/** Milliseconds, and bytes for maxHeaderSize. */
const LIMITS: HttpLimits = {
  headersTimeout: 10_000,
  requestTimeout: 30 * 60_000,
  idleTimeout: 120_000,
  keepAliveTimeout: 10_000,
  maxHeaderSize: 16_384,
  grace: 10_000,
};

/** How long the rest of a body may still come in after its answer went out. */
const LEFTOVER_MS = 10_000;

type Listener = (req: IncomingMessage, res: ServerResponse) => unknown;

/** Serves an app on one address, without TLS: that is the business of what stands before it. Rejects where it cannot listen. */
export async function startHttp(options: {
  app: { callback(): Listener };
  host: string;
  port: number;
  limits?: Partial<HttpLimits>;
}): Promise<HttpServer> {
  const limits = { ...LIMITS, ...options.limits };
  const serve = options.app.callback();
  let closing = false;
  const server = createServer(limits, (req, res) => {
    if (closing) res.setHeader('Connection', 'close');
    res.once('finish', () => {
      drain(req);
      if (closing) setImmediate(() => server.closeIdleConnections());
    });
    serve(req, res);
  });
  server.setTimeout(limits.idleTimeout);
  const { address, family, port } = await listening(server, options);
  return {
    address: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    close: () => {
      closing = true;
      return closed(server, limits.grace);
    },
  };
}

/** Reads what is left of a refused body, so that the client hears the answer and not a reset; not for ever. */
function drain(req: IncomingMessage): void {
  if (req.complete) return;
  req.resume();
  const timer = setTimeout(() => req.socket.destroy(), LEFTOVER_MS);
  timer.unref();
  req.once('close', () => clearTimeout(timer));
}

function listening(server: Server, { host, port }: { host: string; port: number }): Promise<AddressInfo> {
  const { promise, resolve, reject } = Promise.withResolvers<AddressInfo>();
  server.once('error', reject);
  server.listen(port, host, () => {
    server.off('error', reject);
    const address = server.address();
    if (typeof address === 'object' && address !== null) resolve(address);
    else reject(new TypeError('the server listens on no TCP address'));
  });
  return promise;
}

function closed(server: Server, grace: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => server.closeAllConnections(), grace);
  server.close(() => {
    clearTimeout(timer);
    resolve();
  });
  server.closeIdleConnections();
  return promise;
}
