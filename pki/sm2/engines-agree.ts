import { randomBytes } from 'node:crypto';
import { PkiError } from '../errors.js';
import { Sm2PrivateKey } from './private-key.js';
import { Sm2PublicKey } from './public-key.js';
import { secondVerify } from './second-engine.js';

type Verify = (point65: Uint8Array, message: Uint8Array, signature64: Uint8Array) => boolean;

/** What is compared; tests of the test hand in broken ones. */
export interface Engines {
  /** With a key made for this. */
  readonly sign: (message: Uint8Array) => { readonly point: Uint8Array; readonly signature: Uint8Array };
  readonly first: Verify;
  readonly second: Verify;
}

const ROUNDS = 2;

const ofThisProcess: Engines = {
  sign(message) {
    const key = Sm2PrivateKey.generate();
    return { point: key.publicKey.point, signature: key.signRaw(message) };
  },
  first: (point, message, signature) => Sm2PublicKey.fromPoint(point).verifyRaw(message, signature),
  second: secondVerify,
};

/**
 * Holds the engine that signs and verifies here against one that shares nothing with it: signatures of fresh keys over fresh
 * messages, good ones and altered ones. Throws SM2_SELF_TEST_FAILED where they differ, or agree on what is wrong. Takes some tens
 * of milliseconds of this thread.
 */
export function assertEnginesAgree(engines: Engines = ofThisProcess): void {
  for (let round = 0; round < ROUNDS; round += 1) {
    const message = randomBytes(64);
    const { point, signature } = attempt('signing', () => engines.sign(message));
    const altered = flipped(signature, round * 32 + 31);
    const questions: readonly [what: string, message: Uint8Array, signature: Uint8Array, expected: boolean][] = [
      ['a fresh signature', message, signature, true],
      ['another message', flipped(message, 0), signature, false],
      ['an altered signature', message, altered, false],
    ];
    for (const [what, asked, given, expected] of questions) {
      for (const name of ['first', 'second'] as const) {
        const answer = attempt(`the ${name} engine`, () => engines[name](point, asked, given));
        if (answer !== expected) {
          throw new PkiError('SM2_SELF_TEST_FAILED', `the ${name} engine is wrong about ${what}`);
        }
      }
    }
  }
}

function attempt<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw new PkiError('SM2_SELF_TEST_FAILED', `${what} failed`, { cause });
  }
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return Uint8Array.from(bytes, (byte, place) => (place === at ? byte ^ 1 : byte));
}
