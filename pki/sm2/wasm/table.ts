import { invert, multiply } from './field';
import { addAffine, double, POINT_BYTES, setAffine } from './point';

/**
 * The multiples j·2^(6i)·Q of a point Q, i = 0..42, j = 1..32, affine, with limbs of 32 bits: 99,072 bytes. With signed digits of 6
 * bits a product with Q is at most 43 additions, and no doubling.
 */
export const WINDOWS: usize = 43;
const MULTIPLES: usize = 32;
const ENTRY_BYTES: usize = 72;
export const WINDOW_BYTES: usize = 32 * 72;
export const TABLE_BYTES: usize = 43 * 32 * 72;

const points: usize = memory.data(297216);
/** products[k] = the product of Z of the points 0 to k. */
const products: usize = memory.data(99072);
const inverse: usize = memory.data(72);
const square: usize = memory.data(72);
const affine: usize = memory.data(144);
const bases: usize = memory.data(3096);

/** Fills the table at `table` for the affine point at `q`. Q has the prime order n, so that none of these sums is an exception. */
export function buildTable(table: usize, q: usize): void {
  setAffine(points, q);
  for (let window: usize = 1; window < WINDOWS; window += 1) {
    const base = points + window * POINT_BYTES;
    memory.copy(base, base - POINT_BYTES, POINT_BYTES);
    for (let bit = 0; bit < 6; bit += 1) double(base);
  }
  storeAffine(bases, WINDOWS);
  for (let window: usize = 0; window < WINDOWS; window += 1) {
    loadEntry(affine, bases + window * ENTRY_BYTES, false);
    let point = points + window * MULTIPLES * POINT_BYTES;
    setAffine(point, affine);
    for (let multiple: usize = 2; multiple <= MULTIPLES; multiple += 1) {
      memory.copy(point + POINT_BYTES, point, POINT_BYTES);
      point += POINT_BYTES;
      if (multiple === 2) double(point);
      else addAffine(point, affine);
    }
  }
  storeAffine(table, WINDOWS * MULTIPLES);
}

/** The entry at `entry` as an affine point, or its opposite. */
export function loadEntry(out: usize, entry: usize, isOpposite: bool): void {
  for (let limb: usize = 0; limb < 9; limb += 1) {
    const y = load<i32>(entry + 36 + limb * 4) as i64;
    store<i64>(out + limb * 8, load<i32>(entry + limb * 4) as i64);
    store<i64>(out + 72 + limb * 8, isOpposite ? -y : y);
  }
}

/** The first `count` of `points` as affine entries, with one inversion for all (Montgomery's trick). None may be infinity. */
function storeAffine(entries: usize, count: usize): void {
  memory.copy(products, points + 144, 72);
  for (let at: usize = 1; at < count; at += 1) {
    multiply(products + at * 72, products + (at - 1) * 72, points + at * POINT_BYTES + 144);
  }
  invert(inverse, products + (count - 1) * 72);
  for (let at = count - 1; at > 0; at -= 1) {
    // 1 / Z of this point; `inverse` becomes that of the product of those before it.
    multiply(affine, inverse, products + (at - 1) * 72);
    multiply(inverse, inverse, points + at * POINT_BYTES + 144);
    storeEntry(entries + at * ENTRY_BYTES, points + at * POINT_BYTES, affine);
  }
  storeEntry(entries, points, inverse);
}

/** x = X/Z², y = Y/Z³. */
function storeEntry(entry: usize, point: usize, inverseOfZ: usize): void {
  multiply(square, inverseOfZ, inverseOfZ);
  multiply(point, point, square);
  multiply(square, square, inverseOfZ);
  multiply(point + 72, point + 72, square);
  for (let limb: usize = 0; limb < 18; limb += 1) store<i32>(entry + limb * 4, load<i64>(point + limb * 8) as i32);
}
