import { answeredOf, type Tally } from './tally.js';

export interface Progress {
  show(tally: Tally): void;
  stop(): void;
}

/** A bar on standard error, where a person looks at it. `total` is unknown for a pipe. */
export async function createProgress(total?: number): Promise<Progress> {
  if (!process.stderr.isTTY) return { show: () => undefined, stop: () => undefined };
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar({
    format: '{bar} {value}/{total}  new {fresh}  repeated {repeated}  failed {failed}',
    stream: process.stderr,
    hideCursor: true,
  });
  bar.start(total ?? 0, 0, { fresh: 0, repeated: 0, failed: 0 });
  return {
    show: (tally) => {
      bar.setTotal(total ?? tally.sent);
      const { fresh, repeated, failed } = tally;
      bar.update(answeredOf(tally), { fresh, repeated, failed });
    },
    stop: () => bar.stop(),
  };
}
