import { AppError } from '../domain/errors.js';
import type { KeyRing } from '../domain/ports/key-ring.js';

/** Stops all signing of this process for good once its self-test has failed: what has erred once is trusted after a restart only. */
export interface SigningGuard {
  /** Throws SIGNING_STOPPED. */
  assertMaySign(): void;
  /** Tests again; a failure is told once. */
  test(): void;
}

export function createSigningGuard({
  selfTest,
  onStop,
}: {
  /** Throws when the engines are not what they should be. */
  selfTest: () => void;
  onStop: (cause: unknown) => void;
}): SigningGuard {
  let stopped: { cause: unknown } | undefined;
  return {
    assertMaySign() {
      if (stopped !== undefined) {
        throw new AppError('SIGNING_STOPPED', 'a self-test has failed: nothing is signed until a restart', stopped);
      }
    },
    test() {
      if (stopped !== undefined) return;
      try {
        selfTest();
      } catch (cause) {
        stopped = { cause };
        onStop(cause);
      }
    },
  };
}

/** Keys that sign and are made only while the guard lets them; a signature under way when it stops is not given away. */
export function guardKeys(keys: KeyRing, { assertMaySign }: SigningGuard): KeyRing {
  return {
    async create(keyId, purposes) {
      assertMaySign();
      return guarded(await keys.create(keyId, purposes));
    },
    signer: async (keyId) => guarded(await keys.signer(keyId)),
  };

  function guarded(signer: Awaited<ReturnType<KeyRing['signer']>>) {
    return {
      ...signer,
      async sign(...asked: Parameters<typeof signer.sign>) {
        assertMaySign();
        const signature = await signer.sign(...asked);
        assertMaySign();
        return signature;
      },
    };
  }
}
