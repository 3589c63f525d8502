import { expect } from 'chai';
import type { LedgerRecord } from '../../../../../chaincode/model/records.js';
import type { TransactionInput } from '../../../../../chaincode/model/transaction.js';
import { applyTransaction } from '../../../../../chaincode/transactions/index.js';
import type { CheckedBlock, CheckedTransaction } from '../../../../../gateway/ledger/fabric/block/check-block.js';
import type { EnvelopePlace } from '../../../../../gateway/ledger/fabric/block/read-transaction.js';
import { replayBlock } from '../../../../../gateway/ledger/fabric/block/replay-block.js';
import { canonicalJson } from '../../../../../pki/encoding/canonical-json.js';
import { formatTime } from '../../../../../pki/encoding/times.js';
import { freshTestNetwork, type TestNetwork } from '../../../../support/ledger-network.js';
import { appCode } from '../support/app-error.js';

/** Everything that the test network had written before stands in one block of the past. */
const PAST: EnvelopePlace = { blockNumber: 1, envelope: 0 };

describe('replaying a block by the rules', () => {
  let net: TestNetwork;
  let standing: Map<string, LedgerRecord>;
  before(async () => {
    net = await freshTestNetwork();
  });
  beforeEach(() => {
    standing = new Map();
  });

  /** The transaction as honest endorsers make it of the state that the network has, and as it is then committed. */
  const endorsed = async (input: TransactionInput): Promise<CheckedTransaction> => {
    const reads = new Map<string, EnvelopePlace | undefined>();
    const writes: CheckedTransaction['writes'] = [];
    const at = formatTime(net.now);
    const state = {
      ledger: net.ledger,
      transactionTime: at,
      get: async (key: string) => {
        const record = net.memory.record(key);
        if (record !== undefined) standing.set(key, record);
        reads.set(key, record === undefined ? undefined : PAST);
        return record;
      },
      put: async (key: string, record: LedgerRecord) => void writes.push({ key, record }),
    };
    await applyTransaction(state, canonicalJson(input));
    return { transactionId: '', purpose: '', digest: '', input, at, writes, envelope: 0, reads };
  };
  const replay = (transaction: CheckedTransaction) => {
    const block = { blockNumber: 7, transactions: [transaction] } as unknown as CheckedBlock;
    const deps = { ledger: net.ledger, apply: applyTransaction };
    return appCode(() =>
      replayBlock(block, {
        ...deps,
        writtenAt: async (place, key) => (place === PAST ? standing.get(key) : undefined),
      }),
    );
  };
  const heartbeat = (domain: '44' | '43') =>
    net.govern(net.domains[domain], 'heartbeat', { target: `heartbeat/${domain}`, body: {} });
  const batch = (serial: string) => {
    const [authority] = net.domains['44'].authorities;
    return net.batch(authority, [net.leaf(authority, serial), net.leaf(authority, `${serial} too`)]);
  };

  it('passes what honest endorsers have made, of one domain and of an authority', async () => {
    expect(await replay(await endorsed(heartbeat('44')))).to.equal(undefined);
    expect(await replay(await endorsed(batch('one')))).to.equal(undefined);
  });

  it('refuses a forged signature', async () => {
    const honest = await endorsed(heartbeat('44'));
    const input = { ...honest.input, signature: heartbeat('43').signature };
    expect(await replay({ ...honest, input })).to.equal('LEDGER_CORRUPT RULES_BROKEN');
  });

  it('refuses a command that writes another entry: the state of a licence by a heartbeat', async () => {
    const honest = await endorsed(heartbeat('44'));
    const { writes } = await endorsed(batch('two'));
    const [licence] = writes;
    if (licence === undefined) throw new TypeError('a batch writes');
    expect(await replay({ ...honest, writes: [licence] })).to.equal('LEDGER_CORRUPT RULES_BROKEN');
    expect(await replay({ ...honest, writes: [...honest.writes, licence] })).to.equal('LEDGER_CORRUPT RULES_BROKEN');
  });

  it('refuses a write that is left out or differs in one member', async () => {
    const honest = await endorsed(batch('three'));
    expect(await replay({ ...honest, writes: honest.writes.slice(1) })).to.equal('LEDGER_CORRUPT RULES_BROKEN');
    const changed = honest.writes.map(({ key, record }, at) =>
      at === 0 ? { key, record: { ...record, version: record.version + 1 } } : { key, record },
    );
    expect(await replay({ ...honest, writes: changed })).to.equal('LEDGER_CORRUPT RULES_BROKEN');
  });

  it('refuses a transaction that has not read what it must rest on, or from where nothing was written', async () => {
    const honest = await endorsed(batch('four'));
    for (const key of honest.reads.keys()) {
      const reads = new Map(honest.reads);
      reads.delete(key);
      expect(await replay({ ...honest, reads }), key).to.equal('LEDGER_CORRUPT RULES_BROKEN');
      reads.set(key, { blockNumber: 2, envelope: 0 });
      expect(await replay({ ...honest, reads }), key).to.equal('LEDGER_CORRUPT RULES_BROKEN');
    }
  });

  it('refuses a licence that was said not to exist and does', async () => {
    const first = await endorsed(batch('five'));
    await net.submit(first.input);
    const again = { ...first, input: batch('five') };
    // The honest reads say that it exists: its endorsers would have to lie, and the own node finds the lie in the reads.
    for (const { key } of first.writes) {
      const record = net.memory.record(key);
      if (record !== undefined) standing.set(key, record);
    }
    const reads = new Map([...first.reads].map(([key, place]) => [key, standing.has(key) ? PAST : place]));
    expect(await replay({ ...again, reads })).to.equal('LEDGER_CORRUPT RULES_BROKEN');
  });

  it('passes on the trouble of a node that does not answer', async () => {
    const transaction = await endorsed(heartbeat('44'));
    const block = { blockNumber: 7, transactions: [transaction] } as unknown as CheckedBlock;
    const away = replayBlock(block, {
      ledger: net.ledger,
      apply: applyTransaction,
      writtenAt: async () => Promise.reject(new RangeError('away')),
    });
    expect(await away.catch((error: unknown) => error)).to.be.instanceOf(RangeError);
  });
});
