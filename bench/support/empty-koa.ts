import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { requestRate } from './load.js';
import { createPoster } from './post.js';
import { using } from './stop-on-signals.js';

/** As many as the verification has. */
const CONNECTIONS = 64;
const PROCESS = fileURLToPath(new URL('./empty-koa-process.js', import.meta.url));

/** Requests a second that an empty route answers to posts of this body, once both sides are warm. */
export function emptyKoaRate(body: string): Promise<number> {
  return using(startEmptyKoa(), async ({ address }) => {
    const poster = createPoster(address, { 'content-type': 'application/json' }, CONNECTIONS);
    const ask = async () => void (await poster.post(body));
    try {
      await requestRate(ask, { seconds: 3, concurrency: CONNECTIONS });
      return (await requestRate(ask, { seconds: 3, concurrency: CONNECTIONS })).rate;
    } finally {
      poster.close();
    }
  });
}

/** Koa with one middleware that reads the body and answers `{}`, in a process of its own as a gateway has one. */
async function startEmptyKoa(): Promise<{ address: URL; stop(): Promise<void> }> {
  const child = fork(PROCESS);
  const ended = once(child, 'exit');
  const [address] = (await Promise.race([once(child, 'message'), ended])) as [unknown];
  if (typeof address !== 'string') throw new TypeError('the empty server did not start');
  return {
    address: new URL(address),
    async stop() {
      child.kill();
      await ended;
    },
  };
}
