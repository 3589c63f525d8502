import { expect } from 'chai';
import protos from 'fabric-protos';
import { storedEntryText } from '../../../../../chaincode/model/stored-entry.js';
import type { TransactionInput } from '../../../../../chaincode/model/transaction.js';
import { AppError } from '../../../../../gateway/domain/errors.js';
import { checkBlock } from '../../../../../gateway/ledger/fabric/block/check-block.js';
import { decodeBlock } from '../../../../../gateway/ledger/fabric/block/decode-block.js';
import { canonicalJson } from '../../../../../pki/encoding/canonical-json.js';
import { freshTestNetwork, type TestNetwork } from '../../../../support/ledger-network.js';
import { appCode } from '../support/app-error.js';
import {
  type BlockOptions,
  type CallOptions,
  CHAINCODE,
  committedCall,
  endorsedCall,
  rawBlock,
  sha256Of,
  strangeEnvelope,
} from '../support/fabric-blocks.js';

const { Block, Envelope } = protos.common;
const NUMBER = 7;

describe('a block of Fabric', () => {
  let net: TestNetwork;
  let input: TransactionInput;
  let first: Awaited<ReturnType<typeof committedCall>>;
  let second: Awaited<ReturnType<typeof committedCall>>;
  before(async () => {
    net = await freshTestNetwork();
    const [authority] = net.domains['44'].authorities;
    input = net.batch(authority, [net.leaf(authority, 'one'), net.leaf(authority, 'two')]);
    first = await committedCall(net, input);
    const heartbeat = net.govern(net.domains['43'], 'heartbeat', { target: 'heartbeat/43', body: {} });
    second = await committedCall(net, heartbeat);
  });
  const check = (bytes: Uint8Array) => checkBlock(decodeBlock(NUMBER, bytes), { number: NUMBER, chaincode: CHAINCODE });
  const blockOf = (envelopes: Uint8Array[], options: Partial<BlockOptions> = {}) =>
    rawBlock({ number: NUMBER, envelopes, ...options }).bytes;
  const codeOf = (envelopes: Uint8Array[], options: Partial<BlockOptions> = {}) =>
    appCode(() => check(blockOf(envelopes, options)));
  /** The same call with something else. */
  const changed = (options: CallOptions) => {
    const record = net.memory.record(first.keys[0] ?? '');
    if (record === undefined) throw new TypeError('no record');
    const writesOf = (transactionId: string) => [
      { key: first.keys[0] ?? '', value: storedEntryText({ record, transactionId }) },
    ];
    return endorsedCall({ args: [canonicalJson(input)], writesOf, ...options }).envelope;
  };

  it('yields our valid commands, in order, with what they wrote', () => {
    const stranger = endorsedCall({ functionName: 'read' });
    const checked = check(blockOf([stranger.envelope, first.envelope, second.envelope]));
    expect(checked.transactions.map(({ transactionId }) => transactionId)).to.deep.equal([
      first.transactionId,
      second.transactionId,
    ]);
    expect(checked.transactions[0]?.writes.map(({ key }) => key)).to.deep.equal(first.keys);
    expect(checked.blockSize).to.equal(2);
    expect(checked.outcomes).to.deep.equal([
      { transactionId: stranger.transactionId, code: 0 },
      { transactionId: first.transactionId, code: 0, index: 0 },
      { transactionId: second.transactionId, code: 0, index: 1 },
    ]);
  });

  it('leaves out what Fabric has found invalid', () => {
    const checked = check(blockOf([first.envelope, second.envelope], { flags: [11, 0] }));
    expect(checked.transactions.map(({ transactionId }) => transactionId)).to.deep.equal([second.transactionId]);
    expect(checked.outcomes[0]).to.deep.equal({ transactionId: first.transactionId, code: 11 });
    expect(checked.outcomes[1]).to.deep.include({ index: 0 });
  });

  it('does not hold with any byte changed, or shows in its hash, its flags, or nowhere', () => {
    const bytes = blockOf([second.envelope]);
    const honest = check(bytes);
    let corrupt = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      for (const bit of [0x01, 0x80]) {
        const copy = Uint8Array.from(bytes);
        copy[at] = (copy[at] ?? 0) ^ bit;
        try {
          const checked = check(copy);
          // Another link, which the chain sees; a flag; or another spelling of the same, outside of what is hashed.
          const isLink = checked.blockHash !== honest.blockHash;
          const isFlag = checked.transactions.length === 0 && checked.blockRoot !== honest.blockRoot;
          if (!isLink && !isFlag) expect(checked, `byte ${at}`).to.deep.equal(honest);
          if (isLink) expect(checked.transactions).to.deep.equal(honest.transactions);
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          expect(error.code, `byte ${at}`).to.equal('LEDGER_CORRUPT');
          corrupt += 1;
        }
      }
    }
    expect(corrupt).to.be.greaterThan(2 * (bytes.length - 60));
  });

  it('does not hold with an envelope more, fewer, twice, or in another place', async () => {
    const [one, two] = [first.envelope, second.envelope];
    const options = { dataHash: sha256Of(one, two) };
    for (const envelopes of [[one], [two, one], [one, two, two], [one, two, strangeEnvelope(0, '')], []]) {
      expect(await codeOf(envelopes, options)).to.equal('LEDGER_CORRUPT BLOCK_DATA');
    }
  });

  it('does not hold with the same bytes cut into other envelopes', async () => {
    const { payload, signature } = Envelope.decode(first.envelope);
    const pieces = [Envelope.encode({ payload }).finish(), Envelope.encode({ signature }).finish()];
    expect(await codeOf(pieces)).to.equal('LEDGER_CORRUPT TRANSACTION_FORM');
    expect(await codeOf([Buffer.concat([second.envelope, first.envelope])])).to.equal('LEDGER_CORRUPT ENVELOPE_FORM');
  });

  it('has its own number, and a flag for each envelope', async () => {
    expect(await codeOf([first.envelope], { number: 8 })).to.equal('LEDGER_CORRUPT BLOCK_NUMBER');
    for (const flags of [[], [0, 0]]) {
      expect(await codeOf([first.envelope], { flags })).to.equal('LEDGER_CORRUPT BLOCK_FLAGS');
    }
  });

  it('has a form', async () => {
    const whole = Block.decode(blockOf([first.envelope]));
    const { header = null, data = null, metadata = null } = whole;
    for (const part of [
      { data, metadata },
      { header, metadata },
      { header, data },
    ]) {
      const bytes = Block.encode(part).finish();
      expect(await appCode(() => decodeBlock(NUMBER, bytes))).to.equal('LEDGER_CORRUPT BLOCK_FORM');
    }
    expect(await appCode(() => decodeBlock(NUMBER, Buffer.from('garbage')))).to.equal('LEDGER_CORRUPT BLOCK_FORM');
  });

  it('has no writes of ours but those of our function submit', async () => {
    for (const functionName of ['protect', 'read', 'Submit', '']) {
      expect(await codeOf([changed({ functionName })]), functionName).to.equal('LEDGER_CORRUPT WRITE_STRAY');
    }
    expect(await codeOf([changed({ endorsed: 'other' })])).to.equal('LEDGER_CORRUPT WRITE_STRAY');
    expect(await codeOf([endorsedCall({ functionName: 'protect' }).envelope])).to.equal(undefined);
  });

  it('tells of policies that were set without a write, where the entry stood before', () => {
    const protect = endorsedCall({
      functionName: 'protect',
      reads: { 'seal/one': [3, 2], 'seal/none': null, 'seal/read': [4, 0] },
      policies: ['seal/one', 'seal/none'],
    });
    const checked = check(blockOf([first.envelope, protect.envelope]));
    expect(checked.policyChanges).to.deep.equal([
      { envelope: 1, before: new Map([['seal/one', { blockNumber: 3, envelope: 2 }]]) },
    ]);
    expect(checked.transactions).to.have.length(1);
    const [key = ''] = first.keys;
    expect(check(blockOf([changed({ policies: [key] })])).policyChanges).to.deep.equal([]);
  });

  it('sets no policy of an entry that was neither read nor written', async () => {
    const reads = { 'seal/other': [3, 2] } as const;
    for (const functionName of ['protect', 'read']) {
      const call = endorsedCall({ functionName, reads, policies: ['seal/one'] });
      expect(await codeOf([call.envelope]), functionName).to.equal('LEDGER_CORRUPT WRITE_STRAY');
      expect(await codeOf([call.envelope], { flags: [10] }), functionName).to.equal(undefined);
    }
    expect(await codeOf([changed({ policies: ['seal/one'] })])).to.equal('LEDGER_CORRUPT WRITE_STRAY');
    const byAnother = endorsedCall({ endorsed: 'other', policies: ['seal/one'] });
    expect(await codeOf([byAnother.envelope])).to.equal('LEDGER_CORRUPT WRITE_STRAY');
  });

  it('believes the endorsers, not the client, which chaincode has run', () => {
    const { transactions } = check(blockOf([changed({ called: 'other' })]));
    expect(transactions).to.have.length(1);
  });

  it('has only entries that name their transaction and their command', async () => {
    const key = first.keys[0] ?? '';
    const record = net.memory.record(key);
    if (record === undefined) throw new TypeError('no record');
    const entry = (transactionId: string, by = record.by) =>
      storedEntryText({ record: { ...record, by }, transactionId });
    const code = (writesOf: NonNullable<CallOptions['writesOf']>) => codeOf([changed({ writesOf })]);
    expect(await code((id) => [{ key, value: entry(id) }])).to.equal(undefined);
    expect(await code(() => [{ key, value: entry('cd'.repeat(32)) }])).to.equal('LEDGER_CORRUPT WRITE_STRAY');
    expect(await code((id) => [{ key, value: entry(id, 'ef'.repeat(32)) }])).to.equal('LEDGER_CORRUPT WRITE_STRAY');
    expect(await code((id) => [{ key, value: entry(id), isDelete: true }])).to.equal('LEDGER_CORRUPT WRITE_STRAY');
    expect(await code(() => [{ key, value: '' }])).to.equal('LEDGER_CORRUPT WRITE_FORM');
    expect(await code((id) => [{ key, value: ` ${entry(id)}` }])).to.equal('LEDGER_CORRUPT WRITE_FORM');
  });

  it('has only commands with the one input that they have', async () => {
    const text = canonicalJson(input);
    for (const args of [[], ['{}'], [`${text} `], [text, text], [text, ''], ['{"command":1}']]) {
      expect(await codeOf([changed({ args })]), args.join()).to.equal('LEDGER_CORRUPT TRANSACTION_INPUT');
    }
  });

  it('has only times that there are', async () => {
    expect(await codeOf([changed({ at: 1e18 })])).to.equal('LEDGER_CORRUPT TRANSACTION_FORM');
  });

  it('has no command under an id that is not of its nonce and creator', async () => {
    const { payload, signature } = Envelope.decode(first.envelope);
    const { header, data } = protos.common.Payload.decode(payload);
    const channelHeader = protos.common.ChannelHeader.decode(header?.channel_header ?? new Uint8Array());
    channelHeader.tx_id = 'cd'.repeat(32);
    const named = { ...header, channel_header: protos.common.ChannelHeader.encode(channelHeader).finish() };
    const forged = protos.common.Payload.encode({ header: named, data }).finish();
    const envelope = Envelope.encode({ payload: forged, signature }).finish();
    expect(await codeOf([envelope])).to.equal('LEDGER_CORRUPT TRANSACTION_FORM');
  });

  it('is not stopped by what a stranger has had put into it', () => {
    const loose = Buffer.concat([endorsedCall({ functionName: 'read' }).envelope, Buffer.from([0x7a, 0x01, 0x00])]);
    const envelopes = [Buffer.from('garbage'), first.envelope, Buffer.concat([first.envelope, second.envelope]), loose];
    const checked = check(blockOf(envelopes, { flags: [2, 0, 3, 0] }));
    expect(checked.transactions.map(({ transactionId }) => transactionId)).to.deep.equal([first.transactionId]);
  });

  it('shows its configuration, and only the valid one', () => {
    const configuration = strangeEnvelope(1, '', Buffer.from('members'));
    const checked = check(blockOf([configuration, configuration, first.envelope], { flags: [0, 10, 0] }));
    expect(checked.configurations.map((each) => Buffer.from(each).toString())).to.deep.equal(['members']);
    expect(checked.outcomes).to.deep.equal([{ transactionId: first.transactionId, code: 0, index: 0 }]);
  });

  it('may be the first, without flags', () => {
    const { bytes } = rawBlock({ number: 0, envelopes: [strangeEnvelope(1, '', Buffer.from('genesis'))], flags: [] });
    const checked = checkBlock(decodeBlock(0, bytes), { number: 0, chaincode: CHAINCODE });
    expect(checked).to.deep.include({ blockNumber: 0, blockSize: 0, transactions: [] });
    expect(checked.configurations).to.have.length(1);
  });
});
