import { expect } from 'chai';
import { keyPolicyOf } from '../../../chaincode/host/key-policy.js';
import { ownersOf } from '../../../chaincode/host/owners.js';
import type { LedgerRecord } from '../../../chaincode/model/records.js';
import { freshTestNetwork, type TestNetwork } from '../../support/ledger-network.js';
import { isSatisfied, subsetsOf } from './support/evaluate-policy.js';

const MSPS = ['GuangdongMSP', 'HunanMSP', 'GuizhouMSP', 'GuangxiMSP'];
const CODES = ['44', '43', '52', '45'];

describe('the policy of an entry', () => {
  let net: TestNetwork;
  before(async () => {
    net = await freshTestNetwork();
  });
  const recordOf = (kind: LedgerRecord['kind']) => {
    for (const key of net.memory.keys()) {
      const record = net.memory.record(key);
      if (record?.kind === kind) return record;
    }
    throw new RangeError(`no ${kind}`);
  };
  const membersOf = (count: number) => new Map(CODES.slice(0, count).map((code, at) => [code, MSPS[at] ?? '']));
  /** The sets of members, by first letters of their provinces' codes, that may change the entry. */
  const allowed = (record: LedgerRecord, count: number) => {
    const members = membersOf(count);
    const policy = keyPolicyOf(record, members);
    if (policy === undefined) throw new TypeError('no policy');
    return subsetsOf([...members.keys()]).filter((codes) =>
      isSatisfied(
        policy,
        codes.map((code) => members.get(code) ?? ''),
      ),
    );
  };

  for (const count of [2, 3, 4]) {
    const majority = Math.floor(count / 2) + 1;

    it(`of one owner among ${count}: the owner and a majority with it, and nobody else`, () => {
      for (const kind of ['authority', 'certificate', 'type', 'right', 'seal'] as const) {
        const record = recordOf(kind);
        const [owner = ''] = ownersOf(record);
        const members = [...membersOf(count).keys()];
        const expected = subsetsOf(members).filter((set) => set.includes(owner) && set.length >= majority);
        expect(allowed(record, count), kind).to.deep.equal(expected);
      }
    });

    it(`of a domain among ${count}: the same, or all the others where they are a majority`, () => {
      const record = net.record('domain', 'domain/44');
      const members = [...membersOf(count).keys()];
      const others = members.filter((code) => code !== '44');
      const mayPutOut = (set: string[]) => others.length >= majority && others.every((code) => set.includes(code));
      const expected = subsetsOf(members).filter(
        (set) => (set.includes('44') && set.length >= majority) || mayPutOut(set),
      );
      expect(allowed(record, count)).to.deep.equal(expected);
    });

    it(`of an agreement among ${count}: both sides, and a majority with them`, () => {
      const record = recordOf('agreement');
      const members = [...membersOf(count).keys()];
      const isBoth = (set: string[]) => set.includes('44') && set.includes('43');
      const expected = subsetsOf(members).filter((set) => isBoth(set) && set.length >= majority);
      expect(allowed(record, count)).to.deep.equal(expected);
    });
  }

  it('says nothing of entries without an owner', () => {
    for (const kind of ['network', 'type-count', 'seal-number'] as const) {
      expect(keyPolicyOf(recordOf(kind), membersOf(3)), kind).to.equal(undefined);
    }
  });

  it('is the same bytes whatever the order in which the members are told', () => {
    const record = net.record('domain', 'domain/44');
    const backwards = new Map([...membersOf(4)].reverse());
    expect(keyPolicyOf(record, backwards)).to.deep.equal(keyPolicyOf(record, membersOf(4)));
  });

  it('refuses an owner that is no member of the channel', () => {
    const members = new Map([...membersOf(3)].filter(([code]) => code !== '44'));
    expect(() => keyPolicyOf(net.record('domain', 'domain/44'), members)).to.throw(TypeError, 'domain 44');
  });
});

describe('the owners of an entry', () => {
  it('are known for every kind of record, and are its domains', async () => {
    const net = await freshTestNetwork();
    const [authority] = net.domains['44'].authorities;
    await net.submit(net.batch(authority, [net.leaf(authority, 'one')]));
    await net.submit(net.govern(net.domains['44'], 'heartbeat', { target: 'heartbeat/44', body: {} }));
    const owners = new Map<string, readonly string[]>();
    for (const key of net.memory.keys()) {
      const record = net.memory.record(key);
      if (record !== undefined) owners.set(`${record.kind} ${key}`, ownersOf(record));
    }
    const of = (start: string) => [...owners].filter(([name]) => name.startsWith(`${start} `)).map(([, each]) => each);
    expect(of('domain')).to.deep.equal([['44'], ['43'], ['52']]);
    expect(of('agreement')).to.deep.equal([['44', '43']]);
    expect(of('agreement-half')).to.deep.equal([['44'], ['43']]);
    for (const kind of ['authority', 'certificate', 'type', 'right', 'seal']) {
      expect(of(kind).flat(), kind).to.include.members(['44', '43', '52']);
    }
    for (const kind of ['licence', 'network', 'type-count', 'seal-number', 'heartbeat']) {
      expect(of(kind), kind).to.not.have.length(0);
      expect(of(kind).flat(), kind).to.have.length(0);
    }
    const vote = { kind: 'vote', domain: '52' } as LedgerRecord;
    expect(ownersOf(vote)).to.deep.equal(['52']);
  });
});
