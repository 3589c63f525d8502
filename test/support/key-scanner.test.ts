import { createPrivateKey, randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { Sm2PrivateKey } from '../../pki/sm2/private-key.js';
import { createKeyScanner } from './key-scanner.js';

describe('the scanner for private keys', () => {
  const pkcs8 = Buffer.from(Sm2PrivateKey.generate().toPkcs8());
  const key = pkcs8.subarray(36, 68);
  const scanner = createKeyScanner(new Map([['planted', key]]));
  const hay = randomBytes(4096);
  const finds = (needle: Uint8Array | string, text = false) => {
    const bytes = typeof needle === 'string' ? Buffer.from(needle, 'utf8') : needle;
    return scanner.scan(Buffer.concat([hay, bytes, hay]), { text });
  };
  const lines = (text: string, length: number) => text.match(new RegExp(`.{1,${length}}`, 'g'))?.join('\n') ?? '';
  const hex = key.toString('hex');

  it('finds nothing where there is no key', () => {
    expect(scanner.scan(randomBytes(1_000_000))).to.deep.equal([]);
    for (const other of [
      Sm2PrivateKey.generate().toPkcs8(),
      pkcs8.subarray(69),
      key.subarray(1),
      key.subarray(0, 31),
    ]) {
      for (const coding of ['hex', 'base64', 'base64url'] as const) {
        expect(finds(Buffer.from(other).toString(coding), true)).to.deep.equal([]);
      }
      expect(finds(other)).to.deep.equal([]);
    }
  });

  it('says whose key it is, how it is written, and where', () => {
    expect(finds(key)).to.deep.equal([{ keyId: 'planted', encoding: 'raw', at: 4096 }]);
  });

  for (const [what, needle] of Object.entries<string | Uint8Array>({
    'raw bytes': key,
    'raw bytes in the order of a little-endian number': Buffer.from(key).reverse(),
    'raw bytes in PKCS#8': pkcs8,
    hex,
    'hex in capitals': hex.toUpperCase(),
    'hex in PKCS#8': pkcs8.toString('hex'),
    'hex as bytea is printed': `\\x${pkcs8.toString('hex')}`,
    'hex with colons': (hex.match(/../g) ?? []).join(':'),
    'a decimal number': BigInt(`0x${hex}`).toString(),
    'a BigInt as it is inspected': `${BigInt(`0x${hex}`)}n`,
    'a Buffer in JSON': JSON.stringify(key),
    'a Buffer of PKCS#8 in JSON': JSON.stringify(pkcs8),
    'a Uint8Array in JSON': JSON.stringify(Uint8Array.from(key)),
    'a Uint8Array of PKCS#8 in JSON': JSON.stringify(Uint8Array.from(pkcs8)),
    'a JSON Web Key': JSON.stringify({ kty: 'EC', d: key.toString('base64url') }),
  })) {
    it(`finds ${what}`, () => {
      expect(finds(needle).map(({ keyId }) => keyId)).to.include('planted');
    });
  }

  for (const coding of ['base64', 'base64url'] as const) {
    it(`finds ${coding} at every alignment, with anything before and after`, () => {
      for (let before = 0; before < 7; before += 1) {
        for (let after = 0; after < 4; after += 1) {
          const text = Buffer.concat([randomBytes(before), key, randomBytes(after)]).toString(coding);
          expect(finds(text), `${before} ${after}`).to.have.length(1);
        }
      }
    });
  }

  for (const [what, needle] of Object.entries({
    'PEM as OpenSSL writes it': () =>
      createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
        .export({ type: 'pkcs8', format: 'pem' })
        .toString(),
    'PEM in a JSON string': () =>
      JSON.stringify(
        createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }).export({ type: 'pkcs8', format: 'pem' }),
      ),
    'PEM with CR and LF': () => lines(pkcs8.toString('base64'), 64).replaceAll('\n', '\r\n'),
    'base64 in lines of 19': () => lines(key.toString('base64'), 19),
    'hex in lines of 16': () => lines(hex, 16),
    'hex as OpenSSL prints it': () => lines((hex.match(/../g) ?? []).join(':'), 45).replaceAll('\n', '\n    '),
    'JSON laid out': () => JSON.stringify(key, undefined, 2),
  })) {
    it(`finds ${what}`, () => {
      expect(finds(needle(), true).map(({ keyId }) => keyId)).to.include('planted');
    });
  }

  it('finds each of many keys, each once', () => {
    const keys = new Map(Array.from({ length: 50 }, (_, number) => [`key ${number}`, randomBytes(32)]));
    const many = createKeyScanner(keys);
    const text = [...keys.values()].map((each) => each.toString('base64url')).join(' ');
    expect(many.scan(Buffer.from(text)).map(({ keyId }) => keyId)).to.deep.equal([...keys.keys()]);
  });

  it('looks for nothing that is too short', () => {
    expect(() => createKeyScanner(new Map([['short', randomBytes(15)]]))).to.throw(TypeError);
  });
});
