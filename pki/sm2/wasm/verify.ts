import { fromBytes, isZero, multiply, subtract } from './field';
import { addAffine, setAffine } from './point';
import { addNBelowP, differenceModN, isZeroScalar, readScalar, sumModN } from './scalar';
import { buildTable, loadEntry, TABLE_BYTES, WINDOW_BYTES, WINDOWS } from './table';

/** Where the caller puts big-endian numbers of 32 bytes: x and y of a point for `build`; e, r and s for `verify`. */
export const input: usize = memory.data(96);

const FALSE = 0;
const TRUE = 1;
const UNDECIDED = 2;

const point: usize = memory.data(144);
const e: usize = memory.data(40);
const r: usize = memory.data(40);
const s: usize = memory.data(40);
const t: usize = memory.data(40);
const total: usize = memory.data(216);
const addend: usize = memory.data(144);
const square: usize = memory.data(72);
const expected: usize = memory.data(72);
let isInfinity: bool = true;

/** Fills the table of this slot for the point at `input`, which must lie on the curve. Slot 0 is for the base point. */
export function build(slot: i32): void {
  readScalar(t, input);
  fromBytes(point, t);
  readScalar(t, input + 32);
  fromBytes(point + 72, t);
  buildTable(tableOf(slot), point);
}

/**
 * GB/T 32918.2 §7.1 from step B5 for e, r, s at `input` and the key of this slot: 1 where r = e + x of s·G + t·Q modulo n, 0 where
 * not, 2 where an addition met one of its exceptions and the answer must be had elsewhere. r and s must lie in 1..n-1.
 */
export function verify(slot: i32): i32 {
  readScalar(e, input);
  readScalar(r, input + 32);
  readScalar(s, input + 64);
  sumModN(t, r, s);
  if (isZeroScalar(t)) return FALSE;
  isInfinity = true;
  addProduct(tableOf(0), s);
  addProduct(tableOf(slot), t);
  multiply(square, total + 144, total + 144);
  if (isZero(square)) return UNDECIDED;
  differenceModN(e, r, e);
  if (isX(e)) return TRUE;
  return addNBelowP(e) && isX(e) ? TRUE : FALSE;
}

/** Adds the product of the scalar and the table's point to `total`. */
function addProduct(table: usize, scalar: usize): void {
  let over: i32 = 0;
  for (let window: usize = 0; window < WINDOWS; window += 1) {
    const bit = window * 6;
    // Digits -31..32: what is above 32 takes 64 from the next one. The top one has four bits and takes nothing.
    let digit = ((((load<u16>(scalar + (bit >> 3)) as u32) >> ((bit & 7) as u32)) & 63) as i32) + over;
    over = digit > 32 ? 1 : 0;
    digit -= over << 6;
    if (digit !== 0) addMultiple(table + window * WINDOW_BYTES, digit);
  }
}

function addMultiple(multiples: usize, digit: i32): void {
  const size = digit < 0 ? -digit : digit;
  loadEntry(addend, multiples + ((size - 1) as usize) * 72, digit < 0);
  if (isInfinity) setAffine(total, addend);
  else addAffine(total, addend);
  isInfinity = false;
}

/** Whether `total`, whose Z² is in `square`, has this x: X = x·Z² saves the inversion. */
function isX(x: usize): bool {
  fromBytes(expected, x);
  multiply(expected, expected, square);
  subtract(expected, expected, total);
  return isZero(expected);
}

function tableOf(slot: i32): usize {
  return __heap_base + (slot as usize) * TABLE_BYTES;
}
