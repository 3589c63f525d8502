import { expect } from 'chai';
import type { DomainRecord, LedgerRecord, NetworkRecord } from '../../../../chaincode/model/records.js';
import type { LedgerHistoryItem, LedgerSnapshot } from '../../../../gateway/domain/ports/ledger.js';
import { createMembership } from '../../../../gateway/ledger/witness/membership.js';
import { NOW } from '../support/open-ledger.js';
import { createTestNetwork, type TestNetwork } from '../support/test-network.js';

describe('membership by the own node', () => {
  let network: TestNetwork;
  before(async () => {
    network = await createTestNetwork('0'.repeat(64), NOW, ['44', '43', '52', '11']);
  });

  const domain = (code: string, version: number, state: DomainRecord['state'] = 'active'): DomainRecord => {
    const input = network.founding();
    if (input.command.kind !== 'network-found') throw new TypeError('no founding');
    const signed = input.command.body.domains.find(({ entry }) => entry.domain === code);
    if (signed === undefined) throw new TypeError(code);
    return { kind: 'domain', version, digest: '', state, by: '', signed };
  };
  const rule = (version: number, quorum: NetworkRecord['quorum'], domains: string[]): NetworkRecord => ({
    kind: 'network',
    version,
    digest: '',
    state: 'active',
    by: '',
    network: network.network,
    ledger: network.ledger,
    founding: '',
    profile: 'evaluation',
    quorum,
    domains,
  });

  const setUp = () => {
    const written: { block: number; key: string; record: LedgerRecord }[] = [];
    const asked = { read: 0, history: 0 };
    let height = 0;
    const history = async (key: string): Promise<LedgerHistoryItem[]> => {
      asked.history += 1;
      return written
        .filter((each) => each.key === key)
        .map(({ block, record }) => ({ blockNumber: block, index: 0, transactionId: '', at: '', record }));
    };
    const read = async (keys: readonly string[]): Promise<LedgerSnapshot> => {
      asked.read += 1;
      const entries: LedgerSnapshot['entries'] = new Map();
      for (const { block, key, record } of written) {
        if (keys.includes(key)) entries.set(key, { key, record, blockNumber: block, index: 0 });
      }
      return { height, entries };
    };
    const write = (block: number, records: Record<string, LedgerRecord>) => {
      height = block;
      for (const [key, record] of Object.entries(records)) written.push({ block, key, record });
    };
    const membership = createMembership({ read, history });
    const at = async (block: number) => {
      const members = await membership.at(block);
      return members && { codes: [...members.witnessKeys.keys()].sort(), quorum: members.quorum };
    };
    return { asked, write, at };
  };

  it('counts the founders from block 0, and nobody before the founding', async () => {
    const { write, at } = setUp();
    expect(await at(0)).to.deep.equal({ codes: [], quorum: 1 });
    write(1, {
      network: rule(1, 'majority', ['43', '44']),
      'domain/43': domain('43', 1),
      'domain/44': domain('44', 1),
    });
    expect(await at(1)).to.deep.equal({ codes: ['43', '44'], quorum: 2 });
    expect(await at(0)).to.deep.equal({ codes: ['43', '44'], quorum: 2 });
  });

  it('knows nobody at a height that the node has not reached', async () => {
    const { write, at } = setUp();
    write(1, { network: rule(1, 'majority', ['44']), 'domain/44': domain('44', 1) });
    expect(await at(2)).to.equal(undefined);
  });

  it('keeps to the members and the quorum of the height, whatever came later', async () => {
    const { write, at } = setUp();
    const founders = { 'domain/43': domain('43', 1), 'domain/44': domain('44', 1), 'domain/52': domain('52', 1) };
    write(1, { network: rule(1, 'majority', ['43', '44', '52']), ...founders });
    expect((await at(1))?.quorum).to.equal(2);
    write(5, { network: rule(2, 'majority', ['11', '43', '44', '52']), 'domain/11': domain('11', 1) });
    expect(await at(5)).to.deep.equal({ codes: ['11', '43', '44', '52'], quorum: 3 });
    write(7, { 'domain/43': domain('43', 2, 'ended') });
    expect(await at(7)).to.deep.equal({ codes: ['11', '44', '52'], quorum: 2 });
    write(9, { network: rule(3, 'byzantine', ['11', '43', '44', '52']) });
    expect((await at(9))?.quorum).to.equal(3);
    expect(await at(6)).to.deep.equal({ codes: ['11', '43', '44', '52'], quorum: 3 });
    expect(await at(1)).to.deep.equal({ codes: ['43', '44', '52'], quorum: 2 });
  });

  it('reads histories anew only when a record has changed', async () => {
    const { asked, write, at } = setUp();
    write(1, { network: rule(1, 'majority', ['44']), 'domain/44': domain('44', 1) });
    for (let block = 1; block < 50; block += 1) {
      write(block, {});
      await at(block);
    }
    expect(asked.history).to.be.at.most(4);
    expect(asked.read).to.be.at.most(50);
  });
});
