import { expect } from 'chai';
import fc from 'fast-check';
import { loadAccelerator } from '../../../pki/sm2/load-accelerator.js';
import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { flipBit } from '../../support/flip-bit.js';
import * as reference from '../../support/sm2-reference.js';
import * as vector from '../../support/sm2-vector.js';

const { G, n, p, mod } = reference;
const accelerator = loadAccelerator();
const raw = ({ r, s }: reference.Signature): Uint8Array =>
  Uint8Array.from([...reference.bytes32(r), ...reference.bytes32(s)]);
const digestOf = (point: Uint8Array, message: Uint8Array): Uint8Array =>
  reference.bytes32(reference.digest(point, message));

/** The accelerator's answer under a key; the table is made anew. */
function answer(point: Uint8Array, e: bigint, signature: reference.Signature): boolean | undefined {
  accelerator.build(1, point);
  return accelerator.verify(1, reference.bytes32(e), raw(signature));
}

interface Case {
  e: bigint;
  r: bigint;
  s: bigint;
  isGood: boolean;
}

/** For each pair of scalars an e such that the verifier, which computes s·G + t·Q, finds it; any e where that is infinity. */
function casesOf(key: reference.Point): Case[] {
  const multiplesOfKey = SCALARS.map((t) => ({ t, point: reference.multiply(t, key) }));
  return MULTIPLES_OF_G.flatMap(({ s, point }) =>
    multiplesOfKey.flatMap(({ t, point: other }) => {
      const r = mod(t - s, n);
      const sum = reference.add(point, other);
      if (r === 0n) return [];
      return sum === undefined ? { e: 7n, r, s, isGood: false } : { e: mod(r - sum.x, n), r, s, isGood: true };
    }),
  );
}

function times(factor: bigint, point: reference.Point = G): reference.Point {
  const product = reference.multiply(factor, point);
  if (product === undefined) throw new RangeError('a multiple of n');
  return product;
}

/** A number whose 43 digits of 6 bits are all this one, below n. */
const repeated = (digit: bigint): bigint => {
  let number = 0n;
  for (let bit = 0n; bit < 252n; bit += 6n) number |= digit << bit;
  return number;
};
const SCALARS = [
  1n,
  2n,
  31n,
  32n,
  33n,
  63n,
  64n,
  2n ** 32n,
  2n ** 252n,
  2n ** 255n,
  (n - 1n) / 2n,
  n - 2n,
  n - 1n,
].concat([1n, 31n, 32n, 33n, 63n].map(repeated));
const MULTIPLES_OF_G = SCALARS.map((s) => ({ s, point: reference.multiply(s, G) }));

describe('the accelerator of SM2 verification', () => {
  it('answers the published example, and refuses it with any one bit changed', () => {
    accelerator.build(2, vector.point);
    const e = digestOf(vector.point, vector.message);
    expect(accelerator.verify(2, e, vector.signature)).to.equal(true);
    for (let bit = 0; bit < 512; bit += 1) {
      expect(accelerator.verify(2, e, flipBit(vector.signature, bit))).to.equal(false);
    }
    for (let bit = 0; bit < 256; bit += 1) {
      expect(accelerator.verify(2, flipBit(e, bit), vector.signature)).to.equal(false);
    }
  });

  it('agrees with OpenSSL under 1,500 keys, on signatures good and changed', function () {
    this.timeout(180_000);
    for (let count = 0; count < 1500; count += 1) {
      const key = Sm2PrivateKey.generate();
      const { point } = key.publicKey;
      const message = Buffer.from(`synthetic message ${count}`);
      const e = digestOf(point, message);
      const slot = 1 + (count % accelerator.slots);
      accelerator.build(slot, point);
      const signature = key.signRaw(message);
      expect(accelerator.verify(slot, e, signature)).to.equal(true);
      expect(accelerator.verify(slot, e, flipBit(signature, count))).to.equal(false);
      expect(accelerator.verify(slot, flipBit(e, count), signature)).to.equal(false);
    }
  });

  it('agrees with the BigInt reference on any e, r, s and key', function () {
    this.timeout(120_000);
    const number = fc.bigInt(1n, n - 1n);
    fc.assert(
      fc.property(number, number, fc.bigInt(0n, 2n ** 256n - 1n), fc.boolean(), (d, k, e, isGood) => {
        const point = reference.publicPoint(d);
        const made = d === n - 1n ? undefined : reference.signDigest(d, k, e);
        fc.pre(made !== undefined);
        const signature = isGood ? made : { r: made.r, s: mod(made.s + k, n) || 1n };
        const verdict = answer(point, e, signature);
        // fast-check likes small numbers, whose multiples meet.
        if (verdict !== undefined) expect(verdict).to.equal(reference.verifyDigest(point, e, signature));
      }),
      { numRuns: 200 },
    );
  });

  it('computes s·G + t·Q for scalars at the edges of their range and of their digits', function () {
    this.timeout(60_000);
    const key = times(vector.d);
    const cases = casesOf(key);
    accelerator.build(1, reference.pointBytes(key));
    for (const { e, r, s } of cases) {
      expect(accelerator.verify(1, reference.bytes32(e), raw({ r, s })), `${r}, ${s}`).to.equal(true);
      expect(accelerator.verify(1, reference.bytes32(e ^ 1n), raw({ r, s })), `${r}, ${s}`).to.equal(false);
    }
    expect(cases.length).to.be.greaterThan(300);
  });

  for (const [name, e] of [
    ['zero', 0n],
    ['all ones', 2n ** 256n - 1n],
    ['n', n],
    ['n - 1', n - 1n],
  ] as const) {
    it(`reduces an e of ${name}`, () => {
      for (const k of [vector.k, 1n, n - 1n]) {
        const signature = reference.signDigest(vector.d, k, e);
        if (signature === undefined) throw new RangeError('another k is needed');
        expect(answer(vector.point, e, signature)).to.equal(true);
        expect(answer(vector.point, e ^ 1n, signature)).to.equal(false);
      }
    });
  }

  it('takes an e of n and more for what it is modulo n', () => {
    // r = e + x must hold for e and e + n alike.
    const signature = reference.signDigest(vector.d, vector.k, 5n);
    if (signature === undefined) throw new RangeError('another k is needed');
    expect(answer(vector.point, 5n, signature)).to.equal(true);
    expect(answer(vector.point, 5n + n, signature)).to.equal(true);
  });

  it('finds an x between n and p by its rest modulo n, and no x that is not there', () => {
    let found = 0;
    for (const start of [n, p - 16n]) {
      for (let x = start; x < start + 16n; x += 1n) {
        const sum = reference.pointAt(x);
        if (sum === undefined) continue;
        found += 1;
        // Q = (sum - s·G) / t, whose private key nobody knows.
        const [s, t] = [vector.s, vector.r];
        const rest = reference.add(sum, reference.opposite(times(s)));
        if (rest === undefined) throw new RangeError('another s is needed');
        const point = reference.pointBytes(times(reference.inverse(t, n), rest));
        const signature = { r: mod(t - s, n), s };
        const e = mod(signature.r - x, n);
        expect(reference.verifyDigest(point, e, signature)).to.equal(true);
        expect(answer(point, e, signature)).to.equal(true);
        expect(answer(point, mod(e - 1n, n), signature)).to.equal(false);
        // x - p would be the same as x to who reckons modulo p without asking whether x + n is below p.
        const beyond = mod(signature.r - mod(x - p + n, n), n);
        expect(answer(point, beyond, signature)).to.equal(reference.verifyDigest(point, beyond, signature));
      }
    }
    expect(found).to.be.greaterThan(8);
  });

  it('finds an x below p - n, without and with n added', () => {
    let x = 0n;
    for (let found = 0; found < 10; x += 1n) {
      const sum = reference.pointAt(x);
      if (sum === undefined) continue;
      found += 1;
      const rest = reference.add(sum, reference.opposite(times(vector.s)));
      if (rest === undefined) throw new RangeError('another s is needed');
      const point = reference.pointBytes(times(reference.inverse(vector.r, n), rest));
      const signature = { r: mod(vector.r - vector.s, n), s: vector.s };
      expect(answer(point, mod(signature.r - x, n), signature)).to.equal(true);
      expect(answer(point, mod(signature.r - x - 1n, n), signature)).to.equal(false);
    }
  });

  it('says false where r + s is n', () => {
    accelerator.build(1, vector.point);
    const signature = raw({ r: vector.r, s: n - vector.r });
    expect(accelerator.verify(1, digestOf(vector.point, vector.message), signature)).to.equal(false);
  });

  const meeting: readonly (readonly [string, reference.Point])[] = [
    ['G', G],
    ['-G', reference.opposite(G)],
    ['2G', times(2n)],
    ['-2G', times(n - 2n)],
    ['G/2', times((n + 1n) / 2n)],
    ['64G', times(64n)],
    ['-G/64', times(n - reference.inverse(64n, n))],
  ];
  for (const [name, key] of meeting) {
    it(`is never wrong where multiples of G and of the key meet: ${name}`, function () {
      this.timeout(60_000);
      accelerator.build(3, reference.pointBytes(key));
      let answered = 0;
      for (const { e, r, s, isGood } of casesOf(key)) {
        const good = accelerator.verify(3, reference.bytes32(e), raw({ r, s }));
        const bad = accelerator.verify(3, reference.bytes32(e ^ 1n), raw({ r, s }));
        expect(good, `${r}, ${s}`).to.be.oneOf([isGood, undefined]);
        expect(bad, `${r}, ${s}`).to.be.oneOf([false, undefined]);
        if (good === true) answered += 1;
      }
      expect(answered).to.be.greaterThan(200);
    });
  }

  it('does not answer where a sum is a doubling or infinity', () => {
    const e = 7n;
    // One digit each, so that s·G and t·Q = ±s·G meet in the one addition.
    for (const [key, s, t] of [
      [times(2n), 2n, 1n],
      [times(n - 2n), 2n, 1n],
      [times(3n), 30n, 10n],
      [times(n - 3n), 30n, 10n],
      [times(64n), 64n, 1n],
    ] as const) {
      expect(answer(reference.pointBytes(key), e, { r: mod(t - s, n), s }), `${s}, ${t}`).to.equal(undefined);
    }
  });

  it('keeps the table of each slot apart, and forgets one that is written over', () => {
    const keys = Array.from({ length: accelerator.slots }, () => Sm2PrivateKey.generate());
    for (const [at, key] of keys.entries()) accelerator.build(at + 1, key.publicKey.point);
    accelerator.build(accelerator.testSlot, vector.point);
    for (const [at, key] of keys.entries()) {
      const e = digestOf(key.publicKey.point, vector.message);
      const signature = key.signRaw(vector.message);
      expect(accelerator.verify(at + 1, e, signature)).to.equal(true);
      expect(accelerator.verify(((at + 1) % accelerator.slots) + 1, e, signature)).to.equal(false);
    }
    accelerator.build(1, vector.point);
    const e = digestOf(vector.point, vector.message);
    expect(accelerator.verify(1, e, vector.signature)).to.equal(true);
    expect(accelerator.verify(accelerator.testSlot, e, vector.signature)).to.equal(true);
  });
});
