/**
 * Numbers modulo p of the SM2 curve: 9 signed limbs of 29 bits, each an i64 in memory, times 2^261 (Montgomery's form).
 *
 * "Tight" is a number whose limbs 0..7 lie in 0..2^29-1; the top limb bears the sign. Limits, with |a| the size in units of 2^256:
 * - `multiply` takes factors whose limbs lie within ±2^29 (tight ones, or the difference of two tight ones; one of the two may
 *   have twice that) with |a|·|b| < 512, and gives a tight number between -|a||b|/32 and 1 + |a||b|/32.
 * - `subtract` and `add` work limb by limb and carry nothing; `carry` makes tight what they leave.
 */
const MASK: i64 = 0x1fffffff;
const BYTES: usize = 72;

/** p itself. */
export const P: usize = memory.data<i64>([
  0x1fffffff, 0x1fffffff, 0x3f, 0x1ffffe00, 0x1fffffff, 0x1fffffff, 0x1fffffff, 0x1fdfffff, 0xffffff,
]);
/** 2^261 mod p: one, in Montgomery's form. */
export const UNIT: usize = memory.data<i64>([0x20, 0, 0x1ffff800, 0x3fff, 0, 0, 0, 0x4000000, 0]);
/** 2^522 mod p: a product with it brings a plain number into Montgomery's form. */
const SQUARED: usize = memory.data<i64>([0xc00, 0x4000, 0x1fff0000, 0x17ffff, 0x400000, 0x2000000, 0, 1, 0x10]);
/** One as a plain number: a product with it leads out of Montgomery's form, to 0..p. */
const ONE: usize = memory.data<i64>([1, 0, 0, 0, 0, 0, 0, 0, 0]);
/** p - 2, little-endian. */
const INVERTING: usize = memory.data<u32>([
  0xfffffffd, 0xffffffff, 0, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xfffffffe,
]);

const plain: usize = memory.data(72);
const base: usize = memory.data(72);

/**
 * out = a·b / 2^261 mod p. As p = 2^256 - 2^224 - 2^96 + 2^64 - 1 is -1 modulo 2^29, the multiple of p that clears the lowest limb
 * is that limb itself: adding it is five shifts. `out` may be `a` or `b`.
 */
export function multiply(out: usize, a: usize, b: usize): void {
  const a0 = load<i64>(a);
  const a1 = load<i64>(a, 8);
  const a2 = load<i64>(a, 16);
  const a3 = load<i64>(a, 24);
  const a4 = load<i64>(a, 32);
  const a5 = load<i64>(a, 40);
  const a6 = load<i64>(a, 48);
  const a7 = load<i64>(a, 56);
  const a8 = load<i64>(a, 64);
  const b0 = load<i64>(b);
  const b1 = load<i64>(b, 8);
  const b2 = load<i64>(b, 16);
  const b3 = load<i64>(b, 24);
  const b4 = load<i64>(b, 32);
  const b5 = load<i64>(b, 40);
  const b6 = load<i64>(b, 48);
  const b7 = load<i64>(b, 56);
  const b8 = load<i64>(b, 64);

  const t0 = a0 * b0;
  let t1 = a0 * b1 + a1 * b0;
  let t2 = a0 * b2 + a1 * b1 + a2 * b0;
  let t3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0;
  let t4 = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0;
  let t5 = a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + a5 * b0;
  let t6 = a0 * b6 + a1 * b5 + a2 * b4 + a3 * b3 + a4 * b2 + a5 * b1 + a6 * b0;
  let t7 = a0 * b7 + a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 + a5 * b2 + a6 * b1 + a7 * b0;
  let t8 = a0 * b8 + a1 * b7 + a2 * b6 + a3 * b5 + a4 * b4 + a5 * b3 + a6 * b2 + a7 * b1 + a8 * b0;
  let t9 = a1 * b8 + a2 * b7 + a3 * b6 + a4 * b5 + a5 * b4 + a6 * b3 + a7 * b2 + a8 * b1;
  let t10 = a2 * b8 + a3 * b7 + a4 * b6 + a5 * b5 + a6 * b4 + a7 * b3 + a8 * b2;
  let t11 = a3 * b8 + a4 * b7 + a5 * b6 + a6 * b5 + a7 * b4 + a8 * b3;
  let t12 = a4 * b8 + a5 * b7 + a6 * b6 + a7 * b5 + a8 * b4;
  let t13 = a5 * b8 + a6 * b7 + a7 * b6 + a8 * b5;
  let t14 = a6 * b8 + a7 * b7 + a8 * b6;
  let t15 = a7 * b8 + a8 * b7;
  let t16 = a8 * b8;

  let m = t0 & MASK;
  t1 += t0 >> 29;
  t2 += m << 6;
  t3 -= m << 9;
  t7 -= m << 21;
  t8 += m << 24;
  m = t1 & MASK;
  t2 += t1 >> 29;
  t3 += m << 6;
  t4 -= m << 9;
  t8 -= m << 21;
  t9 += m << 24;
  m = t2 & MASK;
  t3 += t2 >> 29;
  t4 += m << 6;
  t5 -= m << 9;
  t9 -= m << 21;
  t10 += m << 24;
  m = t3 & MASK;
  t4 += t3 >> 29;
  t5 += m << 6;
  t6 -= m << 9;
  t10 -= m << 21;
  t11 += m << 24;
  m = t4 & MASK;
  t5 += t4 >> 29;
  t6 += m << 6;
  t7 -= m << 9;
  t11 -= m << 21;
  t12 += m << 24;
  m = t5 & MASK;
  t6 += t5 >> 29;
  t7 += m << 6;
  t8 -= m << 9;
  t12 -= m << 21;
  t13 += m << 24;
  m = t6 & MASK;
  t7 += t6 >> 29;
  t8 += m << 6;
  t9 -= m << 9;
  t13 -= m << 21;
  t14 += m << 24;
  m = t7 & MASK;
  t8 += t7 >> 29;
  t9 += m << 6;
  t10 -= m << 9;
  t14 -= m << 21;
  t15 += m << 24;
  m = t8 & MASK;
  t9 += t8 >> 29;
  t10 += m << 6;
  t11 -= m << 9;
  t15 -= m << 21;
  t16 += m << 24;

  store<i64>(out, t9 & MASK);
  t10 += t9 >> 29;
  store<i64>(out, t10 & MASK, 8);
  t11 += t10 >> 29;
  store<i64>(out, t11 & MASK, 16);
  t12 += t11 >> 29;
  store<i64>(out, t12 & MASK, 24);
  t13 += t12 >> 29;
  store<i64>(out, t13 & MASK, 32);
  t14 += t13 >> 29;
  store<i64>(out, t14 & MASK, 40);
  t15 += t14 >> 29;
  store<i64>(out, t15 & MASK, 48);
  t16 += t15 >> 29;
  store<i64>(out, t16 & MASK, 56);
  store<i64>(out, t16 >> 29, 64);
}

/** out = a + b, limb by limb. */
export function add(out: usize, a: usize, b: usize): void {
  for (let at: usize = 0; at < BYTES; at += 8) store<i64>(out + at, load<i64>(a + at) + load<i64>(b + at));
}

/** out = a - b, limb by limb. */
export function subtract(out: usize, a: usize, b: usize): void {
  for (let at: usize = 0; at < BYTES; at += 8) store<i64>(out + at, load<i64>(a + at) - load<i64>(b + at));
}

/** Makes `a` tight, of the same value. */
export function carry(a: usize): void {
  let over: i64 = 0;
  for (let at: usize = 0; at < BYTES - 8; at += 8) {
    over += load<i64>(a + at);
    store<i64>(a + at, over & MASK);
    over >>= 29;
  }
  store<i64>(a, load<i64>(a, 64) + over, 64);
}

/** Makes `a` tight and brings |a| < 16 to between -0.5 and 1.5. */
export function settle(a: usize): void {
  carry(a);
  multiply(a, a, UNIT);
}

/** Whether a is a multiple of p; |a| < 16, limbs as for `multiply`. */
export function isZero(a: usize): bool {
  multiply(plain, a, ONE);
  return memory.compare(plain, P, BYTES) === 0 || isAllZero(plain);
}

/** The 256 bits at `bytes`, little-endian and followed by 8 bytes of zero, in Montgomery's form. */
export function fromBytes(out: usize, bytes: usize): void {
  for (let limb: usize = 0; limb < 9; limb += 1) {
    const bit = limb * 29;
    store<i64>(out + limb * 8, ((load<u64>(bytes + (bit >> 3)) >> ((bit & 7) as u64)) as i64) & MASK);
  }
  multiply(out, out, SQUARED);
}

/** out = 1 / a by Fermat; 0 for 0. */
export function invert(out: usize, a: usize): void {
  memory.copy(base, a, BYTES);
  memory.copy(out, UNIT, BYTES);
  for (let bit = 255; bit >= 0; bit -= 1) {
    multiply(out, out, out);
    if ((load<u8>(INVERTING + ((bit >> 3) as usize)) >> ((bit & 7) as u8)) & 1) multiply(out, out, base);
  }
}

function isAllZero(a: usize): bool {
  let bits: i64 = 0;
  for (let at: usize = 0; at < BYTES; at += 8) bits |= load<i64>(a + at);
  return bits === 0;
}
