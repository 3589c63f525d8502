import { PkiError, type PkiErrorCode } from '../errors.js';

/** Runs the reader of one kind of object: what breaks DER inside it is that object's own error. */
export function reading<T>(code: PkiErrorCode, what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof PkiError && error.code === 'DER_MALFORMED') {
      throw new PkiError(code, `${what}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}
