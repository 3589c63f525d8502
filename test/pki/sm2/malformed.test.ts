import { expect } from 'chai';
import fc from 'fast-check';
import { publicKeyFromPoint } from '../../../pki/sm2/key-cache.js';
import { Sm2PublicKey } from '../../../pki/sm2/public-key.js';
import { derToRaw, isRawSignature, rawToDer } from '../../../pki/sm2/signature-encoding.js';
import { pkiCode } from '../../support/pki-error.js';
import { b, bytes32, n, p } from '../../support/sm2-reference.js';
import * as vector from '../../support/sm2-vector.js';

const key = Sm2PublicKey.fromPoint(vector.point);
const good = rawToDer(vector.signature);

/** A DER INTEGER of any size, minimal. */
function integer(value: bigint): number[] {
  const digits = value.toString(16);
  const body = [...Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')];
  return [0x02, body.length + ((body[0] ?? 0) >= 0x80 ? 1 : 0), ...((body[0] ?? 0) >= 0x80 ? [0] : []), ...body];
}
const sequence = (...body: number[]): Uint8Array => Uint8Array.from([0x30, body.length, ...body]);
const signature = (r: bigint, s: bigint): Uint8Array => sequence(...integer(r), ...integer(s));
const rBytes = [...bytes32(vector.r)];
const sBytes = [...bytes32(vector.s)];

const malformed: Readonly<Record<string, Uint8Array>> = {
  'r = 0': signature(0n, vector.s),
  's = 0': signature(vector.r, 0n),
  'r = n': signature(n, vector.s),
  's = n': signature(vector.r, n),
  'r + n': signature(vector.r + n, vector.s),
  's + n': signature(vector.r, vector.s + n),
  't = r + s = 0': signature(vector.r, n - vector.r),
  's = n - s': signature(vector.r, n - vector.s),
  'a trailing byte': Uint8Array.from([...good, 0]),
  'a trailing byte inside the SEQUENCE': sequence(...good.subarray(2), 0),
  'a padded r': sequence(0x02, 34, 0, 0, ...rBytes, ...integer(vector.s)),
  'a padded s': sequence(...integer(vector.r), 0x02, 34, 0, 0, ...sBytes),
  'negative integers': sequence(0x02, 32, ...rBytes, 0x02, 32, ...sBytes),
  'a long-form length': Uint8Array.from([0x30, 0x81, ...good.subarray(1)]),
  'an indefinite length': Uint8Array.from([0x30, 0x80, ...good.subarray(2), 0, 0]),
  'a truncated signature': good.subarray(0, -1),
  'an empty signature': new Uint8Array(0),
  'random bytes': Uint8Array.from({ length: 71 }, (_, at) => (at * 89 + 13) % 256),
  'raw r‖s in place of DER': vector.signature,
  'a third INTEGER': sequence(...good.subarray(2), ...integer(1n)),
  'a SEQUENCE length that lies': Uint8Array.from([0x30, good.length, ...good.subarray(2)]),
  'an INTEGER length that lies': sequence(0x02, 0x7f, ...good.subarray(4)),
  'an INTEGER without bytes': sequence(0x02, 0, ...integer(vector.s)),
  'another tag in place of SEQUENCE': Uint8Array.from([0x31, ...good.subarray(1)]),
  'another tag in place of INTEGER': Uint8Array.from([...good.subarray(0, 2), 0x03, ...good.subarray(3)]),
};

describe('malformed SM2 signatures', () => {
  it('are told from the good one', () => {
    expect(key.verifyDer(vector.message, good)).to.equal(true);
  });

  for (const [name, der] of Object.entries(malformed)) {
    it(`refuses ${name}`, () => {
      expect(key.verifyDer(vector.message, der)).to.equal(false);
    });
  }

  for (const [name, raw] of Object.entries({
    'r = 0': [...bytes32(0n), ...sBytes],
    's = 0': [...rBytes, ...bytes32(0n)],
    'r = n': [...bytes32(n), ...sBytes],
    's = n': [...rBytes, ...bytes32(n)],
    's above n': [...rBytes, ...new Array<number>(32).fill(0xff)],
    't = 0': [...rBytes, ...bytes32(n - vector.r)],
    '63 bytes': [...vector.signature.subarray(1)],
    '65 bytes': [0, ...vector.signature],
    'no bytes': [],
    DER: [...good],
  })) {
    it(`refuses raw signatures with ${name}`, () => {
      expect(key.verifyRaw(vector.message, Uint8Array.from(raw))).to.equal(false);
    });
  }

  it('refuses garbage without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(key.verifyDer(vector.message, bytes)).to.equal(false);
        expect(key.verifyRaw(vector.message, bytes)).to.equal(false);
      }),
      { numRuns: 300 },
    );
  });

  it('reads no second DER spelling of a signature', () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Uint8Array.from(good, (byte, index) => (index === at ? byte ^ flip : byte));
        const raw = derToRaw(changed);
        expect(raw === undefined || Buffer.compare(rawToDer(raw), changed) === 0).to.equal(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('signature encoding', () => {
  it('goes from raw to DER and back for numbers of every length', () => {
    const number = fc.integer({ min: 1, max: 255 }).chain((bits) => fc.bigInt(1n, 1n << BigInt(bits)));
    fc.assert(
      fc.property(number, number, (r, s) => {
        const raw = Uint8Array.from([...bytes32(r), ...bytes32(s)]);
        expect(rawToDer(raw)).to.deep.equal(signature(r, s));
        expect(derToRaw(rawToDer(raw))).to.deep.equal(raw);
      }),
    );
  });

  it('refuses to encode what is no signature', () => {
    expect(isRawSignature(new Uint8Array(64))).to.equal(false);
    expect(pkiCode(() => rawToDer(new Uint8Array(64)))).to.equal('ENCODING_INVALID');
    expect(pkiCode(() => rawToDer(vector.signature.subarray(1)))).to.equal('ENCODING_INVALID');
    expect(pkiCode(() => rawToDer(Uint8Array.from([...bytes32(1n), ...bytes32(n)])))).to.equal('ENCODING_INVALID');
  });
});

/** The point with the smallest x: as p = 3 mod 4, the root of a square is its (p + 1) / 4-th power. */
function smallPoint(): { x: bigint; y: bigint } {
  for (let x = 1n; ; x += 1n) {
    const square = (x * x * x - 3n * x + b) % p;
    const y = power(square, (p + 1n) / 4n);
    if ((y * y) % p === square) return { x, y };
  }
}

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, base];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % p;
    square = (square * square) % p;
  }
  return result;
}

const point65 = (x: bigint, y: bigint): Uint8Array => Uint8Array.from([4, ...bytes32(x), ...bytes32(y)]);

describe('malformed SM2 public keys', () => {
  const x = vector.point.subarray(1, 33);
  const y = vector.point.subarray(33);
  const bad: Readonly<Record<string, readonly number[]>> = {
    'off the curve': [4, ...x, ...y.subarray(0, 31), 0x14],
    'x at p': [4, ...bytes32(p), ...y],
    'x above p': [4, ...new Array<number>(32).fill(0xff), ...y],
    'y above p': [4, ...x, ...new Array<number>(32).fill(0xff)],
    '(0, 0)': [4, ...new Array<number>(64).fill(0)],
    short: [...vector.point.subarray(0, 64)],
    long: [...vector.point, 0],
    empty: [],
    'the point at infinity': [0],
    compressed: [3, ...x],
    'without its first byte': [...x, ...y],
  };
  for (const [name, point] of Object.entries(bad)) {
    it(`refuses a point that is ${name}`, () => {
      expect(pkiCode(() => Sm2PublicKey.fromPoint(Uint8Array.from(point)))).to.equal('SM2_KEY_INVALID');
      expect(pkiCode(() => publicKeyFromPoint(Uint8Array.from(point)))).to.equal('SM2_KEY_INVALID');
    });
  }

  it('refuses x + p, a second spelling of a point whose x is small', () => {
    const small = smallPoint();
    expect(pkiCode(() => Sm2PublicKey.fromPoint(point65(small.x, small.y)))).to.equal(undefined);
    expect(pkiCode(() => Sm2PublicKey.fromPoint(point65(small.x + p, small.y)))).to.equal('SM2_KEY_INVALID');
  });

  it('refuses garbage with a typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        expect(pkiCode(() => Sm2PublicKey.fromPoint(bytes))).to.equal('SM2_KEY_INVALID');
        expect(pkiCode(() => Sm2PublicKey.fromSpki(bytes))).to.equal('SM2_KEY_INVALID');
      }),
    );
  });
});
