import type { AcceleratorEvent } from '../../pki/sm2/accelerated.js';
import type { Log } from './log.js';

/** An accelerator that was wrong is an alarm, one that is not there a hint: without it everything is right, and slower. */
export function createAcceleratorLog(log: Pick<Log, 'error' | 'warn'>): (event: AcceleratorEvent) => void {
  return ({ kind, cause }) => {
    const level = kind === 'sm2-accelerator-absent' ? 'warn' : 'error';
    log[level]({ event: kind, ...(cause === undefined ? {} : { err: cause }) }, 'SM2 verification');
  };
}
