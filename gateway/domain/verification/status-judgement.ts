import { parseTime } from '../../../pki/encoding/times.js';
import type { KnownStates } from './case.js';
import { type Finding, passed, unknown } from './finding.js';

export interface Asked {
  needed: readonly string[];
  /** The licence's own key. */
  licence: string;
  /** A word from before this block cannot know the licence. */
  notBefore: number;
}

export interface StatusJudgement {
  finding: Finding;
  /** Absent where nothing is established. */
  states?: KnownStates;
}

/** A past time is answered from the beginning of the present state on only. */
export function coverage(states: KnownStates, asked: Asked, at: number): Finding {
  const since = states.entries.get(asked.licence)?.since;
  if (since !== undefined && at < parseTime(since)) return unknown('STATUS_NOT_COVERING', { since });
  return passed({ blockNumber: states.blockNumber, ageSeconds: states.ageSeconds });
}

export function ageOf(seenAt: number, at: number): number {
  return Math.max(0, Math.ceil((at - seenAt) / 1000));
}
