import { expect } from 'chai';
import { storedEntryText } from '../../../../chaincode/model/stored-entry.js';
import { AppError } from '../../../../gateway/domain/errors.js';
import type { FabricCalls } from '../../../../gateway/ledger/fabric/calls.js';
import { createReadEntries, type ReadEntriesDeps } from '../../../../gateway/ledger/fabric/read-entries.js';
import { freshTestNetwork, type TestNetwork } from '../../../support/ledger-network.js';
import { appCode } from './support/app-error.js';
import { fakePeer } from './support/fake-peer.js';

const KEY = 'domain/44';
const ID = 'ab'.repeat(32);

interface Node {
  height?: number;
  entries?: unknown;
  /** Block of every entry's transaction; undefined where the node has none. */
  block?: number | undefined;
  isAway?: boolean;
  isCorrupt?: boolean;
}

describe('the entries on Fabric', () => {
  let net: TestNetwork;
  before(async () => {
    net = await freshTestNetwork();
  });
  const text = (version = 1, transactionId = ID) =>
    storedEntryText({ record: { ...net.record('domain', KEY), version }, transactionId });
  const setUp = (nodes: Record<string, Node>, chain: { height?: number; isCurrent?: boolean; block?: number } = {}) => {
    const nodeOf = (name: string) => {
      const node = nodes[name] ?? { isAway: true };
      if (node.isAway) throw new AppError('LEDGER_UNAVAILABLE', 'away');
      return { height: 9, entries: { [KEY]: text() }, ...node };
    };
    const calls: FabricCalls = {
      proposal: () => {
        throw new TypeError('a read writes nothing');
      },
      ask: async ({ mspId }) => nodeOf(mspId).entries,
      block: async () => undefined,
      blockOf: async () => undefined,
      height: async ({ mspId }) => nodeOf(mspId).height,
    };
    const placeOf = ({ block = 4, isCorrupt }: Node) => {
      if (isCorrupt) throw new AppError('LEDGER_CORRUPT', 'another block');
      return { blockNumber: block, index: 2 };
    };
    const deps: ReadEntriesDeps = {
      own: fakePeer('A', 'silent'),
      others: () => ['B', 'C', 'C'].map((mspId, at) => fakePeer(mspId, 'silent', `${mspId}${at}`)),
      calls,
      chain: {
        height: () => chain.height ?? 9,
        isCurrent: () => chain.isCurrent ?? true,
        blocks: async function* () {},
        outcome: async () => undefined,
        lookUp: async () => undefined,
        position: async () => ({ blockNumber: chain.block ?? 4, index: 2 }),
        positionAt: async ({ mspId }) => {
          const node = nodeOf(mspId);
          return 'block' in node && node.block === undefined ? undefined : placeOf(node);
        },
        watch: async () => undefined,
      },
    };
    return createReadEntries(deps);
  };

  it('are those of the own peer, with their places', async () => {
    const { height, entries, fallback } = await setUp({ A: {} })([KEY, 'domain/99', 'no key']);
    expect([...entries]).to.deep.equal([
      [KEY, { key: KEY, record: net.record('domain', KEY), blockNumber: 4, index: 2 }],
    ]);
    expect({ height, fallback }).to.deep.equal({ height: 9, fallback: undefined });
  });

  it('are at the height of the newest of them at least', async () => {
    expect(await setUp({ A: {} }, { block: 11 })([KEY])).to.deep.include({ height: 11 });
  });

  it('are never those of an own peer that is behind itself', async () => {
    const older = setUp({ A: { height: 8 } }, { isCurrent: false });
    expect(await appCode(() => older([KEY]))).to.equal('LEDGER_UNAVAILABLE');
    const helped = setUp({ A: { height: 8 }, B: {}, C: {} }, { isCurrent: false });
    expect((await helped([KEY])).fallback).to.deep.equal({ nodes: ['B0', 'C1'] });
    expect((await setUp({ A: { height: 9 } }, { isCurrent: false })([KEY])).fallback).to.equal(undefined);
  });

  it('are what two other members say alike, where the own peer is away', async () => {
    const snapshot = await setUp({ B: { height: 12 }, C: { height: 10 } })([KEY]);
    expect(snapshot.height).to.equal(10);
    expect(snapshot.fallback).to.deep.equal({ nodes: ['B0', 'C1'] });
    expect([...snapshot.entries.keys()]).to.deep.equal([KEY]);
  });

  it('are nothing where two others do not say the same, are behind, or are not two', async () => {
    const scenes: Record<string, Record<string, Node>> = {
      'only one answers': { B: {} },
      'two peers of one member answer': { C: {} },
      'another version': { B: {}, C: { entries: { [KEY]: text(2) } } },
      'another transaction': { B: {}, C: { entries: { [KEY]: text(1, 'cd'.repeat(32)) } } },
      'one has no entry': { B: {}, C: { entries: {} } },
      'one is behind what was seen': { B: {}, C: { height: 8 } },
      'another place': { B: {}, C: { block: 5 } },
      'no place': { B: { block: undefined }, C: { block: undefined } },
      'a place above the height': { B: { block: 10 }, C: { block: 10 } },
      'a block that does not hold': { B: {}, C: { isCorrupt: true } },
      'no record': { B: {}, C: { entries: { [KEY]: 'garbage' } } },
      'no answer': { B: {}, C: { entries: 7 } },
    };
    for (const [name, nodes] of Object.entries(scenes)) {
      expect(await appCode(() => setUp(nodes)([KEY])), name).to.equal('LEDGER_UNAVAILABLE');
    }
  });

  it('are not asked of others where the own peer holds garbage', async () => {
    const read = setUp({ A: { entries: { [KEY]: 'garbage' } }, B: {}, C: {} });
    expect(await appCode(() => read([KEY]))).to.equal('LEDGER_CORRUPT');
  });
});
