import type { TrustCode } from '../../domain/trust/trust-codes.js';
import type { TrustResult } from '../../domain/trust/walk.js';

/** Lists that do not follow from what is held: the file stays as it is. */
export class TrustUpdateRefused extends Error {
  readonly code: TrustCode;
  constructor(code: TrustCode, detail: string) {
    super(detail);
    this.name = 'TrustUpdateRefused';
    this.code = code;
  }
}

/** The material of a walk, or its refusal thrown. */
export function walked(result: TrustResult) {
  if (result.ok) return result.trust;
  throw new TrustUpdateRefused(result.code, result.detail);
}
