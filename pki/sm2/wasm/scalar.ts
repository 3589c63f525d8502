/** Numbers of 256 bits, little-endian in memory; 40 bytes where others read beyond the end, which must then find zeros. */

/** The order n of the curve, and its p. */
const N: usize = memory.data<u32>([
  0x39d54123, 0x53bbf409, 0x21c6052b, 0x7203df6b, 0xffffffff, 0xffffffff, 0xffffffff, 0xfffffffe,
]);
const P: usize = memory.data<u32>([
  0xffffffff, 0xffffffff, 0, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xfffffffe,
]);
const rest: usize = memory.data(32);

/** From 32 bytes, big-endian. */
export function readScalar(out: usize, bytes: usize): void {
  for (let word: usize = 0; word < 8; word += 1) store<u32>(out + word * 4, bswap(load<u32>(bytes + 28 - word * 4)));
  store<u64>(out, 0, 32);
}

/** out = a + b mod n, of two numbers below n. */
export function sumModN(out: usize, a: usize, b: usize): void {
  const over = sum(out, a, b);
  if (difference(rest, out, N) === 0 || over !== 0) memory.copy(out, rest, 32);
}

/** out = a - b mod n, of a below n and any b: b is below 2n, so n is added twice at most. */
export function differenceModN(out: usize, a: usize, b: usize): void {
  if (difference(out, a, b) !== 0 && sum(out, out, N) === 0) sum(out, out, N);
}

/** Adds n to a where the sum stays below p; says whether it did. */
export function addNBelowP(a: usize): bool {
  return sum(a, a, N) === 0 && difference(rest, a, P) !== 0;
}

export function isZeroScalar(a: usize): bool {
  return (load<u64>(a) | load<u64>(a, 8) | load<u64>(a, 16) | load<u64>(a, 24)) === 0;
}

/** out = a + b; the carry. */
function sum(out: usize, a: usize, b: usize): u64 {
  let over: u64 = 0;
  for (let at: usize = 0; at < 32; at += 4) {
    over += (load<u32>(a + at) as u64) + (load<u32>(b + at) as u64);
    store<u32>(out + at, over as u32);
    over >>= 32;
  }
  return over;
}

/** out = a - b; 0, or not 0 where b was the larger one. */
function difference(out: usize, a: usize, b: usize): i64 {
  let over: i64 = 0;
  for (let at: usize = 0; at < 32; at += 4) {
    over += (load<u32>(a + at) as i64) - (load<u32>(b + at) as i64);
    store<u32>(out + at, over as u32);
    over >>= 32;
  }
  return over;
}
