import { expect } from 'chai';
import protos from 'fabric-protos';
import { LedgerError } from '../../../../chaincode/errors.js';
import { createFabricCalls } from '../../../../gateway/ledger/fabric/calls.js';
import { findFirstPosition } from '../../../../gateway/ledger/fabric/first-position.js';
import { freshTestNetwork } from '../../../support/ledger-network.js';
import { appCode } from './support/app-error.js';
import { AT, CHAINCODE, CHANNEL, identity, nextNonce } from './support/fabric-blocks.js';
import { fakePeer, type Word } from './support/fake-peer.js';

const calls = createFabricCalls({
  channel: CHANNEL,
  chaincode: CHAINCODE,
  identity,
  clock: { now: () => AT },
  nonce: nextNonce,
  timeoutMs: 10,
});
const peer = (word: Word) => fakePeer('GuangdongMSP', word);

describe('the calls of a peer', () => {
  it('answer JSON, the refusal of the rules, or nothing', async () => {
    expect(await calls.ask(peer({ says: '{"a":1}' }), 'read', '{}')).to.deep.equal({ a: 1 });
    for (const word of ['silent', { says: 'no JSON' }, { says: '' }, { refuses: 'INTERNAL:TypeError' }] as const) {
      expect(await appCode(() => calls.ask(peer(word), 'read', '{}'))).to.equal('LEDGER_UNAVAILABLE');
    }
    const refused = await calls
      .ask(peer({ refuses: 'NOT_A_MEMBER:44' }), 'read', '{}')
      .catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(LedgerError).and.to.include({ code: 'NOT_A_MEMBER' });
  });

  it('tell a block that is not there from a peer that does not tell', async () => {
    for (const refuses of [
      'Failed to get block number 9, error Entry not found in index',
      'Failed to get transaction with id x, error no such transaction ID [x] in index',
      'Failed to get block number 9, error no such block number [9] in index',
    ]) {
      expect(await calls.block(peer({ refuses }), 9)).to.equal(undefined);
      expect(await calls.blockOf(peer({ refuses }), 'x')).to.equal(undefined);
    }
    for (const word of ['silent', { refuses: 'access denied' }] as const) {
      expect(await appCode(() => calls.block(peer(word), 9))).to.equal('LEDGER_UNAVAILABLE');
    }
    expect(Buffer.from((await calls.block(peer({ says: 'bytes' }), 9)) ?? []).toString()).to.equal('bytes');
  });

  it('tell the number of the newest block', async () => {
    const info = Buffer.from(protos.common.BlockchainInfo.encode({ height: 7 }).finish()).toString('latin1');
    expect(await calls.height(peer({ says: info }))).to.equal(6);
    expect(await appCode(() => calls.height(peer({ refuses: 'channel not found' })))).to.equal('LEDGER_UNAVAILABLE');
  });
});

describe('the first place of a command', () => {
  it('is that of the write that names it, whatever was written since, and one place is asked for', async () => {
    const net = await freshTestNetwork();
    const [authority] = net.domains['44'].authorities;
    const input = net.batch(authority, [net.leaf(authority, 'one')]);
    const { digest, writes } = await net.submit(input);
    const record = net.record('licence', writes[0] ?? '');
    const later = { ...record, version: 2, by: 'ef'.repeat(32) };
    const history = [
      { transactionId: 'aa'.repeat(32), record },
      { transactionId: 'bb'.repeat(32), record: later },
    ];
    const asked: string[] = [];
    const about = {
      history: async (key: string) => (key === writes[0] ? history : []),
      position: async (transactionId: string) => {
        asked.push(transactionId);
        return { blockNumber: 4, index: 1 };
      },
    };
    const transactionId = 'aa'.repeat(32);
    const place = { transactionId, digest, blockNumber: 4, index: 1 };
    expect(await findFirstPosition(about, input, digest)).to.deep.equal(place);
    expect(asked).to.deep.equal([transactionId]);
    expect(await findFirstPosition(about, input, 'cd'.repeat(32))).to.equal(undefined);
  });
});
