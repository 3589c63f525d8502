import { expect } from 'chai';
import type { LedgerRecord } from '../../../../../chaincode/model/records.js';
import type { VerifiedBlock } from '../../../../../gateway/domain/ports/ledger.js';
import { createCommandKeys } from '../../../../../gateway/ledger/fabric/block/command-keys.js';
import { verifySignatures } from '../../../../../gateway/ledger/fabric/block/verify-signatures.js';
import { foundingInput, freshTestNetwork, type TestNetwork } from '../../../../support/ledger-network.js';
import { keyName } from '../../../../support/test-pki.js';
import { appCode } from '../support/app-error.js';

describe('the keys of commands on Fabric', () => {
  let net: TestNetwork;
  before(async () => {
    net = await freshTestNetwork();
  });
  const setUp = (history: (key: string) => { record: LedgerRecord }[] = versionsOf) => {
    const asked: string[] = [];
    const keys = createCommandKeys(async (key) => {
      asked.push(key);
      return history(key);
    });
    return { keys, asked };
  };
  const versionsOf = (key: string) => {
    const record = net.memory.record(key);
    return record === undefined ? [] : [{ record }];
  };
  const blockOf = (
    ...transactions: Pick<VerifiedBlock['transactions'][number], 'input' | 'writes'>[]
  ): VerifiedBlock => ({
    blockNumber: 3,
    blockHash: '',
    blockRoot: '',
    blockSize: transactions.length,
    transactions: transactions.map((each) => ({ transactionId: '', purpose: '', digest: '', at: '', ...each })),
  });

  it("are found in the own node's history: certificates by themselves, governance keys by their domains", async () => {
    const { keys, asked } = setUp();
    const [{ signing }] = net.domains['44'].authorities;
    expect(await keys.find(signing.fingerprint)).to.deep.equal(signing.privateKey.publicKey.point);
    expect(asked).to.deep.equal([`certificate/${signing.fingerprint}`]);
    const { governance } = net.domains['52'];
    expect(await keys.find(keyName(governance))).to.deep.equal(governance.publicKey.point);
    expect(asked.slice(2)).to.include.members(['network', 'domain/43', 'domain/44', 'domain/52']);
    const before = asked.length;
    await keys.find(keyName(governance));
    expect(asked).to.have.length(before);
    expect(await keys.find('cd'.repeat(32))).to.equal(undefined);
  });

  it('are those of earlier versions too', async () => {
    const { keys } = setUp((key) =>
      key === 'domain/44' ? [...versionsOf('domain/43'), ...versionsOf(key)] : versionsOf(key),
    );
    expect(await keys.find(keyName(net.domains['43'].governance))).to.not.equal(undefined);
  });

  it('hold for every command of a block, whose first ones bring their own', async () => {
    const { keys } = setUp(() => []);
    const domains = ['44', '43', '52'].map((code) => `domain/${code}`);
    const writes = domains.map((key) => ({ key, record: net.record('domain', key) }));
    const founding = { input: foundingInput(net), writes };
    const heartbeat = net.govern(net.domains['44'], 'heartbeat', { target: 'heartbeat/44', body: {} });
    const block = blockOf(founding, { input: heartbeat, writes: [] });
    expect(await appCode(() => verifySignatures(block, keys))).to.equal(undefined);
  });

  it('are missed, and so is a signature that is not theirs', async () => {
    const input = net.govern(net.domains['44'], 'heartbeat', { target: 'heartbeat/44', body: {} });
    const other = net.govern(net.domains['43'], 'heartbeat', { target: 'heartbeat/43', body: {} });
    const check = (changed: typeof input, { keys } = setUp()) =>
      appCode(() => verifySignatures(blockOf({ input: changed, writes: [] }), keys));
    expect(await check(input)).to.equal(undefined);
    expect(
      await check(
        input,
        setUp(() => []),
      ),
    ).to.equal('LEDGER_CORRUPT COMMAND_SIGNATURE');
    expect(await check({ ...input, signature: other.signature })).to.equal('LEDGER_CORRUPT COMMAND_SIGNATURE');
    const altered = { ...input, command: { ...input.command, expectedVersion: 9 } };
    expect(await check(altered)).to.equal('LEDGER_CORRUPT COMMAND_SIGNATURE');
    const forged = net.govern(net.domains['44'], 'heartbeat', {
      target: 'heartbeat/44',
      body: {},
      key: net.domains['43'].governance,
      header: { signer: keyName(net.domains['44'].governance) },
    });
    expect(await check(forged)).to.equal('LEDGER_CORRUPT COMMAND_SIGNATURE');
  });

  it('are no reason to fail in another way where a record has none', async () => {
    const { keys } = setUp();
    const record = { ...net.record('certificate', `certificate/${net.domains['44'].ca.fingerprint}`), publicKey: 'x' };
    const input = net.govern(net.domains['44'], 'heartbeat', { target: 'heartbeat/44', body: {} });
    const block = blockOf({ input, writes: [{ key: 'certificate/x', record }] });
    expect(await appCode(() => verifySignatures(block, keys))).to.equal('LEDGER_CORRUPT WRITE_FORM');
  });
});
