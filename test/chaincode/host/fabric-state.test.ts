import { expect } from 'chai';
import { createFabricState } from '../../../chaincode/host/fabric-state.js';
import { keyPolicyOf } from '../../../chaincode/host/key-policy.js';
import { storedEntryText } from '../../../chaincode/model/stored-entry.js';
import { freshTestNetwork, type TestNetwork } from '../../support/ledger-network.js';
import { pkiCodeAsync } from '../../support/pki-error.js';
import { fakeStub, MEMBERS, TRANSACTION_ID, worldOf } from './support/fake-stub.js';

const ABOUT = { ledger: 'aa'.repeat(32), transactionTime: '2026-11-21T00:00:00.000Z', members: MEMBERS };

describe('the state of a transaction on Fabric', () => {
  let net: TestNetwork;
  before(async () => {
    net = await freshTestNetwork();
  });

  it('writes nothing before it is flushed, and shows what was put', async () => {
    const stub = fakeStub(worldOf(net));
    const state = createFabricState(stub, ABOUT);
    const record = { ...net.record('domain', 'domain/44'), version: 2 };
    await state.put('domain/44', record);
    expect(await state.get('domain/44')).to.deep.equal(record);
    expect(await state.get('domain/43')).to.deep.equal(net.record('domain', 'domain/43'));
    expect(await state.get('domain/99')).to.equal(undefined);
    expect(stub.effects).to.deep.equal([]);
  });

  it('writes in the order of the keys, each once, with the policy of what is new and owned', async () => {
    const stub = fakeStub(worldOf(net));
    const state = createFabricState(stub, ABOUT);
    const domain = net.record('domain', 'domain/44');
    const network = { ...net.record('network', 'network'), version: 1 };
    await state.put('z', domain);
    await state.put('network', network);
    await state.put('b', { ...domain, version: 2 });
    await state.put('a', { ...domain, version: 7 });
    await state.put('a', domain);
    expect(await state.flush()).to.equal(4);
    const value = (record: typeof domain | typeof network) =>
      storedEntryText({ record, transactionId: TRANSACTION_ID });
    const policy = keyPolicyOf(domain, MEMBERS);
    expect(stub.effects).to.deep.equal([
      { key: 'a', value: value(domain) },
      { key: 'a', policy },
      { key: 'b', value: value({ ...domain, version: 2 }) },
      { key: 'network', value: value(network) },
      { key: 'z', value: value(domain) },
      { key: 'z', policy },
    ]);
  });

  it('refuses an entry that is none of ours', async () => {
    const state = createFabricState(fakeStub(new Map([['domain/44', '{"record":{}}']])), ABOUT);
    expect(await pkiCodeAsync(() => state.get('domain/44'))).to.equal('CANONICAL_JSON_INVALID');
  });
});
