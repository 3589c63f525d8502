import type { AnswerLine } from './send-batch.js';

/** What became of the orders. */
export interface Tally {
  sent: number;
  fresh: number;
  repeated: number;
  failed: number;
  /** How often each code. */
  codes: Map<string, number>;
  /** Code of the line without a row: the gateway broke off. */
  brokenOff?: string;
}

export function emptyTally(): Tally {
  return { sent: 0, fresh: 0, repeated: 0, failed: 0, codes: new Map() };
}

export function count(tally: Tally, { row, code, repeated }: AnswerLine): void {
  if (row === undefined) tally.brokenOff = code ?? 'UNKNOWN';
  else if (code !== undefined) {
    tally.failed += 1;
    tally.codes.set(code, (tally.codes.get(code) ?? 0) + 1);
  } else if (repeated === true) tally.repeated += 1;
  else tally.fresh += 1;
}

export function answeredOf({ fresh, repeated, failed }: Tally): number {
  return fresh + repeated + failed;
}

export function describeTally(tally: Tally): string[] {
  const { sent, fresh, repeated, failed, codes } = tally;
  const unanswered = sent - answeredOf(tally);
  const counts = `${sent} sent: ${fresh} new, ${repeated} repeated, ${failed} failed`;
  return [
    unanswered === 0 ? counts : `${counts}, ${unanswered} unanswered`,
    ...[...codes].sort(([, a], [, b]) => b - a).map(([code, times]) => `  ${code}: ${times}`),
  ];
}
