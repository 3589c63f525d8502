import type { Caller } from '../../../../chaincode/host/caller.js';
import { FUNCTIONS, type HostDeps } from '../../../../chaincode/host/functions.js';
import type { Modification, Stub } from '../../../../chaincode/host/stub.js';
import { storedEntryText } from '../../../../chaincode/model/stored-entry.js';
import type { TestNetwork } from '../../../support/ledger-network.js';

export const MEMBERS = new Map([
  ['44', 'GuangdongMSP'],
  ['43', 'HunanMSP'],
  ['52', 'GuizhouMSP'],
]);
export const TRANSACTION_ID = 'ab'.repeat(32);
export const GATEWAY: Caller = { msp: 'GuangdongMSP', role: 'gateway' };

/** One call of the stub that would change the world. */
export type Effect = { key: string; value: string } | { key: string; policy: Uint8Array };

export interface FakeStub extends Stub {
  /** In the order of the calls. */
  readonly effects: Effect[];
}

/** The state of a test network as Fabric would hold it. */
export function worldOf({ memory }: Pick<TestNetwork, 'memory'>): Map<string, string> {
  const world = new Map<string, string>();
  for (const key of memory.keys()) {
    const record = memory.record(key);
    if (record !== undefined) world.set(key, storedEntryText({ record, transactionId: TRANSACTION_ID }));
  }
  return world;
}

/** One transaction over a world that it does not change: what it would write stands in `effects`. */
export function fakeStub(
  world: ReadonlyMap<string, string>,
  about: { at?: number; history?: Modification[]; seconds?: unknown; fcn?: string; params?: string[] } = {},
): FakeStub {
  const { at = 0, history = [], seconds = BigInt(Math.floor(at / 1_000)), fcn = '', params = [] } = about;
  const effects: Effect[] = [];
  return {
    effects,
    getState: async (key) => Buffer.from(world.get(key) ?? ''),
    putState: async (key, value) => void effects.push({ key, value: Buffer.from(value).toString() }),
    setStateValidationParameter: async (key, policy) => void effects.push({ key, policy }),
    async *getHistoryForKey() {
      yield* history;
    },
    getTxID: () => TRANSACTION_ID,
    getTxTimestamp: () => ({ seconds, nanos: (at % 1_000) * 1_000_000 }),
    getFunctionAndParameters: () => ({ fcn, params }),
  };
}

/** Calls a function of the chaincode at the network's time. */
export function invoke(
  net: Pick<TestNetwork, 'ledger' | 'now'>,
  name: string,
  call: { stub: Stub; argument: string; caller?: Caller; clock?: number; members?: HostDeps['members'] },
): Promise<unknown> {
  const { stub, argument, caller = GATEWAY, clock = net.now, members = MEMBERS } = call;
  const deps: HostDeps = { ledger: net.ledger, members, clock: { now: () => clock }, timeWindow: 300_000 };
  const called = FUNCTIONS[name];
  if (called === undefined) throw new RangeError(`no function ${name}`);
  return called(deps, { stub, caller, argument });
}
