import {
  add,
  bytes32,
  G,
  inverse,
  mod,
  multiply,
  n,
  opposite,
  type Point,
  p,
  pointAt,
  pointBytes,
  type Signature,
  signDigest,
  toBigInt,
} from '../support/sm2-reference.js';
import { rawOf, spkiOf } from './der.js';
import { concat, DEFAULT_ID, hex, keyOf, made, scalarOf, type TestKey } from './signing.js';
import { acceptable, type Group, invalid, type Vector, valid } from './vector.js';

const key = keyOf(scalarOf('sm2 vectors: key for digests'));
const Q = pointOf(key);

function pointOf({ point }: TestKey): Point {
  return { x: toBigInt(point.subarray(1, 33)), y: toBigInt(point.subarray(33)) };
}

const group = (point: Uint8Array, ...vectors: Vector[]): Group => ({
  ...{ type: 'Sm2DigestVerify', spki: spkiOf(point), userId: DEFAULT_ID, vectors },
});

/** For any s and t: r = t - s, and the e for which that is a signature by the key, whose scalar need not be known. */
function signedFor(point: Point, s: bigint, t: bigint): { e: Uint8Array; signature: Signature } {
  const sum = made(add(multiply(s, G), multiply(t, point)));
  const r = mod(t - s, n);
  return { e: bytes32(mod(r - sum.x, n)), signature: { r, s } };
}

function twins(comment: string, point: Point, s: bigint, t: bigint): Vector[] {
  const { e, signature } = signedFor(point, s, t);
  const off = { r: signature.r, s: signature.s === n - 1n ? signature.s - 1n : signature.s + 1n };
  return [
    valid(comment, e, rawOf(signature), 'EdgeArithmetic'),
    invalid(`${comment}; s off by 1`, e, rawOf(off), 'EdgeArithmetic', 'ModifiedInteger'),
  ];
}

function specialDigests(): Vector[] {
  const digests: Readonly<Record<string, bigint>> = {
    '0': 0n,
    '1': 1n,
    'n-1': n - 1n,
    n: n,
    'n+1': n + 1n,
    p: p,
    '2^255': 1n << 255n,
    '2^256-1': (1n << 256n) - 1n,
  };
  return Object.entries(digests).flatMap(([name, e]) => {
    const { r, s } = made(signDigest(key.d, scalarOf(`nonce of e ${name}`), e));
    return [
      valid(`e = ${name}`, bytes32(e), rawOf({ r, s }), 'SpecialHash'),
      invalid(`e = ${name}, s plus 1`, bytes32(e), rawOf({ r, s: mod(s + 1n, n) }), 'SpecialHash', 'ModifiedInteger'),
    ];
  });
}

/** The factors of G and Q at the ends of their range, and where signed and windowed forms turn. */
function specialFactors(): Vector[] {
  const factors: Readonly<Record<string, bigint>> = {
    '1': 1n,
    '2': 2n,
    '2^32': 1n << 32n,
    '2^128-1': (1n << 128n) - 1n,
    '2^255': 1n << 255n,
    '(n-1)/2': (n - 1n) / 2n,
    '(n+1)/2': (n + 1n) / 2n,
    'n-2': n - 2n,
    'n-1': n - 1n,
  };
  return Object.entries(factors).flatMap(([sName, s]) =>
    Object.entries(factors)
      // s = t would make r zero.
      .filter(([, t]) => s !== t)
      .flatMap(([tName, t]) => twins(`s = ${sName}, t = ${tName}`, Q, s, t)),
  );
}

/** r at the ends of its range. */
function specialR(): Vector[] {
  const s = scalarOf('s beside a special r');
  return [1n, 2n, n - 1n, n - 2n].flatMap((r, index) =>
    twins(`r = ${['1', '2', 'n-1', 'n-2'][index]}`, Q, s, mod(r + s, n)),
  );
}

/** Faults that pass where a step of §7.1 is left out. */
function missingSteps(): Vector[] {
  const s = scalarOf('s of missing steps');
  const r = n - s;
  const x = made(multiply(s, G)).x;
  const t = scalarOf('t of missing steps');
  const zeroR = made(add(multiply(t, G), multiply(t, Q))).x;
  const onlyQ = made(multiply(t, Q)).x;
  const e = scalarOf('e of missing steps');
  const vanishing = mod(-e * key.d * inverse(1n + key.d, n), n);
  return [
    invalid('t = 0 and sG has the right x', bytes32(mod(r - x, n)), rawOf({ r, s }), 'ZeroSum'),
    invalid('r = 0 and the sum has the right x', bytes32(mod(-zeroR, n)), rawOf({ r: 0n, s: t }), 'RangeCheck'),
    invalid('r = n and the sum has the right x', bytes32(mod(-zeroR, n)), rawOf({ r: n, s: t }), 'RangeCheck'),
    invalid('s = 0 and tQ has the right x', bytes32(mod(t - onlyQ, n)), rawOf({ r: t, s: 0n }), 'RangeCheck'),
    invalid('s = n and tQ has the right x', bytes32(mod(t - onlyQ, n)), rawOf({ r: t, s: n }), 'RangeCheck'),
    invalid('the sum is infinity, r = e', bytes32(e), rawOf({ r: e, s: vanishing }), 'InfinitySum'),
    invalid('r = e = 0, s = 0', bytes32(0n), rawOf({ r: 0n, s: 0n }), 'RangeCheck'),
    invalid('the right x, but not reduced', ...unreduced(), 'RangeCheck'),
  ];
}

/** r between n and 2^256: what it would be without the last reduction. */
function unreduced(): [e: Uint8Array, signature: Uint8Array] {
  const s = scalarOf('s of the unreduced');
  const small = 5n;
  const { e } = signedFor(Q, s, mod(small + s, n));
  return [e, rawOf({ r: small + n, s })];
}

/** x1 from n to p - 1: one point in 2^128, so that its multiple of G is not known; the key is made to fit it. */
function wrapping(): Group[] {
  return wrappingPoints().map((sum, index) => {
    const [s, t] = [scalarOf(`s of wrapping ${index}`), scalarOf(`t of wrapping ${index}`)];
    const point = made(multiply(inverse(t, n), made(add(sum, opposite(made(multiply(s, G)))))));
    const r = mod(t - s, n);
    const e = mod(r - sum.x, n);
    const name = `x1 is n or more, number ${index + 1}`;
    return group(
      pointBytes(point),
      valid(name, bytes32(e), rawOf({ r, s }), 'WrappingX'),
      invalid(`${name}; reduced by p - n too much`, bytes32(mod(e + (p - n), n)), rawOf({ r, s }), 'WrappingX'),
      invalid(`${name}; s plus 1`, bytes32(e), rawOf({ r, s: mod(s + 1n, n) }), 'WrappingX', 'ModifiedInteger'),
    );
  });
}

function wrappingPoints(): Point[] {
  const found: Point[] = [];
  for (let x = n; found.length < 3; x += 1n) found.push(...[pointAt(x) ?? []].flat());
  for (let x = p - 1n; found.length < 5; x -= 1n) found.push(...[pointAt(x) ?? []].flat());
  return found;
}

/** x1 below p - n: x1 + n is then below p too, and whoever looks for either finds the wrong one. */
function belowWrapping(): Group[] {
  const sum = made([1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n].map(pointAt).find((point) => point !== undefined));
  const [s, t] = [scalarOf('s below wrapping'), scalarOf('t below wrapping')];
  const point = made(multiply(inverse(t, n), made(add(sum, opposite(made(multiply(s, G)))))));
  const r = mod(t - s, n);
  return [
    group(
      pointBytes(point),
      valid('x1 is below p - n', bytes32(mod(r - sum.x, n)), rawOf({ r, s }), 'WrappingX'),
      invalid('x1 is below p - n; s plus 1', bytes32(mod(r - sum.x, n)), rawOf({ r, s: s + 1n }), 'WrappingX'),
    ),
  ];
}

/** Where adding sG and tQ is doubling, or gives infinity, or meets G itself. */
function meetingPoints(): Group[] {
  const s = scalarOf('s of meeting points');
  const t = scalarOf('t of meeting points');
  const fits = (factor: bigint) => keyOf(mod(factor * inverse(t, n), n));
  const doubling = fits(s);
  const infinite = fits(n - s);
  const r = mod(t - s, n);
  return [
    group(doubling.point, ...twins('sG = tQ', pointOf(doubling), s, t)),
    group(infinite.point, invalid('sG = -tQ, r = e', bytes32(r), rawOf({ r, s }), 'InfinitySum')),
    group(fits(mod(1n - s, n)).point, ...twins('the sum is G', pointOf(fits(mod(1n - s, n))), s, t)),
    group(fits(mod(-1n - s, n)).point, ...twins('the sum is -G', pointOf(fits(mod(-1n - s, n))), s, t)),
    group(pointBytes(G), ...twins('the key is G', G, s, t), ...twins('the key is G, s = 1, t = 2', G, 1n, 2n)),
    group(pointBytes(made(multiply(2n, G))), ...twins('the key is 2G, s = 2, t = 1', made(multiply(2n, G)), 2n, 1n)),
    oppositeOfBase(s, t),
  ];
}

/** d = n - 1 is no private key, and every s is good beside the same r: §6.1 of GB/T 32918.1 leaves d out, §7.1 of 32918.2 lets Q in. */
function oppositeOfBase(s: bigint, t: bigint): Group {
  const { e, signature } = signedFor(opposite(G), s, t);
  return group(
    pointBytes(opposite(G)),
    acceptable('the key is -G', e, rawOf(signature), 'ExtremeKey'),
    acceptable('the key is -G, another s', e, rawOf({ r: signature.r, s: mod(s + 7n, n) }), 'ExtremeKey'),
    invalid('the key is -G, e plus 1', bytes32(mod(toBigInt(e) + 1n, n)), rawOf(signature), 'ExtremeKey'),
  );
}

/** Coordinates that fit 32 octets a second time, plus p: the point is of the curve, its writing is not. */
function secondWritings(): Group[] {
  const small = [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n].map(pointAt).filter((point) => point !== undefined);
  return small.flatMap((point) => {
    const [s, t] = [scalarOf(`s of x ${point.x}`), scalarOf(`t of x ${point.x}`)];
    const { e, signature } = signedFor(point, s, t);
    const again = concat(hex('04'), bytes32(point.x + p), bytes32(point.y));
    return [
      group(pointBytes(point), valid(`the key has x = ${point.x}`, e, rawOf(signature), 'EdgePoint')),
      group(again, invalid(`x = ${point.x} + p`, e, rawOf(signature), 'InvalidPublicKey')),
    ];
  });
}

export function digests(): Group[] {
  return [
    group(key.point, ...specialDigests(), ...specialFactors(), ...specialR(), ...missingSteps()),
    ...wrapping(),
    ...belowWrapping(),
    ...meetingPoints(),
    ...secondWritings(),
  ];
}
