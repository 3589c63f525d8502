import type { Caller } from '../../../../chaincode/host/caller.js';
import { canonicalJson } from '../../../../pki/encoding/canonical-json.js';
import { freshTestNetwork } from '../../../support/ledger-network.js';
import { fakeStub, GATEWAY, invoke, worldOf } from './fake-stub.js';

/** Transactions of one time over one state; JSON. */
export interface Scene {
  ledger: string;
  now: number;
  world: [string, string][];
  calls: { argument: string; caller: Caller }[];
}

export async function makeScene(): Promise<Scene> {
  const net = await freshTestNetwork();
  const [authority] = net.domains['44'].authorities;
  const leaves = ['one', 'two', 'three', 'ÄÖ', 'äö'].map((serial) => net.leaf(authority, serial));
  const [stranger] = net.domains['52'].authorities;
  const frozen = net.govern(net.domains['52'], 'seal-state', {
    target: `seal/${stranger.seal}`,
    body: { state: 'frozen' },
  });
  return {
    ledger: net.ledger,
    now: net.now,
    world: [...worldOf(net)],
    calls: [
      { argument: canonicalJson(net.batch(authority, leaves)), caller: GATEWAY },
      { argument: canonicalJson(frozen), caller: { msp: 'GuizhouMSP', role: 'gateway' } },
    ],
  };
}

/** What the transactions would write, in order, by an endorser whose clock differs by so many milliseconds. */
export async function evaluateWrites({ ledger, now, world, calls }: Scene, clockError: number): Promise<string[]> {
  const effects: string[] = [];
  for (const call of calls) {
    const stub = fakeStub(new Map(world), { at: now });
    await invoke({ ledger, now }, 'submit', { ...call, stub, clock: now + clockError });
    effects.push(...stub.effects.map((effect) => JSON.stringify(effect)));
  }
  return effects;
}
