import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Caller } from '../../../chaincode/host/caller.js';
import { storedEntryText } from '../../../chaincode/model/stored-entry.js';
import type { TransactionInput } from '../../../chaincode/model/transaction.js';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { ledgerCode } from '../../support/ledger-error.js';
import { foundingInput, freshTestNetwork, type TestNetwork } from '../../support/ledger-network.js';
import { isSatisfied } from './support/evaluate-policy.js';
import { evaluateWrites, makeScene } from './support/evaluate-writes.js';
import { fakeStub, GATEWAY, invoke, TRANSACTION_ID, worldOf } from './support/fake-stub.js';

const WINDOW = 300_000;

describe('the functions of the chaincode', () => {
  let net: TestNetwork;
  let batch: TransactionInput;
  before(async () => {
    net = await freshTestNetwork();
    const [authority] = net.domains['44'].authorities;
    batch = net.batch(authority, [net.leaf(authority, 'two'), net.leaf(authority, 'one')]);
  });
  const submit = (
    input: unknown,
    about: { at?: number; clock?: number; caller?: Caller; world?: Map<string, string>; seconds?: unknown } = {},
  ) => {
    const { at = net.now, world = worldOf(net), ...rest } = about;
    const stub = fakeStub(world, { at, ...('seconds' in rest ? { seconds: rest.seconds } : {}) });
    const argument = typeof input === 'string' ? input : canonicalJson(input as TransactionInput);
    return { stub, answer: invoke(net, 'submit', { stub, argument, ...rest }) };
  };

  it('submit writes the entries of a command, named by their transaction', async () => {
    const { stub, answer } = submit(batch);
    expect(await answer).to.deep.include({ kind: 'licence-batch', written: 2 });
    expect(stub.effects).to.have.length(2);
    for (const effect of stub.effects) expect(effect).to.have.property('value').that.includes(TRANSACTION_ID);
  });

  it('submit writes nothing the second time', async () => {
    const world = worldOf(net);
    const first = submit(batch);
    await first.answer;
    for (const effect of first.stub.effects) if ('value' in effect) world.set(effect.key, effect.value);
    const second = submit(batch, { world });
    expect(await second.answer).to.deep.include({ written: 0 });
    expect(second.stub.effects).to.deep.equal([]);
  });

  it('submit is for a gateway of the domain that the command speaks for', async () => {
    const callers: [Caller, string | undefined][] = [
      [{ msp: 'GuangdongMSP', role: null }, 'CLIENT_ROLE'],
      [{ msp: 'GuangdongMSP', role: 'Gateway' }, 'CLIENT_ROLE'],
      [{ msp: 'GuangdongMSP', role: 'gateway,admin' }, 'CLIENT_ROLE'],
      [{ msp: 'HunanMSP', role: 'gateway' }, 'CLIENT_NOT_OF_DOMAIN'],
      [{ msp: '', role: 'gateway' }, 'CLIENT_NOT_OF_DOMAIN'],
      [GATEWAY, undefined],
    ];
    for (const [caller, code] of callers) {
      const { stub, answer } = submit(batch, { caller });
      expect(await ledgerCode(answer), JSON.stringify(caller)).to.equal(code);
      expect(stub.effects.length > 0).to.equal(code === undefined);
    }
  });

  it('submit takes a time up to the border of the window, on both sides, and none beyond', async () => {
    const clock = net.now;
    const codeAt = (at: number) => ledgerCode(submit(batch, { at, clock }).answer);
    // A command holds from its own time on, which is the network's: seen from a clock that is ahead or behind.
    expect(await ledgerCode(submit(batch, { at: clock, clock: clock + WINDOW }).answer)).to.equal(undefined);
    expect(await ledgerCode(submit(batch, { at: clock, clock: clock + WINDOW + 1 }).answer)).to.equal(
      'TRANSACTION_TIME',
    );
    expect(await codeAt(clock + WINDOW)).to.equal(undefined);
    expect(await codeAt(clock + WINDOW + 1)).to.equal('TRANSACTION_TIME');
  });

  it('submit refuses times that are none', async () => {
    for (const seconds of [null, 'soon', '99999999999999999999', '-99999999999999', {}]) {
      const { stub, answer } = submit(batch, { seconds });
      expect(await ledgerCode(answer), String(seconds)).to.equal('TRANSACTION_TIME');
      expect(stub.effects).to.deep.equal([]);
    }
  });

  it('submit refuses what is no input, and writes nothing of what the rules refuse', async () => {
    const text = canonicalJson(batch);
    const garbage = ['', '{}', '[]', 'null', '{"command":1}', ` ${text}`, `${text} `, text.slice(0, -1), '\u0000'];
    for (const each of garbage) {
      const { stub, answer } = submit(each);
      expect(await ledgerCode(answer), each.slice(0, 20)).to.equal('TRANSACTION_MALFORMED');
      expect(stub.effects).to.deep.equal([]);
    }
    const forged = { ...batch, signature: 'A'.repeat(86) };
    const { stub, answer } = submit(forged);
    expect(await ledgerCode(answer)).to.equal('COMMAND_SIGNATURE_INVALID');
    expect(stub.effects).to.deep.equal([]);
  });

  it('submit founds a network, and protects each domain by a policy of its own', async () => {
    const { stub, answer } = submit(foundingInput(net), { world: new Map() });
    expect(await answer).to.deep.include({ kind: 'network-found', written: 4 });
    const keys = stub.effects.map((effect) => `${effect.key}${'policy' in effect ? ' policy' : ''}`);
    expect(keys).to.deep.equal([
      'domain/43',
      'domain/43 policy',
      'domain/44',
      'domain/44 policy',
      'domain/52',
      'domain/52 policy',
      'network',
    ]);
  });

  it('submit writes the same in any time zone, locale and process', async () => {
    const scene = await makeScene();
    const here = await evaluateWrites(scene, 0);
    const script = fileURLToPath(new URL('./support/print-writes.js', import.meta.url));
    for (const [zone, locale, clockError] of [
      ['Asia/Shanghai', 'zh_CN.UTF-8', 299_000],
      ['America/New_York', 'tr_TR.UTF-8', -299_000],
      ['Pacific/Kiritimati', 'C', 1],
    ] as const) {
      const env = { ...process.env, TZ: zone, LC_ALL: locale, LANG: locale };
      const input = JSON.stringify(scene);
      const { stdout } = spawnSync(process.execPath, [script, `${clockError}`], { env, input, encoding: 'utf8' });
      expect(JSON.parse(stdout), zone).to.deep.equal(here);
    }
    expect(here.length).to.be.greaterThan(2);
  }).timeout(90_000);

  it('read answers the entries that stand under the keys, and no others', async () => {
    const world = worldOf(net);
    const read = (argument: string) => invoke(net, 'read', { stub: fakeStub(world), argument });
    expect(await read('{"keys":["domain/44","nothing"]}')).to.deep.equal({ 'domain/44': world.get('domain/44') });
    expect(await read('{"keys":[]}')).to.deep.equal({});
  });

  it('history answers every version, oldest first', async () => {
    const record = net.record('domain', 'domain/44');
    const modification = (version: number) => ({
      txId: `${version}`.repeat(64),
      timestamp: { seconds: 1_800_000_000 + version, nanos: 5_999_999 },
      value: Buffer.from(storedEntryText({ record: { ...record, version }, transactionId: `${version}`.repeat(64) })),
    });
    const stub = fakeStub(new Map(), { history: [modification(2), modification(1)] });
    const answer = await invoke(net, 'history', { stub, argument: '{"keys":["domain/44"]}' });
    expect(answer).to.have.length(2);
    expect(answer).to.have.nested.property('[0].transactionId', '1'.repeat(64));
    expect(answer).to.have.nested.property('[0].at', '2027-01-15T08:00:01.005Z');
    expect(answer).to.have.nested.property('[1].transactionId', '2'.repeat(64));
  });

  it('read, history and protect refuse keys that are none', async () => {
    const long = JSON.stringify({ keys: ['a'.repeat(257)] });
    const many = JSON.stringify({ keys: Array.from({ length: 1_001 }, (_, at) => `k${at}`) });
    const garbage = ['', 'x', 'null', '[]', '{}', '{"keys":1}', '{"keys":[1]}', '{"keys":[""]}', '{"keys":["a b"]}'];
    for (const argument of [...garbage, '{"keys":["\\u0000"]}', '{"keys":["省"]}', long, many]) {
      for (const name of ['read', 'history', 'protect']) {
        const answer = invoke(net, name, { stub: fakeStub(worldOf(net)), argument });
        expect(await ledgerCode(answer), `${name} ${argument.slice(0, 30)}`).to.equal('TRANSACTION_MALFORMED');
      }
    }
    const most = JSON.stringify({ keys: Array.from({ length: 1_000 }, (_, at) => `k${at}`) });
    expect(await invoke(net, 'read', { stub: fakeStub(new Map()), argument: most })).to.deep.equal({});
  });

  it('protect gives owned entries the policy of the present members, and changes no entry', async () => {
    const members = new Map([
      ['44', 'GuangdongMSP'],
      ['43', 'HunanMSP'],
      ['52', 'GuizhouMSP'],
      ['45', 'GuangxiMSP'],
    ]);
    const argument = '{"keys":["domain/44","network","nothing"]}';
    const stub = fakeStub(worldOf(net));
    expect(await invoke(net, 'protect', { stub, argument, members })).to.deep.equal({ written: 1 });
    const [effect] = stub.effects;
    if (effect === undefined || !('policy' in effect)) throw new TypeError('no policy');
    expect(stub.effects).to.have.length(1);
    expect(isSatisfied(effect.policy, ['GuangdongMSP', 'HunanMSP'])).to.equal(false);
    expect(isSatisfied(effect.policy, ['GuangdongMSP', 'HunanMSP', 'GuangxiMSP'])).to.equal(true);
    const stranger = invoke(net, 'protect', { stub, argument, caller: { msp: 'GuangdongMSP', role: null } });
    expect(await ledgerCode(stranger)).to.equal('CLIENT_ROLE');
  });
});
