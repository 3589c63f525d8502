import { generateKeyPairSync } from 'node:crypto';
import { PkiError } from '../errors.js';
import { sm3, sm3Hex } from '../sm3.js';
import { processAccelerator } from './accelerated.js';
import type { Accelerator } from './load-accelerator.js';
import { refuseEcTyped } from './native.js';
import { Sm2PrivateKey } from './private-key.js';
import { Sm2PublicKey } from './public-key.js';

// GB/T 32918.5 annex A.2.
const SCALAR = Buffer.from('3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8', 'hex');
const POINT = Buffer.from(
  '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020' +
    'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
  'hex',
);
const MESSAGE = Buffer.from('message digest');
const TAMPERED = Buffer.from('message digesT');
const SIGNATURE = Buffer.from(
  'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3' +
    'b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
  'hex',
);
// GB/T 32905 annex A.1.
const SM3_ABC = '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0';

/** What the test tries; tests of the test hand in broken ones. */
export interface Sm2Parts {
  readonly sm3Hex: (...parts: Uint8Array[]) => string;
  readonly verify: (point: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  readonly sign: (scalar: Uint8Array, message: Uint8Array) => Uint8Array;
  readonly acceptsEcTypedKey: () => boolean;
  /** Absent where verification goes through OpenSSL alone. */
  readonly accelerator?: Accelerator | undefined;
}

const ofThisProcess = (): Sm2Parts => ({
  sm3Hex,
  verify: (point, message, signature) => Sm2PublicKey.fromPoint(point).verifyRaw(message, signature),
  sign: (scalar, message) => Sm2PrivateKey.fromScalar(scalar).signRaw(message),
  acceptsEcTypedKey,
  accelerator: processAccelerator(),
});

/**
 * Known answers, to be asked once before the first key is used: some builds of OpenSSL have no SM2, and some calls of node
 * are ECDSA under its name. Throws SM2_SELF_TEST_FAILED; a process that gets it must not start.
 */
export function assertSm2Works(parts: Sm2Parts = ofThisProcess()): void {
  check('SM3 of "abc"', () => parts.sm3Hex(Buffer.from('abc')) === SM3_ABC);
  check('the published signature', () => parts.verify(POINT, MESSAGE, SIGNATURE));
  check('another message', () => !parts.verify(POINT, TAMPERED, SIGNATURE));
  check('a signature of our own', () => parts.verify(POINT, MESSAGE, parts.sign(SCALAR, MESSAGE)));
  check('our signature, another message', () => !parts.verify(POINT, TAMPERED, parts.sign(SCALAR, MESSAGE)));
  check('a key that would sign ECDSA', () => !parts.acceptsEcTypedKey());
  if (parts.accelerator !== undefined) checkAccelerator(parts.accelerator);
}

/** The published signature, and OpenSSL's under a key of its own: true as they are, false with any of their parts changed. */
function checkAccelerator(accelerator: Accelerator): void {
  const other = Sm2PrivateKey.generate();
  const samples: readonly [string, Sm2PublicKey, Uint8Array][] = [
    ['the published signature', Sm2PublicKey.fromPoint(POINT), SIGNATURE],
    ['a signature of OpenSSL', other.publicKey, other.signRaw(MESSAGE)],
  ];
  for (const [what, key, signature] of samples) {
    const answers = (message: Uint8Array, signature64: Uint8Array) =>
      accelerator.verify(accelerator.testSlot, sm3(key.z, message), signature64);
    check(`${what}, accelerated`, () => {
      accelerator.build(accelerator.testSlot, key.point);
      return answers(MESSAGE, signature) === true;
    });
    check(`${what}, accelerated, another message`, () => answers(TAMPERED, signature) === false);
    check(`${what}, accelerated, another r`, () => answers(MESSAGE, flipped(signature, 31)) === false);
    check(`${what}, accelerated, another s`, () => answers(MESSAGE, flipped(signature, 63)) === false);
  }
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return Uint8Array.from(bytes, (byte, place) => (place === at ? byte ^ 1 : byte));
}

function check(what: string, holds: () => boolean): void {
  let held = false;
  let cause: unknown;
  try {
    held = holds();
  } catch (error) {
    cause = error;
  }
  if (!held) throw new PkiError('SM2_SELF_TEST_FAILED', `the self-test failed at ${what}`, { cause });
}

function acceptsEcTypedKey(): boolean {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'SM2' });
  try {
    refuseEcTyped(privateKey);
    return true;
  } catch {
    return false;
  }
}
