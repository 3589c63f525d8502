import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import type { ProcessSpec } from '../../network/supervisor/protocol.js';
import { createSupervised, type Supervised } from '../../network/supervisor/supervised.js';
import { createSupervisor } from '../../network/supervisor/supervisor.js';
import { identityOf } from '../../network/support/process-identity.js';
import { networkCode } from '../support/network-error.js';

describe('a supervised process', () => {
  let folder: string;
  let process_: Supervised;
  const events: string[] = [];
  const spec = (name: string, code: string): ProcessSpec => ({
    name,
    command: process.execPath,
    args: ['-e', code],
    env: { SAID: 'something' },
    cwd: folder,
    log: join(folder, `${name}.log`),
  });
  const FOREVER = 'console.log(process.env.SAID, Object.keys(process.env).length); setInterval(() => {}, 1e6)';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yinxin-supervised-'));
  });
  afterEach(() => process_.stop());
  after(() => rm(folder, { recursive: true }));

  function start(code = FOREVER) {
    events.length = 0;
    process_ = createSupervised(spec('peer-44', code), (event) => events.push(event));
    process_.start();
  }

  it('comes back within two seconds of being killed, as often as that happens', async () => {
    start();
    for (let round = 1; round <= 3; round++) {
      const before = running(process_);
      const killedAt = performance.now();
      process_.signal('SIGKILL');
      await until(() => process_.running() !== undefined && running(process_).pid !== before.pid);
      expect(performance.now() - killedAt).to.be.below(2_000);
      expect(identityOf(before.pid)).not.to.equal(before.identity);
      expect(process_.status()).to.include({ state: 'running', restarts: round });
    }
  });

  it('gets the environment that it is given and nothing else, and writes to its log', async () => {
    start();
    await until(async () => (await readFile(join(folder, 'peer-44.log'), 'utf8')).includes('something 1\n'));
  });

  it('ends when it is told to, and stays down', async () => {
    start();
    const { pid, identity } = running(process_);
    await process_.stop();
    expect(identityOf(pid)).not.to.equal(identity);
    await wait(300);
    expect(process_.status()).to.deep.include({ state: 'stopped', restarts: 0 });
    process_.start();
    expect(running(process_).pid).not.to.equal(pid);
  });

  it('ends when it has been paused', async () => {
    start();
    process_.signal('SIGSTOP');
    const before = performance.now();
    await process_.stop();
    expect(performance.now() - before).to.be.below(4_000);
  });

  it('ends by force when it does not listen', async () => {
    start(`process.on('SIGTERM', () => {}); ${FOREVER}`);
    await until(async () => (await readFile(join(folder, 'peer-44.log'), 'utf8')).includes('something'));
    await wait(200);
    await process_.stop();
    expect(events.at(-1)).to.match(/ended: SIG(TERM|KILL)/);
  }).timeout(20_000);

  it('that is held stays down once it has ended, until it is started', async () => {
    start();
    process_.hold();
    expect(process_.status().state).to.equal('running');
    process_.signal('SIGKILL');
    await until(() => process_.running() === undefined);
    await wait(300);
    expect(process_.status().state).to.equal('stopped');
    process_.start();
    expect(process_.status().state).to.equal('running');
  });

  it('that keeps dying is started less and less often', async () => {
    start('process.exit(3)');
    await until(() => events.filter((one) => one.includes('ended: status 3')).length >= 3);
    const before = performance.now();
    await until(() => events.filter((one) => one.includes('ended: status 3')).length >= 4);
    expect(performance.now() - before).to.be.above(300);
  });

  it('that cannot be started is tried again', async () => {
    process_ = createSupervised({ ...spec('peer-44', ''), command: join(folder, 'none') }, (event) =>
      events.push(event),
    );
    events.length = 0;
    process_.start();
    await until(() => process_.status().restarts >= 1);
    expect(events[0]).to.contain('ENOENT');
  });

  it('is known by its name only', async () => {
    const supervisor = createSupervisor(() => {});
    await supervisor.run(spec('peer-43', FOREVER));
    try {
      expect(await networkCode(supervisor.ask('peer-44', 'stop'))).to.equal('PROCESS_UNKNOWN');
      await supervisor.run(spec('peer-43', FOREVER));
      expect(supervisor.running()).to.have.length(1);
      await supervisor.forget('peer-43');
      expect(supervisor.list()).to.deep.equal([]);
    } finally {
      await supervisor.stopAll();
    }
  });
});

function running(one: Supervised): { pid: number; identity: string } {
  const found = one.running();
  if (found === undefined) throw new Error('it does not run');
  return found;
}

async function until(asked: () => boolean | Promise<boolean>): Promise<void> {
  for (let round = 0; round < 400; round++) {
    if (await asked()) return;
    await wait(25);
  }
  throw new Error('it never came to that');
}
