import { add, carry, multiply, settle, subtract, UNIT } from './field';

/**
 * Points of the curve y² = x³ - 3x + b. Jacobian: X, Y, Z at 0, 72 and 144, for x = X/Z², y = Y/Z³. Affine: x and y at 0 and 72.
 * The sum of a point and itself, its opposite, or infinity comes out with Z = 0 modulo p, and from there on Z stays 0: whoever
 * finds Z = 0 at the end knows that the sum was not computed, and asks elsewhere.
 */
export const POINT_BYTES: usize = 216;
const Y: usize = 72;
const Z: usize = 144;

const zz: usize = memory.data(72);
const h: usize = memory.data(72);
const hh: usize = memory.data(72);
const r: usize = memory.data(72);
const v: usize = memory.data(72);

/** p = q. */
export function setAffine(p: usize, q: usize): void {
  memory.copy(p, q, Z);
  memory.copy(p + Z, UNIT, 72);
}

/**
 * p = p + q, q affine and not infinity. With |q| < 1.5 in both coordinates (units of 2^256, see field.ts), |X| < 3.5, |Y| < 1.6 and
 * |Z| < 1.2 hold before and after: R² - H³ - 2V lies between -3.4 and 1.7, and no product is above 21.
 */
export function addAffine(p: usize, q: usize): void {
  multiply(zz, p + Z, p + Z);
  multiply(h, q, zz);
  subtract(h, h, p);
  multiply(zz, zz, p + Z);
  multiply(r, q + Y, zz);
  subtract(r, r, p + Y);
  multiply(p + Z, p + Z, h);
  multiply(hh, h, h);
  multiply(v, p, hh);
  multiply(hh, hh, h);
  multiply(p, r, r);
  subtract(p, p, hh);
  subtract(p, p, v);
  subtract(p, p, v);
  carry(p);
  subtract(v, v, p);
  multiply(v, v, r);
  multiply(hh, hh, p + Y);
  subtract(p + Y, v, hh);
  carry(p + Y);
}

/** p = 2p. Takes and gives coordinates between -0.5 and 1.5. */
export function double(p: usize): void {
  multiply(zz, p + Z, p + Z);
  subtract(h, p, zz);
  add(r, p, zz);
  // r = 3(X - Z²)(X + Z²), v = 4XY², hh = 8Y⁴.
  multiply(h, h, r);
  add(r, h, h);
  add(r, r, h);
  carry(r);
  multiply(hh, p + Y, p + Y);
  multiply(v, p, hh);
  twice(v);
  twice(v);
  multiply(hh, hh, hh);
  twice(hh);
  twice(hh);
  twice(hh);
  multiply(p + Z, p + Y, p + Z);
  twice(p + Z);
  settle(p + Z);
  multiply(p, r, r);
  subtract(p, p, v);
  subtract(p, p, v);
  settle(p);
  subtract(v, v, p);
  carry(v);
  multiply(p + Y, v, r);
  subtract(p + Y, p + Y, hh);
  settle(p + Y);
}

function twice(a: usize): void {
  add(a, a, a);
}
