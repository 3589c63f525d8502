import { expect } from 'chai';
import type { ChaincodeStub } from 'fabric-shim';
import { createCallerReader } from '../../../chaincode/host/caller.js';
import { createChaincode } from '../../../chaincode/host/chaincode.js';
import { fakeStub, MEMBERS } from './support/fake-stub.js';

const DEPS = { ledger: 'aa'.repeat(32), members: MEMBERS, clock: { now: () => 0 }, timeWindow: 1_000 };

describe('the chaincode', () => {
  const invoke = async (fcn: string, params: string[], world: Map<string, string> = new Map()) => {
    const failures: unknown[] = [];
    const chaincode = createChaincode({ ...DEPS, onFailure: (cause) => failures.push(cause) });
    const stub = {
      ...fakeStub(world, { fcn, params }),
      getCreator: () => ({ mspid: 'GuangdongMSP', idBytes: Buffer.from('no certificate') }),
    };
    // The shim's class has private members; the host calls those of the fake alone.
    const answer = await chaincode.Invoke(stub as unknown as ChaincodeStub);
    return { ...answer, failures };
  };

  it('refuses functions and arguments that it does not know, as CODE:detail', async () => {
    const calls: [string, string[]][] = [
      ['', []],
      ['read', []],
      ['read', ['{"keys":[]}', 'x']],
      ['Submit', ['{}']],
      ['constructor', ['{}']],
      ['__proto__', ['{}']],
      ['toString', ['{}']],
    ];
    for (const [fcn, params] of calls) {
      const { status, message, failures } = await invoke(fcn, params);
      expect(status, fcn).to.equal(500);
      expect(message, fcn).to.match(/^TRANSACTION_MALFORMED:/);
      expect(failures).to.deep.equal([]);
    }
  });

  it('answers what it did not foresee as INTERNAL, without a word of it', async () => {
    // The creator above is no certificate, which the shim finds out.
    const { status, message, failures } = await invoke('read', ['{"keys":["secret"]}']);
    expect(status).to.equal(500);
    expect(message).to.match(/^INTERNAL:\w+$/);
    expect(failures).to.have.length(1);
  });
});

describe('the reader of callers', () => {
  const setUp = () => {
    let reads = 0;
    const callerOf = createCallerReader(({ getCreator }: { getCreator(): { mspid: string; idBytes: Uint8Array } }) => {
      reads += 1;
      const { mspid, idBytes } = getCreator();
      return { getMSPID: () => mspid, getAttributeValue: () => Buffer.from(idBytes).toString() };
    });
    const read = (mspid: string, role: string) =>
      callerOf({ getCreator: () => ({ mspid, idBytes: Buffer.from(role) }) });
    return { read, reads: () => reads };
  };

  it('reads a certificate once, and tells members with the same certificate apart', () => {
    const { read, reads } = setUp();
    expect(read('A', 'gateway')).to.deep.equal({ msp: 'A', role: 'gateway' });
    expect(read('A', 'gateway')).to.deep.equal({ msp: 'A', role: 'gateway' });
    expect(reads()).to.equal(1);
    expect(read('B', 'gateway')).to.deep.equal({ msp: 'B', role: 'gateway' });
    expect(read('A', 'peer')).to.deep.equal({ msp: 'A', role: 'peer' });
    expect(reads()).to.equal(3);
  });

  it('remembers a bounded number', () => {
    const { read, reads } = setUp();
    for (let at = 0; at < 65; at += 1) read('A', `${at}`);
    read('A', '0');
    expect(reads()).to.equal(66);
  });
});
