import { expect } from 'chai';
import { PkiError } from '../../../pki/errors.js';
import { readSesObject } from '../../../pki/ses/read-file.js';
import { forgeSeal, forgeSealSignature } from '../support/forge-seal.js';

describe('a file with a seal or a seal signature', () => {
  for (const version of [1, 4, 5] as const) {
    it(`is a seal of v${version}`, () => {
      const object = readSesObject(forgeSeal({ version }));
      expect(object.kind === 'seal' && object.seal.version).to.equal(version);
    });
  }
  for (const version of [1, 4, 5] as const) {
    it(`is a signature of v${version}`, () => {
      const parts = version === 1 ? { v1: true } : { seal: forgeSeal({ version }) };
      const object = readSesObject(forgeSealSignature(parts));
      expect(object.kind === 'signature' && object.signature.version).to.equal(version);
    });
  }
  it('garbage, cut off or with a byte changed, is our own error or is read', () => {
    const whole = forgeSealSignature();
    for (let at = 0; at < whole.length; at++) {
      const changed = Uint8Array.from(whole);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at & 7));
      for (const bytes of [changed, whole.subarray(0, at)]) {
        try {
          readSesObject(bytes);
        } catch (error) {
          expect(error).to.be.instanceOf(PkiError);
          if (error instanceof PkiError) expect(error.code).to.match(/^SEAL_(SIGNATURE_)?MALFORMED$/);
        }
      }
    }
  });
});
