import { LedgerError, type LedgerErrorCode } from '../errors.js';

/** Refuses the transaction unless `holds`. The detail names keys and fingerprints, never a person. */
export function ensure(holds: boolean, code: LedgerErrorCode, detail = ''): asserts holds {
  if (!holds) throw new LedgerError(code, detail);
}

/** The value, unless it is missing. */
export function present<T>(value: T | undefined, code: LedgerErrorCode, detail = ''): T {
  if (value === undefined) throw new LedgerError(code, detail);
  return value;
}
