import { derToRaw } from '../../../pki/sm2/signature-encoding.js';
import { bytes32, mod, n, p, toBigInt } from '../../support/sm2-reference.js';
import type { Random } from '../support/random.js';
import { derOf } from '../support/signature-forms.js';
import { appended, edited, flipped, withLongLength } from '../support/tamper.js';
import { randomKey } from './random-key.js';
import type { SignedMessage } from './signed-message.js';

type Mutation = (signed: SignedMessage, random: Random) => Partial<SignedMessage>;

/** Where x and y stand in a SubjectPublicKeyInfo. */
const [X, Y, END] = [27, 59, 91];

/** Another pair (r, s), as DER. */
const pair =
  (change: (r: bigint, s: bigint, random: Random) => readonly [bigint, bigint]): Mutation =>
  ({ signature }, random) => {
    const raw = derToRaw(signature);
    if (raw === undefined) throw new TypeError('the signature before the mutation is no DER');
    const [r, s] = [toBigInt(raw.subarray(0, 32)), toBigInt(raw.subarray(32))];
    return { signature: derOf(...change(r, s, random)) };
  };

/** Another writing of the signature. */
const form =
  (change: (der: Uint8Array, random: Random) => Uint8Array): Mutation =>
  ({ signature }, random) => ({ signature: change(signature, random) });

const scalar = (random: Random): bigint => 1n + mod(toBigInt(random.bytes(40)), n - 1n);
const padded = (der: Uint8Array, half: number): Uint8Array =>
  edited(der, [half], (integer) => Uint8Array.of(2, (integer[1] ?? 0) + 1, 0, ...integer.subarray(2)));

/** Every one of these makes of a good signature one that GB/T 32918.2 §7 and DER refuse. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'signature: a bit': form((der, random) => flipped(der, random.below(der.length), random.below(8))),
  'signature: two bits of s': form((der, random) => flipped(flipped(der, -1), -2 - random.below(20), random.below(8))),
  'signature: cut off': form((der, random) => der.subarray(0, random.below(der.length))),
  'signature: a byte more': form((der, random) => Uint8Array.of(...der, random.below(256))),
  'signature: a byte more inside': form((der) => appended(der, Uint8Array.of(0))),
  'signature: a third INTEGER': form((der) => appended(der, Uint8Array.of(2, 1, 1))),
  'signature: r padded': form((der) => padded(der, 0)),
  'signature: s padded': form((der) => padded(der, 1)),
  'signature: long length': form(withLongLength),
  'signature: long length of r': form((der) => edited(der, [0], withLongLength)),
  'signature: indefinite length': form((der) => Uint8Array.of(0x30, 0x80, ...der.subarray(2), 0, 0)),
  'signature: another tag': form((der, random) => Uint8Array.of(0x31 + random.below(200), ...der.subarray(1))),
  'signature: raw': form((der) => derToRaw(der) ?? der),
  'signature: no bytes': form(() => new Uint8Array()),
  'signature: random bytes': form((_, random) => random.bytes(random.below(80))),
  'r and s: random': pair((_r, _s, random) => [scalar(random), scalar(random)]),
  'r and s: exchanged': pair((r, s) => (r === s ? [r, s + 1n] : [s, r])),
  'r: 0': pair((_, s) => [0n, s]),
  'r: n': pair((_, s) => [n, s]),
  'r: plus n': pair((r, s) => [r + n, s]),
  'r: plus p': pair((r, s) => [r + p, s]),
  'r: minus n': pair((r, s) => [r - n, s]),
  'r: opposite': pair((r, s) => [n - r, s]),
  'r: plus 1': pair((r, s) => [mod(r + 1n, n), s]),
  'r: 2^256 - 1': pair((_, s) => [(1n << 256n) - 1n, s]),
  's: 0': pair((r) => [r, 0n]),
  's: n': pair((r) => [r, n]),
  's: plus n': pair((r, s) => [r, s + n]),
  's: minus n': pair((r, s) => [r, s - n]),
  's: opposite': pair((r, s) => [r, n - s]),
  's: minus 1': pair((r, s) => [r, mod(s - 1n, n)]),
  's: n - r': pair((r) => [r, n - r]),
  'message: a bit': ({ message }, random) => ({
    message: message.length === 0 ? Uint8Array.of(0) : flipped(message, random.below(message.length), random.below(8)),
  }),
  'message: a byte more': ({ message }, random) => ({ message: Uint8Array.of(...message, random.below(256)) }),
  'message: a byte less': ({ message }) => ({
    message: message.length === 0 ? Uint8Array.of(0) : message.subarray(0, -1),
  }),
  'id: another letter': ({ userId }) => ({ userId: `${userId.startsWith('x') ? 'y' : 'x'}${userId.slice(1)}` }),
  'id: a letter more': ({ userId }) => ({ userId: `${userId}0` }),
  'key: another': (_, random) => ({ spki: randomKey(random).publicKey.spki }),
  'key: a bit of x or y': ({ spki }, random) => ({
    spki: flipped(spki, X + random.below(END - X), random.below(8)),
  }),
  'key: opposite': ({ spki }) => ({
    spki: Uint8Array.of(...spki.subarray(0, Y), ...bytes32(p - toBigInt(spki.subarray(Y)))),
  }),
  'key: x and y exchanged': ({ spki }) => ({
    spki: Uint8Array.of(...spki.subarray(0, X), ...spki.subarray(Y), ...spki.subarray(X, Y)),
  }),
  'key: cut off': ({ spki }, random) => ({ spki: spki.subarray(0, random.below(END)) }),
};
