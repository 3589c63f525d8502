import { ledgerKeys } from '../../../chaincode/model/keys.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { CommandDesk } from './command-desk.js';

/** A witness whose newest block is over ten minutes old signs no status; a heartbeat after five keeps that from happening. */
const QUIET_MS = 5 * 60_000;

export function createKeepLedgerAwake(deps: {
  domain: string;
  desk: CommandDesk;
  clock: Clock;
  newestBlockAt: () => number | undefined;
}) {
  return async (): Promise<void> => {
    const newest = deps.newestBlockAt();
    if (newest === undefined || deps.clock.now() - newest < QUIET_MS) return;
    await deps.desk.govern({
      kind: 'heartbeat',
      target: ledgerKeys.heartbeat(deps.domain),
      reason: 'quiet-ledger',
      body: {},
    });
  };
}
