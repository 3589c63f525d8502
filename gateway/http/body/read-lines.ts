import type { IncomingMessage } from 'node:http';
import { ClientGone } from '../http-error.js';

/** A line of the body, or why there is none to be had of it. */
export type Line = { text: string } | { refused: 'PAYLOAD_TOO_LARGE' | 'INVALID_REQUEST' };

const NEWLINE = 0x0a;
// ignoreBOM keeps a byte order mark in the text, where it is no JSON.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The lines of a body as they arrive, blank ones left out. Holds one line at most: what exceeds `limit` bytes is thrown away
 * up to its end and answered as PAYLOAD_TOO_LARGE, what is not UTF-8 as INVALID_REQUEST. Throws ClientGone where the body
 * breaks off. A reader that stops leaves the request open.
 */
export async function* readLines(req: IncomingMessage, limit: number): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunksOf(req)) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const line = lineOf(parts, length, chunk.subarray(from, end), limit);
      parts = [];
      length = 0;
      from = end + 1;
      if (line !== undefined) yield line;
    }
    length += chunk.length - from;
    if (length > limit) parts = [];
    else if (from < chunk.length) parts.push(chunk.subarray(from));
  }
  const last = lineOf(parts, length, Buffer.alloc(0), limit);
  if (last !== undefined) yield last;
}

async function* chunksOf(req: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    yield* req.iterator({ destroyOnReturn: false });
  } catch (cause) {
    throw new ClientGone({ cause });
  }
}

function lineOf(parts: readonly Buffer[], length: number, rest: Buffer, limit: number): Line | undefined {
  if (length + rest.length > limit) return { refused: 'PAYLOAD_TOO_LARGE' };
  try {
    const text = utf8.decode(parts.length === 0 ? rest : Buffer.concat([...parts, rest]));
    return text.trim() === '' ? undefined : { text: text.endsWith('\r') ? text.slice(0, -1) : text };
  } catch {
    return { refused: 'INVALID_REQUEST' };
  }
}
