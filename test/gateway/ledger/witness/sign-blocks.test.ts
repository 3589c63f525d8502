import { expect } from 'chai';
import type { VerifiedBlock } from '../../../../gateway/domain/ports/ledger.js';
import { createMemoryStatementStore } from '../../../../gateway/ledger/witness/memory-statement-store.js';
import { type SignBlocksDeps, signBlocks } from '../../../../gateway/ledger/witness/sign-blocks.js';
import type { WitnessEvent } from '../../../../gateway/ledger/witness/witness-events.js';
import { formatTime } from '../../../../pki/encoding/times.js';
import { NOW } from '../support/open-ledger.js';
import { sampleBlock, signStatement } from '../support/statements.js';
import { createTestNetwork, type TestNetwork } from '../support/test-network.js';

describe('a witness signing blocks', () => {
  let network: TestNetwork;
  before(async () => {
    network = await createTestNetwork('0'.repeat(64), NOW, ['44', '43']);
  });

  const setUp = (blocks: VerifiedBlock[]) => {
    const store = createMemoryStatementStore();
    const events: WitnessEvent[] = [];
    const clock = { at: NOW, now: () => clock.at };
    const peers: { latestOf: SignBlocksDeps['peers']['latestOf'] } = { latestOf: async () => [] };
    const deps: SignBlocksDeps = {
      network: network.network,
      domain: '44',
      ledger: {
        ledgerId: network.ledger,
        blocks: (from) => deliver(blocks, from),
        read: async () => ({ height: blocks.length - 1, entries: new Map() }),
      },
      signer: network.witnessSigner('44'),
      store,
      peers,
      clock,
      onEvent: (event) => events.push(event),
      retryInterval: 1,
    };
    const run = () => signBlocks(deps, () => undefined, new AbortController().signal);
    const heights = async () => (await store.from('44', 0, 100)).map(({ statement }) => statement.blockNumber);
    return { store, events, clock, peers, run, heights };
  };

  it('signs each block once, also after it has been started again', async () => {
    const { run, store, heights } = setUp([block(0), block(1), block(2)]);
    await run();
    const before = await store.from('44', 0, 10);
    await run();
    expect(await store.from('44', 0, 10)).to.deep.equal(before);
    expect(await heights()).to.deep.equal([0, 1, 2]);
  });

  it('never lets seenAt go backwards, when its clock does', async () => {
    const blocks = [block(0)];
    const { run, store, clock } = setUp(blocks);
    await run();
    clock.at = NOW - 60_000;
    blocks.push(block(1));
    await run();
    expect((await store.latest('44'))?.statement.seenAt).to.equal(formatTime(NOW));
  });

  it('refuses and tells when its node shows another block than the one it has signed', async () => {
    const blocks = [block(0), block(1)];
    const { run, events, heights } = setUp(blocks);
    await run();
    blocks[1] = block(1, 'c');
    blocks.push(block(2, 'd'));
    const error = await run().catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'LEDGER_CORRUPT');
    expect(events.at(-1)).to.deep.equal({
      kind: 'fork',
      blockNumber: 1,
      signedHash: 'a'.repeat(64),
      shownHash: 'c'.repeat(64),
    });
    expect(await heights()).to.deep.equal([0, 1]);
  });

  it('signs neither beside nor below what the others have of it', async () => {
    const { run, peers, heights } = setUp([block(0), block(1), block(2), block(3)]);
    const lost = await signStatement(network, '44', sampleBlock(2));
    peers.latestOf = async () => [lost];
    await run();
    expect(await heights()).to.deep.equal([2, 3]);
  });

  it('refuses a block beside the one that only the others remember it to have signed', async () => {
    const { run, peers, events } = setUp([block(0), block(1), block(2, 'c')]);
    const lost = await signStatement(network, '44', sampleBlock(2));
    peers.latestOf = async () => [lost];
    expect(await run().catch((reason: unknown) => reason)).to.have.property('code', 'LEDGER_CORRUPT');
    expect(events.map(({ kind }) => kind)).to.include('fork');
  });

  it('tells when its node has not the blocks any more that it has signed', async () => {
    const blocks = [block(0), block(1)];
    const { run, events } = setUp(blocks);
    await run();
    blocks.pop();
    await run();
    expect(events.at(-1)).to.deep.equal({ kind: 'behind', height: 0, signedHeight: 1 });
  });

  it('takes no word for its own that its key did not sign', async () => {
    const { run, peers, heights } = setUp([block(0), block(1)]);
    const foreign = await signStatement(network, '43', sampleBlock(9));
    peers.latestOf = async () => [{ ...foreign, statement: { ...foreign.statement, domain: '44' } }];
    await run();
    expect(await heights()).to.deep.equal([0, 1]);
  });

  it('signs no time that a row of its store says', async () => {
    const blocks = [block(0), block(1), block(2)];
    const { run, store, peers } = setUp(blocks);
    const forge = async (height: number) => {
      const { statement } = await signStatement(network, '44', sampleBlock(height));
      const seenAt = '9999-12-31T23:59:59.999Z';
      await store.append({ statement: { ...statement, seenAt }, signature: 'A'.repeat(86) });
    };
    // One below the floor that the others know of, one above.
    await forge(0);
    await forge(2);
    const lost = await signStatement(network, '44', sampleBlock(1), { seenAt: formatTime(NOW) });
    peers.latestOf = async () => [lost];
    await run();
    blocks.push(block(3));
    await run();
    const signed = (await store.from('44', 0, 10)).filter(({ signature }) => signature !== 'A'.repeat(86));
    expect(signed.map(({ statement }) => [statement.blockNumber, statement.seenAt])).to.deep.equal(
      [1, 2, 3].map((height) => [height, formatTime(NOW)]),
    );
  });

  it('needs the answers of half of the others, and of all where its store has lost what it signed', async () => {
    const { run, peers, store, heights } = setUp([block(0), block(1)]);
    const asked: string[] = [];
    peers.latestOf = async (_, needed) => {
      asked.push(needed);
      return [];
    };
    const foreign = await signStatement(network, '43', sampleBlock(1));
    await store.append({ ...foreign, statement: { ...foreign.statement, domain: '44' } });
    await run();
    await run();
    expect(asked).to.deep.equal(['all', 'half']);
    expect(await heights()).to.deep.equal([0, 1]);
  });

  it('signs no second body for what a lost database has signed, when one of the others alone knows it', async () => {
    const { run, peers, events, heights } = setUp([block(0), block(1), block(2)]);
    const lost = await signStatement(network, '44', sampleBlock(2));
    // Two others; the one that has the statement answers from the third time on.
    let round = 0;
    peers.latestOf = async (_, needed) => {
      round += 1;
      const answers = round < 3 ? [[]] : [[], [lost]];
      expect(await heights()).to.deep.equal([]);
      if (answers.length < (needed === 'all' ? 2 : 1)) throw new Error('too few answer');
      return answers.flat();
    };
    await run();
    expect(round).to.equal(3);
    expect(events.filter(({ kind }) => kind === 'peer-unreachable')).to.have.length(2);
    expect(await heights()).to.deep.equal([2]);
  });

  it('signs nothing before the others have answered', async () => {
    const { run, peers, events, heights } = setUp([block(0)]);
    let refusals = 2;
    peers.latestOf = async () => {
      expect(await heights()).to.deep.equal([]);
      if (refusals-- > 0) throw new Error('nobody answers');
      return [];
    };
    await run();
    expect(events.filter(({ kind }) => kind === 'peer-unreachable')).to.have.length(2);
    expect(await heights()).to.deep.equal([0]);
  });
});

function block(blockNumber: number, fill?: string): VerifiedBlock {
  return { ...sampleBlock(blockNumber, fill), transactions: [] };
}

/** Ends where a ledger would wait. */
async function* deliver(blocks: readonly VerifiedBlock[], from: number): AsyncGenerator<VerifiedBlock> {
  yield* blocks.filter(({ blockNumber }) => blockNumber >= from);
}
