import type { SigningThread } from '../../pki/sm2/signing-thread.js';

const WARM_UP = 300;
const COUNT = 5_000;
const IN_FLIGHT = 16;

/**
 * How often a second this is done where the calling thread and the signing thread have a core each: by the processor time of the
 * busier of the two, so that other work on the machine does not enter.
 */
export async function threadRate(thread: SigningThread, work: () => Promise<unknown>): Promise<number> {
  await times(WARM_UP, work);
  const [signing, calling] = [await thread.cpuTime(), process.threadCpuUsage()];
  await times(COUNT, work);
  const { user, system } = process.threadCpuUsage(calling);
  const busier = Math.max((await thread.cpuTime()) - signing, user + system);
  return (COUNT * 1e6) / busier;
}

async function times(count: number, work: () => Promise<unknown>): Promise<void> {
  let left = count;
  const worker = async () => {
    for (; left > 0; left -= 1) await work();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}
