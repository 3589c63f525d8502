import { element } from '../../../pki/der/writer.js';
import { PkiError, type PkiErrorCode } from '../../../pki/errors.js';
import { sm3 } from '../../../pki/sm3.js';
import { expectCode } from './expect-code.js';

/**
 * Feeds a parser with what is left of a good object: every prefix, every byte changed three ways, bytes after the end, deep
 * nesting, and noise. Only an error of this code may come of it; prefixes, surplus and noise must be refused.
 */
export function expectSurvivesGarbage(good: Uint8Array, code: PkiErrorCode, parse: (der: Uint8Array) => unknown): void {
  parse(good);
  for (let length = 0; length < good.length; length++) expectCode(code, () => parse(good.slice(0, length)));
  expectCode(code, () => parse(Uint8Array.of(...good, 0)));
  for (let at = 0; at < good.length; at++) {
    for (const mask of [0x01, 0x80, 0xff]) {
      const changed = good.slice();
      changed[at] = (changed[at] ?? 0) ^ mask;
      expectCode(code, () => parse(changed), { mayPass: true });
    }
  }
  let nested: Uint8Array = new Uint8Array();
  for (let depth = 0; depth < 5000; depth++) nested = element(0x30, nested.subarray(0, 60_000));
  expectCode(code, () => parse(nested));
  for (let i = 0; i < 500; i++) {
    expectCode(code, () => parse(Uint8Array.of(0x30, 0x1e, ...sm3(Buffer.from(`noise ${i}`)).slice(0, 30))));
  }
}

export async function rejection(action: Promise<unknown>): Promise<PkiErrorCode | 'none'> {
  try {
    await action;
    return 'none';
  } catch (error) {
    if (error instanceof PkiError) return error.code;
    throw error;
  }
}
