import type { Command } from '../../model/command.js';
import { ensure } from '../refuse.js';
import { timeOf } from './times.js';

const LONGEST_MS = 24 * 3_600_000;
/** How far a signer's clock may be ahead of the transaction's. */
const AHEAD_MS = 5 * 60_000;

/** `issuedAt` < `expires` ≤ `issuedAt` + 24 h. */
export function ensureLifetime(command: Command): void {
  const issuedAt = timeOf(command.issuedAt, 'issuedAt');
  const expires = timeOf(command.expires, 'expires');
  ensure(issuedAt < expires && expires - issuedAt <= LONGEST_MS, 'COMMAND_LIFETIME');
}

/** The transaction's time lies before `expires` and at most five minutes before `issuedAt`. */
export function ensureInForce(command: Command, now: number): void {
  ensure(now < timeOf(command.expires, 'expires'), 'COMMAND_EXPIRED', command.expires);
  ensure(timeOf(command.issuedAt, 'issuedAt') <= now + AHEAD_MS, 'COMMAND_NOT_YET_VALID', command.issuedAt);
}
