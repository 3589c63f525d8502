import { expect } from 'chai';
import { checkSeal } from '../../../pki/ses/check-seal.js';
import { checkSealSignature } from '../../../pki/ses/check-seal-signature.js';
import { parseSeal } from '../../../pki/ses/seal.js';
import { parseSealSignature } from '../../../pki/ses/seal-signature.js';
import { haveSealSamples, sealSample } from '../../support/seal-samples.js';

if (haveSealSamples) {
  const read = sealSample;

  describe('seals made by ofdrw', () => {
    for (const [name, version] of [
      ['UserV1.esl', 1],
      ['UserV4.esl', 4],
      ['UserV5.esl', 5],
    ] as const) {
      it(`${name} is a seal of v${version} that its maker signed`, () => {
        const seal = parseSeal(read(name));
        expect(seal.version).to.equal(version);
        expect(seal.picture).to.include({ type: 'PNG', width: 40, height: 40 });
        expect(checkSeal(seal).filter((finding) => finding.outcome === 'failed')).to.deep.equal([]);
      });
      it(`${name} fails with one bit of its picture changed`, () => {
        const changed = Uint8Array.from(read(name));
        changed[8000] = (changed[8000] ?? 0) ^ 1;
        const failed = checkSeal(parseSeal(changed)).filter((finding) => finding.outcome === 'failed');
        expect(failed.map((finding) => finding.id)).to.deep.equal(['SEAL-SIG']);
      });
    }

    for (const [name, version, failures] of [
      ['SignedValueV4.dat', 4, []],
      // Signed in 2026 with a demo certificate that ended in 2022.
      ['SignedValueV5.dat', 5, ['TIME-IN-CERT']],
    ] as const) {
      it(`${name} is a signature of v${version} by a signer in the list, over a seal that its maker signed`, () => {
        const signature = parseSealSignature(read(name));
        expect(signature.version).to.equal(version);
        const expected = { dataHash: signature.dataHash, propertyInfo: '/Doc_0/Signs/Sign_0/Signature.xml' };
        const failed = checkSealSignature(signature, expected).filter((finding) => finding.outcome === 'failed');
        expect(failed.map((finding) => finding.id)).to.deep.equal(failures);
      });
    }
  });
}
