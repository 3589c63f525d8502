import { Agent, request } from 'node:http';
import { BenchFailure } from './bench-failure.js';

export interface Poster {
  /** The body of the answer. Throws BenchFailure for any status but 200. */
  post(body: string): Promise<string>;
  close(): void;
}

/** Posts to one address over connections that are kept: node's own client costs the machine less than fetch does. */
export function createPoster(address: URL, headers: Record<string, string>, connections: number): Poster {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { hostname: host, port, pathname: path } = address;
  return {
    post: (body) =>
      new Promise((resolve, reject) => {
        const sent = { ...headers, 'content-length': Buffer.byteLength(body) };
        const asked = request({ agent, host, port, path, method: 'POST', headers: sent }, (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('error', reject);
          answer.on('end', () => {
            const text = Buffer.concat(parts).toString();
            if (answer.statusCode === 200) resolve(text);
            else reject(new BenchFailure(`${path} answered ${answer.statusCode}: ${text.slice(0, 500)}`));
          });
        });
        asked.on('error', reject);
        asked.end(body);
      }),
    close: () => agent.destroy(),
  };
}
