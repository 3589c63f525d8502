import { expect } from 'chai';
import { startSignatureThread } from '../../../gateway/background/signature-thread.js';
import { signedBytes } from '../../../pki/signer/purposes.js';
import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';

const PURPOSE = 'licence-attestation';

describe('the signature thread', () => {
  const key = Sm2PrivateKey.generate();
  const { point } = key.publicKey;
  const bytes = Buffer.from('{"a":1}');
  const good = key.signRaw(signedBytes(PURPOSE, bytes));
  const bad = Uint8Array.from(good);
  bad[40] = (bad[40] ?? 0) ^ 1;

  it('answers what verifySignature answers, each to its asker', async () => {
    const thread = startSignatureThread();
    try {
      const asked = Array.from({ length: 40 }, (_, at) => at % 3 !== 0);
      const answers = await Promise.all(asked.map((holds) => thread.verify(point, PURPOSE, bytes, holds ? good : bad)));
      expect(answers).to.deep.equal(asked);
      expect(await thread.verify(point, 'licence-batch', bytes, good)).to.equal(false);
      expect(await thread.verify(Uint8Array.of(4), PURPOSE, bytes, good)).to.equal(false);
      expect(await thread.verify(point, PURPOSE, bytes, Uint8Array.of(1))).to.equal(false);
    } finally {
      await thread.stop();
    }
  });

  it('answers also what was under way when the thread ended, and what comes after', async () => {
    const thread = startSignatureThread();
    const underWay = Promise.all([
      thread.verify(point, PURPOSE, bytes, good),
      thread.verify(point, PURPOSE, bytes, bad),
    ]);
    await thread.stop();
    expect(await underWay).to.deep.equal([true, false]);
    expect(await thread.verify(point, PURPOSE, bytes, good)).to.equal(true);
    expect(await thread.verify(point, PURPOSE, bytes, bad)).to.equal(false);
  });
});
