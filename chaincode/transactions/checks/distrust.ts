import { ensure } from '../refuse.js';
import { timeOf } from './times.js';

/**
 * A time of distrust lies before the one that stands, and not after the command that states it: distrust is never put off to a
 * later day. Throws DISTRUST_LATER.
 */
export function ensureEarlier(distrustFrom: string, standing: string | undefined, issuedAt: string): void {
  const from = timeOf(distrustFrom, 'distrustFrom');
  ensure(from <= timeOf(issuedAt, 'issuedAt'), 'DISTRUST_LATER', 'after the command itself');
  const earlier = standing === undefined || from < timeOf(standing, 'distrustFrom');
  ensure(earlier, 'DISTRUST_LATER', `it stands at ${standing}`);
}
