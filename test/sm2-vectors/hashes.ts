import { createHash } from 'node:crypto';
import { G, inverse, mod, multiply, n, type Signature, signDigest, toBigInt } from '../support/sm2-reference.js';
import { derOf, spkiOf } from './der.js';
import {
  concat,
  DEFAULT_ID,
  digestOf,
  hashOf,
  hex,
  keyOf,
  made,
  parametersOf,
  scalarOf,
  signatureOf,
  signMessage,
  text,
  zOf,
} from './signing.js';
import { type Group, invalid, type Vector, valid } from './vector.js';

const key = keyOf(scalarOf('sm2 vectors: key for special hashes'));
const message = text('e = SM3(Z, M)');

/** Messages of eight octets, found by trying 2^32 and more of them, whose e under this key has a word of zeros or of ones. */
const SPECIAL_HASHES: Readonly<Record<string, string>> = {
  '0000000004cfa109': 'e ends with 32 zero bits',
  '00000000077589ea': 'word 3 of e is all ones, number 1',
  '000000003686c11b': 'word 2 of e is zero',
  '000000004902d6a1': 'word 3 of e is all ones, number 2',
  '00000000506c716b': 'e of at least n, number 1',
  '000000005c32b8c1': 'word 7 of e is zero',
  '00000000660cb91a': 'word 5 of e is all ones',
  '00000000700391d1': 'word 6 of e is zero',
  '000000007bf5bd07': 'word 5 of e is zero',
  '000000009972b554': 'e of at least n, number 2',
  '00000000a43217d7': 'e below 2^224',
  '00000000ab15bdc1': 'word 8 of e is all ones, number 1',
  '00000000acd27bf1': 'word 4 of e is all ones',
  '00000000ba1ade8c': 'word 8 of e is all ones, number 2',
};

function special(): Vector[] {
  return Object.entries(SPECIAL_HASHES).flatMap(([digits, comment]) => {
    const rare = hex(digits);
    const signature = signatureOf(key, digestOf(key.point, rare), digits);
    const other = { r: signature.r, s: mod(signature.s + 1n, n) };
    return [
      valid(comment, rare, derOf(signature), 'SpecialHash'),
      invalid(`${comment}, s plus 1`, rare, derOf(other), 'SpecialHash', 'ModifiedInteger'),
    ];
  });
}

/** Around the block of SM3, 64 octets of which Z takes 32. */
function lengths(): Vector[] {
  return [0, 1, 23, 24, 31, 32, 33, 87, 88, 96, 1000].flatMap((length) => {
    const long = new Uint8Array(length).fill(0x61);
    const signature = derOf(signMessage(key, long, `length ${length}`));
    return [
      valid(`a message of ${length} octets`, long, signature, 'MessageLength'),
      invalid(`a message of ${length + 1} octets`, concat(long, hex('00')), signature, 'WrongMessage'),
    ];
  });
}

/** Nonces whose points are known to everybody; they give the key away, but not to who verifies. */
function nonces(): Vector[] {
  const e = digestOf(key.point, message);
  const small: Readonly<Record<string, bigint>> = { '1': 1n, '2': 2n, '3': 3n, 'n-1': n - 1n, 'n-2': n - 2n };
  return Object.entries(small).flatMap(([name, k]) => {
    const { r, s } = made(signDigest(key.d, k, e));
    return [
      valid(`nonce ${name}`, message, derOf({ r, s }), 'SpecialNonce'),
      invalid(`nonce ${name}, r plus 1`, message, derOf({ r: mod(r + 1n, n), s }), 'SpecialNonce', 'ModifiedInteger'),
    ];
  });
}

/** sG + tQ is infinity where s(1 + d) = -rd; r is what passes where x1 of infinity is then taken for a number. */
function infinities(): Vector[] {
  const e = mod(digestOf(key.point, message), n);
  const vanishing = (r: bigint): Uint8Array => derOf({ r, s: mod(-r * key.d * inverse(1n + key.d, n), n) });
  return [
    invalid('sG + tQ is infinity, r = e', message, vanishing(e), 'InfinitySum'),
    invalid('sG + tQ is infinity, r = e + 1', message, vanishing(mod(e + 1n, n)), 'InfinitySum'),
    invalid('sG + tQ is infinity, r = e + Gx', message, vanishing(mod(e + G.x, n)), 'InfinitySum'),
    invalid('sG + tQ is infinity, r = 1', message, vanishing(1n), 'InfinitySum'),
  ];
}

/** Good signatures of another e. */
function otherHashes(): Vector[] {
  const z = zOf(key.point);
  const digestWith = (name: string, ...parts: readonly Uint8Array[]) =>
    toBigInt(
      createHash(name)
        .update(concat(...parts))
        .digest(),
    );
  const parameters = parametersOf(key.point);
  const zFrom = (...parts: readonly Uint8Array[]) => toBigInt(hashOf(hashOf(...parts, parameters), message));
  const e = digestOf(key.point, message);
  const reversed = toBigInt(hashOf(z, message).reverse());
  const others: Readonly<Record<string, bigint>> = {
    'e = SM3(M), no Z': toBigInt(hashOf(message)),
    'e = SM3(SM3(M))': toBigInt(hashOf(hashOf(message))),
    'e = SM3(Z‖SM3(M))': toBigInt(hashOf(z, hashOf(message))),
    'e = SM3(M‖Z)': toBigInt(hashOf(message, z)),
    'e = SM3(SM3(Z‖M))': toBigInt(hashOf(hashOf(z, message))),
    'e = SHA-256(Z‖M)': digestWith('sha256', z, message),
    'e = SHA-256(M)': digestWith('sha256', message),
    'e with its octets in reverse': reversed,
    'e = 0': 0n,
    'e cut to 255 bits': e >> 1n,
    'e plus 1': e + 1n,
    'Z without ENTL': zFrom(DEFAULT_ID),
    'Z without ENTL and the id': zFrom(),
    'ENTL in octets': zFrom(hex('0010'), DEFAULT_ID),
    'ENTL with its octets in reverse': zFrom(hex('8000'), DEFAULT_ID),
    'Z of an empty id': toBigInt(hashOf(zOf(key.point, new Uint8Array()), message)),
    'Z of another id': toBigInt(hashOf(zOf(key.point, text('8765432187654321')), message)),
    'Z of another key': toBigInt(hashOf(zOf(keyOf(2n).point), message)),
  };
  return Object.entries(others).map(([comment, other]) =>
    invalid(comment, message, derOf(signatureOf(key, other, comment)), 'WrongHash'),
  );
}

/** Good signatures by the equations of other algorithms, or by slips in those of SM2. */
function otherEquations(): Vector[] {
  const k = scalarOf('nonce of other equations');
  const e = digestOf(key.point, message);
  const { x, y } = made(multiply(k, G));
  const r = mod(e + x, n);
  const ecdsa = (hash: bigint): Signature => ({ r: mod(x, n), s: mod(inverse(k, n) * (hash + x * key.d), n) });
  const sm2 = (from: bigint): Signature => ({ r: from, s: mod(inverse(1n + key.d, n) * (k - from * key.d), n) });
  const others: Readonly<Record<string, Signature>> = {
    'ECDSA over SM3(Z‖M)': ecdsa(e),
    'ECDSA over SM3(M)': ecdsa(toBigInt(hashOf(message))),
    'ECDSA over SHA-256(M)': ecdsa(toBigInt(createHash('sha256').update(message).digest())),
    'r = x1': sm2(mod(x, n)),
    'r = e + y1': sm2(mod(e + y, n)),
    'r = e - x1': sm2(mod(e - x, n)),
    'r = x1 - e': sm2(mod(x - e, n)),
    'r = e': sm2(mod(e, n)),
    's = k - rd': { r, s: mod(k - r * key.d, n) },
    's = (k - rd) / d': { r, s: mod(inverse(key.d, n) * (k - r * key.d), n) },
    's = (k + rd) / (1 + d)': { r, s: mod(inverse(1n + key.d, n) * (k + r * key.d), n) },
    's = k + rd': { r, s: mod(k + r * key.d, n) },
    'x1 in place of r, k in place of s': { r: mod(x, n), s: k },
  };
  return Object.entries(others).map(([comment, other]) => invalid(comment, message, derOf(other), 'WrongEquation'));
}

/** All that is about e, the nonce and the equation, under one key. */
export function hashes(): Group {
  return {
    type: 'Sm2Verify',
    spki: spkiOf(key.point),
    userId: DEFAULT_ID,
    vectors: [
      valid('the good twin', message, derOf(signMessage(key, message, 'hashes')), 'Twin'),
      ...special(),
      ...lengths(),
      ...nonces(),
      ...infinities(),
      ...otherHashes(),
      ...otherEquations(),
    ],
  };
}
