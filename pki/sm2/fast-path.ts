import { createHotTables, type TableUser } from './hot-tables.js';
import type { Accelerator } from './load-accelerator.js';

export interface Question {
  readonly user: TableUser;
  /** e = SM3(Z‖M), 32 bytes. */
  readonly digest: () => Uint8Array;
  /** r‖s, both in 1..n-1. */
  readonly signature64: Uint8Array;
  /** OpenSSL's answer to the same question. */
  readonly native: () => boolean;
}

export interface FastPath {
  /** Whether this is the key's signature of the message with this digest. */
  verify(question: Question): boolean;
}

export interface FastPathDeps {
  accelerator: Accelerator;
  /** Whether OpenSSL is asked about this yes too; who sends signatures must not be able to guess it. */
  isSampled: () => boolean;
  /** Called once, when the accelerator has contradicted OpenSSL or thrown (`cause`). It is not asked again. */
  onFault: (cause?: unknown) => void;
}

/**
 * Verification by the accelerator, which may spare OpenSSL a yes and nothing else: where it says no, cannot say, or is sampled,
 * OpenSSL is asked, and OpenSSL's answer is given.
 */
export function createFastPath({ accelerator, isSampled, onFault }: FastPathDeps): FastPath {
  const tables = createHotTables(accelerator.slots, accelerator.build);
  let isOn = true;

  const fail = (cause?: unknown) => {
    isOn = false;
    onFault(cause);
  };
  const ask = ({ user, digest, signature64 }: Question): boolean | undefined => {
    if (!isOn) return undefined;
    try {
      const slot = tables.slotOf(user);
      return slot === undefined ? undefined : accelerator.verify(slot, digest(), signature64);
    } catch (cause) {
      fail(cause);
      return undefined;
    }
  };

  return {
    verify(question) {
      const fast = ask(question);
      if (fast === true && !isSampled()) return true;
      const answer = question.native();
      if (fast !== undefined && fast !== answer) fail();
      return answer;
    },
  };
}
