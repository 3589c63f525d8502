import { createServer, type IncomingMessage, type Server } from 'node:http';
import { z } from 'zod';
import { NetworkError } from '../network-error.js';
import { processSpecSchema, REQUESTS, SIGNALS } from './protocol.js';
import type { Supervisor } from './supervisor.js';

const signalSchema = z.strictObject({ signal: z.enum(SIGNALS) });
const requestSchema = z.enum(REQUESTS);

/**
 * The supervisor's ear: HTTP with JSON over a socket in the file system, which only its owner may open. `shutDown` is called after the
 * answer to `POST /shutdown`.
 */
export function createControlServer(supervisor: Supervisor, shutDown: () => void): Server {
  return createServer((request, response) => {
    answer(request, supervisor)
      .then((body) => response.writeHead(200).end(JSON.stringify(body)))
      .catch((error: unknown) => {
        const code = error instanceof NetworkError ? error.code : 'CONTROL_FAILED';
        const message = error instanceof Error ? error.message : 'an unknown failure';
        response.writeHead(code === 'PROCESS_UNKNOWN' ? 404 : 400).end(JSON.stringify({ code, message }));
      })
      .finally(() => {
        if (request.method === 'POST' && request.url === '/shutdown') response.on('close', shutDown);
      });
  });
}

async function answer(request: IncomingMessage, supervisor: Supervisor): Promise<object> {
  const [collection, name = '', verb = ''] = (request.url ?? '').slice(1).split('/');
  const body = await bodyOf(request);
  if (collection === 'shutdown' && request.method === 'POST') await supervisor.stopAll();
  else if (collection !== 'processes') throw new NetworkError('CONTROL_FAILED', 'no such thing to ask');
  else if (request.method === 'PUT') await supervisor.run(processSpecSchema.parse(body));
  else if (request.method === 'DELETE') await supervisor.forget(name);
  else if (request.method === 'POST' && verb === 'signal') supervisor.signal(name, signalSchema.parse(body).signal);
  else if (request.method === 'POST') await supervisor.ask(name, requestSchema.parse(verb));
  return { processes: supervisor.list() };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
