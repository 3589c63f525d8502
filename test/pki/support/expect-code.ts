import { expect } from 'chai';
import { PkiError, type PkiErrorCode } from '../../../pki/errors.js';

/** Runs `action`, which must throw a PkiError with this code (or, with `mayPass`, nothing); any other exception fails the test. */
export function expectCode(code: PkiErrorCode, action: () => unknown, { mayPass = false } = {}): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    expect(error.code).to.equal(code);
    return;
  }
  if (!mayPass) expect.fail(`expected ${code}`);
}
