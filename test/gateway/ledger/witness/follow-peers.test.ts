import { expect } from 'chai';
import { type FollowPeersDeps, followPeers } from '../../../../gateway/ledger/witness/follow-peers.js';
import { createMemoryStatementStore } from '../../../../gateway/ledger/witness/memory-statement-store.js';
import type { WitnessEvent } from '../../../../gateway/ledger/witness/witness-events.js';
import { NOW } from '../support/open-ledger.js';
import { sampleBlock, signStatement } from '../support/statements.js';
import { createTestNetwork, type TestNetwork } from '../support/test-network.js';

describe('pulling the statements of other domains', () => {
  let network: TestNetwork;
  before(async () => {
    network = await createTestNetwork('0'.repeat(64), NOW, ['44', '43']);
  });

  /** One round: the loop is stopped when it asks for the domains again. */
  const round = async (statements: FollowPeersDeps['peers']['statements'], accept: boolean) => {
    const store = createMemoryStatementStore();
    const events: WitnessEvent[] = [];
    const stop = new AbortController();
    const calls: number[] = [];
    let rounds = 0;
    const deps: FollowPeersDeps = {
      peers: {
        latestOf: async () => [],
        statements: async (domain, from, limit) => {
          calls.push(from);
          return statements(domain, from, limit);
        },
      },
      async domains() {
        rounds += 1;
        if (rounds === 2) stop.abort();
        return rounds === 1 ? ['43', '52'] : [];
      },
      store,
      async collect(_domain, page) {
        const heights = (page as { statement: { blockNumber: number } }[]).map((each) => each.statement.blockNumber);
        const last = heights.at(-1);
        return { kept: accept ? page.length : 0, refused: [], ...(accept && last !== undefined && { last }) };
      },
      onEvent: (event) => events.push(event),
      interval: 1,
    };
    await followPeers(deps, stop.signal);
    return { calls, events };
  };

  it('turns pages until one is not full', async () => {
    const one = await signStatement(network, '43', sampleBlock(0));
    const page = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => ({ ...one, statement: { ...one.statement, blockNumber: from + at } }));
    const { calls } = await round(async (_, from, limit) => page(from, Math.min(limit, 450 - from)), true);
    expect(calls).to.include.members([0, 200, 400]);
    expect(Math.max(...calls)).to.equal(400);
  });

  it('asks a domain whose full pages bring nothing no more than once a round', async () => {
    const one = await signStatement(network, '43', sampleBlock(0));
    const { calls } = await round(async (_, __, limit) => new Array<typeof one>(limit).fill(one), false);
    expect(calls).to.deep.equal([0, 0]);
  });

  it('goes on with the others when one domain fails', async () => {
    const { calls, events } = await round(async (domain) => {
      if (domain === '52') throw new Error('away');
      return [];
    }, true);
    expect(calls).to.deep.equal([0, 0]);
    expect(events[0]).to.include({ kind: 'peer-unreachable', domain: '52' });
  });
});
