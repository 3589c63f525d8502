import { expect } from 'chai';
import type { LedgerRecord } from '../../../../chaincode/model/records.js';
import { AppError } from '../../../../gateway/domain/errors.js';
import type { VerifiedBlock } from '../../../../gateway/domain/ports/ledger.js';
import { createChain } from '../../../../gateway/ledger/fabric/chain.js';
import { createBlockBell } from '../../../../gateway/ledger/fabric/client/block-bell.js';
import { canonicalJson } from '../../../../pki/encoding/canonical-json.js';
import { freshTestNetwork, type TestNetwork } from '../../../support/ledger-network.js';
import { appCode } from './support/app-error.js';
import {
  type CallOptions,
  CHAINCODE,
  committedCall,
  endorsedCall,
  rawBlock,
  strangeEnvelope,
} from './support/fabric-blocks.js';

const DUPLICATE = 9;
const BAD_PROPOSAL_TXID = 8;

interface Transaction {
  transactionId: string;
  envelope: Uint8Array;
}

describe('the chain of the own peer', () => {
  let net: TestNetwork;
  const closing: AbortController[] = [];
  const stopped: Promise<unknown>[] = [];
  before(async () => {
    net = await freshTestNetwork();
  });
  afterEach(async () => {
    for (const each of closing.splice(0)) each.abort();
    await Promise.all(stopped.splice(0));
  });
  const written = new Map<string, { key: string; record: LedgerRecord }[]>();
  const heartbeat = async (domain: '44' | '43' | '52', options: CallOptions = {}): Promise<Transaction> => {
    const key = `heartbeat/${domain}`;
    const input = net.govern(net.domains[domain], 'heartbeat', { target: key, body: {} });
    const committed = await committedCall(net, input, options);
    written.set(canonicalJson(input), [{ key, record: net.record('heartbeat', key) }]);
    return committed;
  };

  /** A peer that has block 0, and to which a test adds blocks. */
  const setUp = async (about: { height?: number; watch?: boolean; asks?: string } = {}) => {
    const blocks = [rawBlock({ number: 0, envelopes: [strangeEnvelope(1, '')] })];
    const index = new Map<string, number>();
    const reads: number[] = [];
    const facts: (LedgerRecord | undefined)[] = [];
    const bell = createBlockBell();
    let isAway = false;
    const add = (transactions: Transaction[], flags?: number[], previousHash = blocks.at(-1)?.hash ?? Buffer.of()) => {
      const number = blocks.length;
      const envelopes = transactions.map(({ envelope }) => envelope);
      blocks.push(rawBlock({ number, previousHash, envelopes, ...(flags === undefined ? {} : { flags }) }));
      // Fabric's index answers with the first.
      for (const { transactionId } of transactions) if (!index.has(transactionId)) index.set(transactionId, number);
    };
    const present = <T>(value: T): T => {
      if (isAway) throw new AppError('LEDGER_UNAVAILABLE', 'away');
      return value;
    };
    const chain = createChain({
      chaincode: CHAINCODE,
      block: async (number) => {
        if (blocks[number] !== undefined) reads.push(number);
        return present(blocks[number]?.bytes);
      },
      blockOf: async (transactionId) => present(blocks[index.get(transactionId) ?? -1]?.bytes),
      ledger: net.ledger,
      // What the rules make of a heartbeat; replaying by the rules has tests of its own.
      apply: async (state, input) => {
        if (about.asks !== undefined) facts.push(await state.get(about.asks));
        for (const { key, record } of written.get(typeof input === 'string' ? input : canonicalJson(input)) ?? [])
          await state.put(key, record);
      },
      height: about.height ?? 0,
      bell,
    });
    const stop = new AbortController();
    closing.push(stop);
    const watching = about.watch === false ? undefined : chain.watch(stop.signal);
    if (watching !== undefined) stopped.push(watching);
    const setAway = (away: boolean) => {
      isAway = away;
    };
    return { chain, add, blocks, index, reads, facts, stop, setAway, bell };
  };
  const take = async (blocks: AsyncIterable<VerifiedBlock>, count: number) => {
    const taken: VerifiedBlock[] = [];
    for await (const block of blocks) {
      taken.push(block);
      if (taken.length === count) break;
    }
    return taken;
  };

  it('tells the outcome of a transaction that comes, and of one that has come', async () => {
    const { chain, add } = await setUp();
    const one = await heartbeat('44');
    const waiting = chain.outcome(one.transactionId, 5_000);
    add([one]);
    expect(await waiting).to.deep.equal({ blockNumber: 1, code: 0, index: 0 });
    expect(await chain.outcome(one.transactionId, 1)).to.deep.equal({ blockNumber: 1, code: 0, index: 0 });
    expect(await chain.outcome('cd'.repeat(32), 1)).to.equal(undefined);
  });

  it('looks at once when the bell rings, and seldom while it is on and does not', async () => {
    const { chain, add, bell } = await setUp();
    bell.turn(true);
    bell.ring();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const one = await heartbeat('44');
    add([one]);
    expect(await chain.outcome(one.transactionId, 300)).to.equal(undefined);
    const waiting = chain.outcome(one.transactionId, 300);
    bell.ring();
    expect(await waiting).to.deep.equal({ blockNumber: 1, code: 0, index: 0 });
    // What did not ring is found all the same.
    const two = await heartbeat('43');
    add([two]);
    expect(await chain.outcome(two.transactionId, 5_000)).to.deep.equal({ blockNumber: 2, code: 0, index: 0 });
  });

  it('looks up a transaction of any age', async () => {
    const { chain, add } = await setUp({ height: 2, watch: false });
    const [one, two] = [await heartbeat('44'), await heartbeat('43')];
    add([one, two], [11, 0]);
    expect(await chain.lookUp(one.transactionId)).to.deep.equal({ blockNumber: 1, code: 11 });
    expect(await chain.position(two.transactionId)).to.deep.equal({ blockNumber: 1, index: 0 });
    expect(await chain.lookUp('cd'.repeat(32))).to.equal(undefined);
    expect(await appCode(() => chain.position(one.transactionId))).to.equal('LEDGER_CORRUPT');
  });

  it('lets no later envelope with its id take the place of a transaction', async () => {
    const one = await heartbeat('44');
    for (const code of [DUPLICATE, BAD_PROPOSAL_TXID, 4]) {
      const { chain, add } = await setUp();
      add([one]);
      add([{ transactionId: one.transactionId, envelope: strangeEnvelope(3, one.transactionId) }], [code]);
      await take(chain.blocks(0, AbortSignal.timeout(5_000)), 3);
      expect(await chain.position(one.transactionId), `${code}`).to.deep.equal({ blockNumber: 1, index: 0 });
      // Nor where only the later one was seen, as after a start.
      const late = await setUp({ height: 1 });
      late.add([one]);
      late.add([{ transactionId: one.transactionId, envelope: strangeEnvelope(3, one.transactionId) }], [code]);
      await take(late.chain.blocks(2, AbortSignal.timeout(5_000)), 1);
      expect(await late.chain.position(one.transactionId), `${code}`).to.deep.equal({ blockNumber: 1, index: 0 });
    }
  });

  it('tells that a stranger has used up an id before', async () => {
    const { chain, add } = await setUp();
    const one = await heartbeat('44');
    add([{ transactionId: one.transactionId, envelope: strangeEnvelope(3, one.transactionId) }], [BAD_PROPOSAL_TXID]);
    add([one], [DUPLICATE]);
    await take(chain.blocks(0, AbortSignal.timeout(5_000)), 3);
    expect(await chain.lookUp(one.transactionId)).to.deep.equal({ blockNumber: 1, code: BAD_PROPOSAL_TXID });
  });

  it('gives two followers what was read once', async () => {
    const { chain, add, reads } = await setUp();
    for (const domain of ['44', '43', '52'] as const) add([await heartbeat(domain)]);
    const signal = AbortSignal.timeout(5_000);
    const [one, two] = await Promise.all([take(chain.blocks(1, signal), 3), take(chain.blocks(1, signal), 3)]);
    expect(one).to.deep.equal(two);
    expect(one.map(({ blockNumber }) => blockNumber)).to.deep.equal([1, 2, 3]);
    for (const number of [1, 2, 3]) expect(reads.filter((each) => each === number)).to.have.length(1);
  });

  it('ends at a block that does not follow the one before', async () => {
    const { chain, add } = await setUp();
    add([await heartbeat('44')]);
    add([await heartbeat('43')], undefined, Buffer.alloc(32, 7));
    const signal = AbortSignal.timeout(5_000);
    expect(await appCode(() => take(chain.blocks(0, signal), 3))).to.equal('LEDGER_CORRUPT BLOCK_LINK');
    // And where it is the first that is asked for.
    expect(await appCode(() => take(chain.blocks(2, signal), 1))).to.equal('LEDGER_CORRUPT BLOCK_LINK');
    const first = await setUp();
    first.blocks[0] = rawBlock({ number: 0, envelopes: [strangeEnvelope(1, '')], previousHash: Buffer.alloc(32) });
    expect(await appCode(() => take(first.chain.blocks(0, signal), 1))).to.equal('LEDGER_CORRUPT BLOCK_LINK');
  });

  it('ends at a block that does not hold, each time, and goes on watching', async () => {
    const { chain, add, blocks } = await setUp();
    const [one, two] = [await heartbeat('44'), await heartbeat('43')];
    add([one]);
    const honest = blocks[1]?.hash ?? Buffer.of();
    blocks[1] = rawBlock({ number: 1, envelopes: [Buffer.from('garbage')], previousHash: blocks[0]?.hash ?? honest });
    add([two], undefined, honest);
    const signal = AbortSignal.timeout(5_000);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      expect(await appCode(() => take(chain.blocks(0, signal), 3))).to.equal('LEDGER_CORRUPT ENVELOPE_FORM');
    }
    expect(await chain.outcome(two.transactionId, 5_000)).to.deep.include({ blockNumber: 2 });
  });

  it('ends at a transaction that wrote what the rules do not make of it', async () => {
    const { chain, add } = await setUp();
    const good = await heartbeat('52');
    const input = net.govern(net.domains['44'], 'heartbeat', { target: 'heartbeat/44', body: {} });
    add([good, endorsedCall({ args: [canonicalJson(input)] })]);
    written.set(canonicalJson(input), [{ key: 'heartbeat/44', record: net.record('heartbeat', 'heartbeat/52') }]);
    const blocks = chain.blocks(0, AbortSignal.timeout(5_000));
    expect(await appCode(() => take(blocks, 2))).to.equal('LEDGER_CORRUPT RULES_BROKEN');
  });

  describe('where the policy of an entry was changed after it was written', () => {
    const key = 'heartbeat/44';
    const protect = (reads: CallOptions['reads'], policies = [key]) =>
      endorsedCall({ functionName: 'protect', policies, ...(reads && { reads }) });

    it('finds it again, however often that was', async () => {
      const { chain, add, facts } = await setUp({ asks: key });
      add([await heartbeat('44', { reads: { [key]: null } })]);
      const entry = net.record('heartbeat', key);
      add([endorsedCall({ functionName: 'read' }), protect({ [key]: [1, 0] })]);
      add([protect({ [key]: [2, 1] })]);
      add([await heartbeat('44', { reads: { [key]: [3, 0] } })]);
      add([await heartbeat('43', { reads: { [key]: [4, 0] } })]);
      await take(chain.blocks(0, AbortSignal.timeout(5_000)), 6);
      expect(facts).to.deep.equal([undefined, entry, net.record('heartbeat', key)]);
    });

    it('ends where a transaction has read it from the change of another one, or of itself', async () => {
      const ways: CallOptions['reads'][] = [{ 'heartbeat/43': [1, 0] }, { [key]: [2, 0] }, { [key]: [3, 0] }];
      for (const reads of ways) {
        const { chain, add } = await setUp({ asks: key });
        add([await heartbeat('44', { reads: { [key]: null } })]);
        add([protect(reads, Object.keys(reads ?? {}))]);
        add([await heartbeat('52', { reads: { [key]: [2, 0] } })]);
        const blocks = chain.blocks(0, AbortSignal.timeout(5_000));
        expect(await appCode(() => take(blocks, 4))).to.equal('LEDGER_CORRUPT RULES_BROKEN');
      }
    });
  });

  it('waits out a node that is away, and knows that it may come back older', async () => {
    const { chain, add, setAway, blocks } = await setUp();
    add([await heartbeat('44')]);
    const following = take(chain.blocks(0, AbortSignal.timeout(8_000)), 3);
    while (chain.height() < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(chain.isCurrent()).to.equal(true);
    setAway(true);
    while (chain.isCurrent()) await new Promise((resolve) => setTimeout(resolve, 5));
    const [last] = blocks.splice(1);
    setAway(false);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(chain.isCurrent()).to.equal(false);
    if (last !== undefined) blocks.push(last);
    add([await heartbeat('43')]);
    expect((await following).map(({ blockNumber }) => blockNumber)).to.deep.equal([0, 1, 2]);
    expect(chain.isCurrent()).to.equal(true);
  });

  it('ends quietly when it is told to, and leaves nothing behind at the signal', async () => {
    const { chain } = await setUp();
    const until = new AbortController();
    const listeners = { added: 0, removed: 0 };
    const { signal } = until;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...about: Parameters<typeof add>) => {
      listeners.added += 1;
      add(...about);
    };
    signal.removeEventListener = (...about: Parameters<typeof remove>) => {
      listeners.removed += 1;
      remove(...about);
    };
    const following = take(chain.blocks(0, signal), 5);
    setTimeout(() => until.abort(), 50);
    expect(await following).to.have.length(1);
    expect(listeners.removed).to.equal(listeners.added);
  });
});
