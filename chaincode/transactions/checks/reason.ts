import { ensure } from '../refuse.js';

/** The reason stands in the closed list. */
export function ensureReason(reason: string, allowed: readonly string[]): void {
  ensure(allowed.includes(reason), 'REASON_UNKNOWN', reason);
}
