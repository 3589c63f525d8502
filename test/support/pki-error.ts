import { PkiError, type PkiErrorCode } from '../../pki/errors.js';

/** The code of the PkiError that `act` throws; undefined when it returns. Any other error goes on. */
export function pkiCode(act: () => unknown): PkiErrorCode | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof PkiError) return error.code;
    throw error;
  }
}

/** The same for a promise. */
export async function pkiCodeAsync(act: () => Promise<unknown>): Promise<PkiErrorCode | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (error instanceof PkiError) return error.code;
    throw error;
  }
}
