import {
  add,
  b,
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
import { derOf, integer, SM2_CURVE, sequence, spkiOf, tlv } from './der.js';
import type { Flag } from './flags.js';
import { concat, DEFAULT_ID, digestOf, hashOf, hex, keyOf, made, scalarOf, signMessage, text, zOf } from './signing.js';
import { acceptable, type Group, invalid, type Vector, valid } from './vector.js';

const key = keyOf(scalarOf('sm2 vectors: key for points'));
const message = text('a public key is a point of the curve');
const good = derOf(signMessage(key, message, 'points'));
const [X, Y] = [key.point.subarray(1, 33), key.point.subarray(33)];
const parity = (Y[31] ?? 0) & 1;

const group = (spki: Uint8Array, vector: Vector): Group => ({
  ...{ type: 'Sm2Verify', spki, userId: DEFAULT_ID, vectors: [vector] },
});
/** Another key beside a signature that is good for the true one. */
const refused = (comment: string, spki: Uint8Array, ...flags: Flag[]): Group =>
  group(spki, invalid(comment, message, good, ...flags));
const tolerated = (comment: string, spki: Uint8Array, ...flags: Flag[]): Group =>
  group(spki, acceptable(comment, message, good, ...flags));
const at = (x: Uint8Array, y: Uint8Array): Uint8Array => concat(hex('04'), x, y);

/** SEC 1 §2.3.3; GB/T 32918.1 §4.2.9 has the same forms. */
function otherForms(): Group[] {
  const prefixed = (prefix: number, ...coordinates: readonly Uint8Array[]) =>
    spkiOf(concat(Uint8Array.of(prefix), ...coordinates));
  return [
    group(spkiOf(key.point), valid('the good twin', message, good, 'Twin')),
    tolerated('compressed', prefixed(2 + parity, X), 'CompressedPoint'),
    refused('compressed, the opposite point', prefixed(3 - parity, X), 'CompressedPoint', 'WrongKey'),
    tolerated('hybrid', prefixed(6 + parity, X, Y), 'HybridPoint'),
    refused('hybrid, the bit says the other y', prefixed(7 - parity, X, Y), 'HybridPoint', 'InvalidPublicKey'),
    ...[0x00, 0x01, 0x05, 0x08, 0xff].map((prefix) =>
      refused(`first octet ${prefix} of the point`, prefixed(prefix, X, Y), 'InvalidPublicKey'),
    ),
    ...Object.entries({
      'x‖y without 04': concat(X, Y),
      'the last octet of y missing': key.point.subarray(0, -1),
      'an octet after y': concat(key.point, hex('00')),
      'a zero octet before 04': concat(hex('00'), key.point),
      '04‖x': key.point.subarray(0, 33),
      'x only': X,
      'no octets': new Uint8Array(),
      'x and y of 33 octets': at(concat(hex('00'), X), concat(hex('00'), Y)),
      '04 alone': hex('04'),
      'compressed with y': concat(Uint8Array.of(2 + parity), X, Y),
    }).map(([comment, point]) => refused(`the point: ${comment}`, spkiOf(point), 'InvalidPublicKey')),
  ];
}

function otherPoints(): Group[] {
  const { x, y } = { x: toBigInt(X), y: toBigInt(Y) };
  const twist = firstTwistX();
  const points: Readonly<Record<string, Uint8Array>> = {
    'y plus 1': at(X, bytes32(y + 1n)),
    'x plus 1': at(bytes32(x + 1n), Y),
    'x and y exchanged': at(Y, X),
    'x 0': at(bytes32(0n), Y),
    'y 0': at(X, bytes32(0n)),
    'a point of the twist': at(bytes32(twist), Y),
    'x = p': at(bytes32(p), Y),
    'x = 2^256 - 1': at(bytes32((1n << 256n) - 1n), Y),
    'y = p': at(X, bytes32(p)),
    'y = 2^256 - 1': at(X, bytes32((1n << 256n) - 1n)),
    'all octets ff': at(bytes32((1n << 256n) - 1n), bytes32((1n << 256n) - 1n)),
    'the base point of P-256': hex(
      `04
      6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296
      4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5`.replaceAll(/\s/g, ''),
    ),
  };
  return [
    ...Object.entries(points).map(([comment, point]) => refused(comment, spkiOf(point), 'InvalidPublicKey')),
    refused('the opposite point', spkiOf(pointBytes(opposite({ x, y }))), 'WrongKey'),
    refused('twice the point', spkiOf(pointBytes(made(multiply(2n, { x, y })))), 'WrongKey'),
    refused('the base point', spkiOf(pointBytes(G)), 'WrongKey'),
    refused('the point plus the base point', spkiOf(pointBytes(made(add({ x, y }, G)))), 'WrongKey'),
  ];
}

/** The smallest x that no point of the curve has. */
function firstTwistX(): bigint {
  let x = 0n;
  while (pointAt(x) !== undefined) x += 1n;
  return x;
}

/**
 * Anybody can sign for a "key" whose even multiples vanish: with t = r + s even, sG + tQ is sG. So it is for y = 0, where doubling
 * gives infinity on every curve, and for infinity itself.
 */
function forgeries(): Group[] {
  const forged = (point: Uint8Array): Uint8Array => {
    const e = digestOf(point, message);
    for (let count = 0; ; count += 1) {
      const s = scalarOf(`forged ${count}`);
      const r = mod(e + made(multiply(s, G)).x, n);
      const sum = r + s;
      // Even both as it is and reduced mod n.
      if (r !== 0n && sum < n && sum % 2n === 0n) return derOf({ r, s });
    }
  };
  const zero = concat(hex('04'), new Uint8Array(64));
  const ofOrderTwo = [0n, 1n, 2n, p - 1n, p, p + 1n].map(bytes32);
  return [
    group(spkiOf(hex('00')), invalid('infinity', message, forged(zero), 'PointAtInfinity', 'Forgery')),
    group(
      spkiOf(concat(hex('00'), new Uint8Array(64))),
      invalid('infinity with 64 octets more', message, forged(zero), 'PointAtInfinity', 'Forgery'),
    ),
    ...ofOrderTwo.map((x, index) => {
      const point = at(x, bytes32(0n));
      const comment = `(x, 0) of order two on another curve, number ${index + 1}`;
      return group(spkiOf(point), invalid(comment, message, forged(point), 'InvalidPublicKey', 'Forgery'));
    }),
    group(spkiOf(at(bytes32(p), bytes32(p))), {
      ...invalid('(p, p)', message, forged(at(bytes32(p), bytes32(p))), 'InvalidPublicKey', 'Forgery'),
    }),
  ];
}

/** Explicit parameters of the curve with any base point and cofactor 1 (SEC 1 §C.2). */
function explicitParameters(base: Point): Uint8Array {
  const field = sequence(hex('0607 2a8648ce3d0101'), integer(p));
  const curve = sequence(tlv(0x04, bytes32(p - 3n)), tlv(0x04, bytes32(b)));
  return sequence(integer(1n), field, curve, tlv(0x04, pointBytes(base)), integer(n), integer(1n));
}

/** The attacker takes the key of another for a base point, for which the private key is 1. */
function signedWithBase(base: Point, z: Uint8Array): Signature {
  const e = toBigInt(hashOf(z, message));
  const k = scalarOf('nonce of another base point');
  const r = mod(e + made(multiply(k, base)).x, n);
  return { r, s: mod(inverse(2n, n) * (k - r), n) };
}

function otherInfos(): Group[] {
  const spki = spkiOf(key.point);
  const own: Point = { x: toBigInt(X), y: toBigInt(Y) };
  const P256 = hex('0608 2a8648ce3d030107');
  const algorithm = (oid: string, parameters = SM2_CURVE) => spkiOf(key.point, parameters, hex(oid));
  const bits = (unused: number) => sequence(spki.subarray(2, 23), tlv(0x03, Uint8Array.of(unused), key.point));
  const swapped = (base: Point, z: Uint8Array, comment: string) =>
    group(
      spkiOf(key.point, explicitParameters(base)),
      invalid(comment, message, derOf(signedWithBase(base, z)), 'ExplicitParameters', 'Forgery'),
    );
  return [
    tolerated('explicit parameters of the SM2 curve', spkiOf(key.point, explicitParameters(G)), 'ExplicitParameters'),
    swapped(own, zOf(key.point), 'explicit parameters whose base point is the key'),
    swapped(own, zOf(key.point, DEFAULT_ID, own), 'explicit parameters whose base point is the key, in Z too'),
    refused('the curve is named P-256', spkiOf(key.point, P256), 'WrongCurve'),
    refused('the curve is named secp256k1', spkiOf(key.point, hex('0605 2b8104000a')), 'WrongCurve'),
    refused('no parameters', spkiOf(key.point, new Uint8Array()), 'InvalidPublicKeyInfo'),
    refused('NULL parameters', spkiOf(key.point, hex('0500')), 'InvalidPublicKeyInfo'),
    refused('the algorithm is rsaEncryption', algorithm('0609 2a864886f70d010101'), 'InvalidPublicKeyInfo'),
    refused('the algorithm is Ed25519', algorithm('0603 2b6570'), 'InvalidPublicKeyInfo'),
    refused('an octet cut off', spki.subarray(0, -1), 'InvalidPublicKeyInfo'),
    refused('no octets', new Uint8Array(), 'InvalidPublicKeyInfo'),
    refused('a BIT STRING with an unused bit', bits(1), 'InvalidPublicKeyInfo'),
    refused('a BIT STRING with eight unused bits', bits(8), 'InvalidPublicKeyInfo'),
    refused('an octet after the end', concat(spki, hex('00')), 'InvalidPublicKeyInfo'),
    refused('a length of one octet more', concat(hex('308159'), spki.subarray(2)), 'InvalidPublicKeyInfo'),
    refused('indefinite length', concat(hex('3080'), spki.subarray(2), hex('0000')), 'InvalidPublicKeyInfo'),
    refused('the point only', key.point, 'InvalidPublicKeyInfo'),
  ];
}

/** Keys that are no key of the curve, or no key that GB/T 32918.1 §6.2 lets pass. */
export function points(): Group[] {
  return [...otherForms(), ...otherPoints(), ...forgeries(), ...otherInfos()];
}

/** Private keys at the ends of 1..n-2. */
export function extremeKeys(): Group[] {
  return [1n, 2n, 3n, (n - 1n) / 2n, n - 3n, n - 2n].flatMap((d, index) => {
    const extreme = keyOf(d);
    const names = ['1', '2', '3', '(n-1)/2', 'n-3', 'n-2'];
    const signature = made(signDigest(d, scalarOf(`nonce of d ${index}`), digestOf(extreme.point, message)));
    return {
      type: 'Sm2Verify' as const,
      spki: spkiOf(extreme.point),
      userId: DEFAULT_ID,
      vectors: [
        valid(`private key ${names[index]}`, message, derOf(signature), 'ExtremeKey'),
        invalid(
          `private key ${names[index]}, s plus 1`,
          message,
          derOf({ r: signature.r, s: mod(signature.s + 1n, n) }),
          'ExtremeKey',
          'ModifiedInteger',
        ),
      ],
    };
  });
}
