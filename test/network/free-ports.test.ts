import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { isFree, isListening, reservePorts } from '../../network/topology/free-ports.js';
import { BLOCK } from '../../network/topology/port-plan.js';

describe('free ports', () => {
  let folder: string;
  let marks: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yinxin-ports-'));
    marks = join(folder, 'marks');
  });
  after(() => rm(folder, { recursive: true }));

  it('are others for each of many networks that ask at once', async () => {
    const bases = await Promise.all(
      Array.from({ length: 8 }, async (_, number) => {
        const data = join(folder, String(number));
        await mkdir(data);
        await writeFile(join(data, 'network.json'), '{}');
        return reservePorts(marks, data);
      }),
    );
    expect(new Set(bases).size).to.equal(bases.length);
    for (const base of bases) expect((base - 20_032) % BLOCK).to.equal(0);
    // Below where Linux takes ports for outgoing connections.
    expect(Math.max(...bases) + BLOCK).to.be.below(32_768);
  });

  it('of a network that is gone are free for others, those of one that is down are not', async () => {
    const own = join(folder, 'few');
    const base = await reservePorts(own, join(folder, 'gone'));
    // A process that has ended, as its number is not given to any.
    const mark = (data: string) => writeFile(join(own, String(base)), JSON.stringify({ pid: 2 ** 30, data }));
    await mkdir(join(folder, 'down'));
    await writeFile(join(folder, 'down', 'network.json'), '{}');
    await mark(join(folder, 'down'));
    expect(await takenAgain(own, base)).to.equal(false);
    await mark(join(folder, 'gone'));
    expect(await takenAgain(own, base)).to.equal(true);
  });

  it('are not those on which somebody listens', async () => {
    const { server, port } = await listen();
    expect(await isFree(port)).to.equal(false);
    expect(await isListening(port)).to.equal(true);
    await new Promise((resolve) => server.close(resolve));
    expect(await isFree(port)).to.equal(true);
    expect(await isListening(port)).to.equal(false);
  });
});

/** Whether, of all blocks, that one can be had: asks until every other one is taken. */
async function takenAgain(marks: string, base: number): Promise<boolean> {
  const before = await readdir(marks);
  for (let first = 20_032; first < 32_000; first += BLOCK) {
    if (first !== base)
      await writeFile(join(marks, String(first)), JSON.stringify({ pid: process.pid, data: 'another' }));
  }
  try {
    return (await reservePorts(marks, 'one more').catch(() => undefined)) === base;
  } finally {
    for (const name of await readdir(marks)) if (!before.includes(name)) await rm(join(marks, name));
  }
}

async function listen(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}
