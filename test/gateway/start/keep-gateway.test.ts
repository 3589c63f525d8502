import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { GatewayProcess } from '../../../gateway/start/gateway-process.js';
import { keepGateway } from '../../../gateway/start/keep-gateway.js';

describe('a gateway that is kept running', () => {
  /** Gateways that are no processes: `die` ends the newest one. */
  function machine() {
    const ports: string[] = [];
    let failures = 0;
    let die = () => {};
    const run = async (port: string): Promise<GatewayProcess> => {
      ports.push(port);
      if (failures > 0) {
        failures -= 1;
        throw new Error('does not start');
      }
      const ended = new Promise<void>((resolve) => {
        die = resolve;
      });
      const stop = async () => die();
      return { address: 'http://127.0.0.1:4711', databasePort: undefined, processId: ports.length, ended, stop };
    };
    return {
      run,
      ports,
      die: () => die(),
      failNext: () => {
        failures = 1;
      },
    };
  }

  async function until(what: () => boolean): Promise<void> {
    while (!what()) await sleep(10);
  }

  it('is started again under its address when it ends by itself, also where the first attempt fails', async () => {
    const { run, ports, die, failNext } = machine();
    const told: unknown[] = [];
    const kept = await keepGateway(run, (cause) => told.push(cause));
    failNext();
    die();
    await until(() => kept.process().processId === 3);
    expect(ports).to.deep.equal(['0', '4711', '4711']);
    expect(told).to.have.lengthOf(2);
    await kept.stop();
  });

  it('stays down once it is stopped, and comes back when it is started', async () => {
    const { run, ports, die } = machine();
    const kept = await keepGateway(run, () => undefined);
    await kept.stop();
    await sleep(400);
    expect(ports).to.have.lengthOf(1);
    await kept.start();
    die();
    await until(() => kept.process().processId === 3);
    await kept.stop();
  });

  it('stays down when it is stopped right after it has died', async () => {
    const { run, ports, die } = machine();
    const kept = await keepGateway(run, () => undefined);
    die();
    await kept.stop();
    await sleep(400);
    expect(ports).to.have.lengthOf(1);
  });
});
