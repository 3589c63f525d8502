import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { createSigningThread, type SigningThread } from '../../../pki/sm2/signing-thread.js';
import { pkiCodeAsync } from '../../support/pki-error.js';

const message = Buffer.from('a synthetic message');

describe('a key on a thread of its own', () => {
  const key = Sm2PrivateKey.generate();
  let thread: SigningThread;
  beforeEach(() => {
    thread = key.onThread();
  });
  afterEach(() => thread.end());

  it('signs what its public key verifies, each question its own answer', async () => {
    const messages = Array.from({ length: 40 }, (_, at) => Buffer.from(`message ${at}`));
    const signatures = await Promise.all(messages.map((each) => thread.sign(each)));
    signatures.forEach((signature, at) => {
      expect(signature).to.have.length(64);
      expect(key.publicKey.verifyRaw(messages[at] as Buffer, signature)).to.equal(true);
      expect(key.publicKey.verifyRaw(message, signature)).to.equal(false);
    });
  });

  it('signs the bytes of a view, not what lies around them', async () => {
    const around = Buffer.from('before|inside|after');
    const signature = await thread.sign(around.subarray(7, 13));
    expect(key.publicKey.verifyRaw(Buffer.from('inside'), signature)).to.equal(true);
    expect(key.publicKey.verifyRaw(around, signature)).to.equal(false);
  });

  it('signs the bytes as they were when it was asked', async () => {
    const changing = Uint8Array.from(message);
    const signing = thread.sign(changing);
    changing.fill(0);
    expect(key.publicKey.verifyRaw(message, await signing)).to.equal(true);
  });

  it('uses processor time on that thread', async () => {
    expect(await thread.cpuTime()).to.equal(0);
    await thread.sign(message);
    expect(await thread.cpuTime()).to.be.greaterThan(0);
  });

  it('rejects what is under way when it is ended, and everything after', async () => {
    await thread.sign(message);
    const underWay = pkiCodeAsync(() => Promise.all(Array.from({ length: 2000 }, () => thread.sign(message))));
    await thread.end();
    expect(await underWay).to.equal('SIGNER_UNAVAILABLE');
    expect(await pkiCodeAsync(() => thread.sign(message))).to.equal('SIGNER_UNAVAILABLE');
  });

  it('can be ended before it has started, and twice', async () => {
    await thread.end();
    await thread.end();
    expect(await pkiCodeAsync(() => thread.sign(message))).to.equal('SIGNER_UNAVAILABLE');
  });

  it('never signs with a key that node calls ec: that would be ECDSA, and is rejected each time', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'SM2' });
    const wrong = createSigningThread({ key: privateKey, z: key.publicKey.z });
    for (let time = 0; time < 2; time += 1) {
      expect(await pkiCodeAsync(() => wrong.sign(message))).to.equal('SIGNER_UNAVAILABLE');
    }
    await wrong.end();
  });
});
