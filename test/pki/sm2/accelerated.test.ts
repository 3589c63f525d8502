import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { type AcceleratorEvent, processAccelerator, watchAccelerator } from '../../../pki/sm2/accelerated.js';
import { publicKeyFromPoint } from '../../../pki/sm2/key-cache.js';
import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { rawToDer } from '../../../pki/sm2/signature-encoding.js';
import { flipBit } from '../../support/flip-bit.js';
import * as vector from '../../support/sm2-vector.js';

const MEGABYTE = 1024 * 1024;

function memoryInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

describe('SM2 verification in this process', () => {
  it('has its accelerator: the build made one that node can load', () => {
    const events: AcceleratorEvent[] = [];
    watchAccelerator((event) => events.push(event))();
    expect(processAccelerator()).to.not.equal(undefined);
    expect(events).to.deep.equal([]);
  });

  it('answers the same from the first use of a key to the thousandth', function () {
    this.timeout(60_000);
    const key = publicKeyFromPoint(vector.point);
    const der = rawToDer(vector.signature);
    for (let use = 0; use < 1000; use += 1) {
      expect(key.verifyRaw(vector.message, vector.signature)).to.equal(true);
      expect(key.verifyDer(vector.message, der)).to.equal(true);
      expect(key.verifyRaw(vector.message, flipBit(vector.signature, use))).to.equal(false);
      expect(key.verifyDer(vector.message, flipBit(der, use))).to.equal(false);
      expect(key.verifyRaw(flipBit(vector.message, use), vector.signature)).to.equal(false);
    }
  });

  it('is several times as fast for a key that recurs', function () {
    this.timeout(60_000);
    const { publicKey } = Sm2PrivateKey.fromScalar(vector.point.subarray(1, 33));
    const signature = Sm2PrivateKey.fromScalar(vector.point.subarray(1, 33)).signRaw(vector.message);
    const cost = (work: () => void): number => {
      const before = process.cpuUsage();
      for (let count = 0; count < 2000; count += 1) work();
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const refused = flipBit(signature, 3);
    cost(() => publicKey.verifyRaw(vector.message, signature));
    const hot = cost(() => publicKey.verifyRaw(vector.message, signature));
    const native = cost(() => publicKey.verifyRaw(vector.message, refused));
    expect(native / hot).to.be.greaterThan(2);
  });

  it('takes no more memory for 100,000 verifications', function () {
    this.timeout(120_000);
    const key = publicKeyFromPoint(vector.point);
    const verify = (count: number) => {
      for (let each = 0; each < count; each += 1) key.verifyRaw(vector.message, vector.signature);
    };
    verify(5000);
    const before = memoryInUse();
    verify(100_000);
    expect((memoryInUse() - before) / MEGABYTE).to.be.lessThan(2);
  });
});
