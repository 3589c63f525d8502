import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROCESS = fileURLToPath(new URL('./empty-koa-process.js', import.meta.url));

/** Koa with one middleware that reads the body and answers `{}`, in a process of its own as a gateway has one. */
export async function startEmptyKoa(): Promise<{ address: URL; stop(): Promise<void> }> {
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
