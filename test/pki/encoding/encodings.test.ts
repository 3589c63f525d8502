import { expect } from 'chai';
import fc from 'fast-check';
import { decodeBase64url, encodeBase64url } from '../../../pki/encoding/base64url.js';
import { decodeHex, encodeHex } from '../../../pki/encoding/hex.js';
import { purposeBytes } from '../../../pki/encoding/purpose-bytes.js';
import { pkiCode } from '../../support/pki-error.js';

const INVALID = 'ENCODING_INVALID';

describe('base64url', () => {
  it('gives the vectors of RFC 4648 §10 without padding', () => {
    for (const [plain, coded] of [
      ['', ''],
      ['f', 'Zg'],
      ['fo', 'Zm8'],
      ['foo', 'Zm9v'],
      ['foob', 'Zm9vYg'],
    ] as const) {
      expect(encodeBase64url(Buffer.from(plain))).to.equal(coded);
      expect(Buffer.from(decodeBase64url(coded)).toString()).to.equal(plain);
    }
  });

  it('gives back every text of bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeBase64url(encodeBase64url(bytes), bytes.length)).to.deep.equal(bytes);
      }),
    );
  });

  for (const [name, text] of Object.entries({
    padding: 'Zg==',
    'characters of the other alphabet': '+/+/',
    'trailing bits that are not zero': 'Zh',
    'a length that no bytes have': 'Zm9vY',
    'white space': 'Zm9v ',
    'a newline inside': 'Zm\n9v',
    'full-width letters': 'Ｚｍ９ｖ',
    'a zero byte': 'Zm9v\0',
  })) {
    it(`refuses ${name}`, () => {
      expect(pkiCode(() => decodeBase64url(text))).to.equal(INVALID);
    });
  }

  it('refuses another length than asked for', () => {
    expect(pkiCode(() => decodeBase64url('Zm9v', 2))).to.equal(INVALID);
    expect(pkiCode(() => decodeBase64url('Zm9v', 4))).to.equal(INVALID);
  });

  it('takes one spelling of each value only', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), (text) => {
        const code = pkiCode(() => expect(encodeBase64url(decodeBase64url(text))).to.equal(text));
        expect(code === undefined || code === INVALID).to.equal(true);
      }),
    );
  });
});

describe('hex', () => {
  it('gives back every text of bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeHex(encodeHex(bytes), bytes.length)).to.deep.equal(bytes);
      }),
    );
  });

  for (const [name, text] of Object.entries({
    capitals: 'AB',
    'an odd length': 'abc',
    'other letters': 'ag',
    'white space': 'ab ',
    'a prefix': '0xab',
    'full-width digits': '１２',
  })) {
    it(`refuses ${name}`, () => {
      expect(pkiCode(() => decodeHex(text))).to.equal(INVALID);
    });
  }

  it('refuses another length than asked for', () => {
    expect(pkiCode(() => decodeHex('abcd', 1))).to.equal(INVALID);
    expect(pkiCode(() => decodeHex('', 1))).to.equal(INVALID);
  });
});

describe('purpose bytes', () => {
  it('are the purpose, a zero byte and the bytes', () => {
    expect(Buffer.from(purposeBytes('licence-batch', Buffer.from('{}'))).toString()).to.equal(
      'yinxin/licence-batch/v1\0{}',
    );
  });

  it('differ when purpose or bytes differ, wherever one ends and the other begins', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/);
    const bytes = fc.uint8Array({ maxLength: 8 });
    fc.assert(
      fc.property(word, bytes, word, bytes, (p, a, q, b) => {
        fc.pre(p !== q || Buffer.compare(a, b) !== 0);
        expect(Buffer.compare(purposeBytes(p, a), purposeBytes(q, b))).to.not.equal(0);
      }),
    );
  });

  for (const purpose of ['', 'a/v1', 'a\0', 'Licence', '-a', '1a', 'a b', '证', 'a'.repeat(65), 'a\n']) {
    it(`refuse the purpose ${JSON.stringify(purpose).slice(0, 12)}`, () => {
      expect(pkiCode(() => purposeBytes(purpose, new Uint8Array()))).to.equal(INVALID);
    });
  }
});
