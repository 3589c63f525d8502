import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress, lookupPublic } from './public-address.js';

export interface FetchLimits {
  timeoutMs: number;
  maxBytes: number;
  /** Production: https and public addresses only. */
  publicOnly: boolean;
}

/** Asks another gateway. Follows no redirect; rejects on any status but 200, on too many bytes, and when time is over. */
export async function fetchJson(address: string, limits: FetchLimits, body?: unknown): Promise<unknown> {
  const url = new URL(address);
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (limits.publicOnly && (url.protocol !== 'https:' || (isIP(literal) !== 0 && !isPublicAddress(literal)))) {
    throw new Error('not an address of a gateway in production');
  }
  const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
    method: payload === undefined ? 'GET' : 'POST',
    headers: {
      accept: 'application/json',
      ...(payload === undefined ? {} : { 'content-type': 'application/json', 'content-length': payload.length }),
    },
    signal: AbortSignal.timeout(limits.timeoutMs),
    ...(limits.publicOnly ? { lookup: lookupPublic } : {}),
  });
  request.on('error', reject);
  request.on('response', (response) => {
    if (response.statusCode !== 200) {
      response.resume();
      reject(new Error(`status ${response.statusCode}`));
      return;
    }
    const chunks: Buffer[] = [];
    let length = 0;
    response.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > limits.maxBytes) {
        reject(new Error('too many bytes'));
        request.destroy();
      } else chunks.push(chunk);
    });
    response.on('error', reject);
    response.on('end', () => {
      try {
        resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      } catch (error) {
        reject(error);
      }
    });
  });
  request.end(payload);
  return promise;
}
