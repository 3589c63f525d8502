import { CliError, type ExitStatus } from '../cli-error.js';
import type { Terminal } from '../terminal.js';
import { createProgress } from './progress.js';
import type { AnswerLine } from './send-batch.js';
import { sendOrders } from './send-orders.js';
import { answeredOf, count, describeTally, emptyTally } from './tally.js';

export interface Transfer {
  gateway: string;
  authority: string;
  token: () => Promise<string>;
  orders: AsyncIterator<Uint8Array>;
  /** How many there are, where that is known. */
  total?: number;
  /** Resolves when the next line may be given. */
  give: (line: AnswerLine) => Promise<void>;
}

/**
 * Sends orders and says what became of them: 0 all issued, 1 some refused, 2 interrupted. Whatever was interrupted is sent
 * again as a whole: rows that got through answer as repeated.
 */
export async function transfer(task: Transfer, terminal: Terminal): Promise<ExitStatus> {
  const tally = emptyTally();
  const stopping = new AbortController();
  const interrupt = () => stopping.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const progress = await createProgress(task.total);
  let stopped: CliError | undefined;
  try {
    const answers = sendOrders({
      gateway: task.gateway,
      authority: task.authority,
      orders: until(stopping.signal, task.orders),
      token: task.token,
      signal: stopping.signal,
      onSent: () => {
        tally.sent += 1;
      },
    });
    for await (const line of answers) {
      count(tally, line);
      await task.give(line);
      progress.show(tally);
    }
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    stopped = error;
  } finally {
    progress.stop();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
  for (const line of describeTally(tally)) terminal.note(line);
  const whole = stopped === undefined && tally.brokenOff === undefined && tally.sent === answeredOf(tally);
  if (stopping.signal.aborted) terminal.note('interrupted; send the same orders again to go on');
  else if (stopped !== undefined) terminal.note(`${stopped.code}: ${stopped.message}`);
  else if (!whole) terminal.note(`GATEWAY_REFUSED: the gateway broke off, ${tally.brokenOff ?? 'without a reason'}`);
  if (stopping.signal.aborted) return 2;
  if (stopped !== undefined) return stopped.status;
  if (!whole) return 2;
  return tally.failed === 0 ? 0 : 1;
}

/** The rows until somebody interrupts: then there are no more, even where the next one is still awaited. */
function until(signal: AbortSignal, orders: AsyncIterator<Uint8Array>): AsyncIterator<Uint8Array> {
  const { promise: end, resolve } = Promise.withResolvers<IteratorResult<Uint8Array>>();
  const finish = () => resolve({ done: true, value: undefined });
  if (signal.aborted) finish();
  signal.addEventListener('abort', finish, { once: true });
  return { next: () => Promise.race([orders.next(), end]) };
}
