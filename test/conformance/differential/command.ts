import { startEngines } from '../support/oracle.js';
import { seed as seedOfThisRun } from '../support/random.js';
import { assertTools } from '../support/tools.js';
import { type Disagreement, runDifferential, totalOf } from './run-differential.js';
import { DIRECTIONS } from './signed-message.js';

const EVERY_MS = 5000;
/** Enough to see what it is. */
const SHOWN = 20;

const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const grouped = (number: number): string => number.toLocaleString('en');

/** `differential`: progress and disagreements on stderr, the sum on stdout; the exit status says whether there was a disagreement. */
export async function differential({ count, seed = seedOfThisRun }: { count: number; seed?: string }): Promise<number> {
  assertTools();
  const engines = await startEngines(['gmsm', 'bc']);
  tell(`${grouped(count)} SM2 signatures between ours, ${engines.map(({ name }) => name).join(' and ')}; seed ${seed}`);
  const start = performance.now();
  const rate = (compared: number) => grouped(Math.round((1000 * compared) / (performance.now() - start)));
  let [told, shown] = [start, 0];
  try {
    const result = await runDifferential({
      seed,
      count,
      engines,
      onProgress(soFar) {
        if (performance.now() - told < EVERY_MS) return;
        told = performance.now();
        const megabytes = Math.round(process.memoryUsage.rss() / 1e6);
        const compared = totalOf(soFar);
        tell(`${grouped(compared)} at ${rate(compared)}/s, ${soFar.disagreements} disagreements, ${megabytes} MB`);
      },
      onDisagreement(disagreement) {
        shown += 1;
        if (shown <= SHOWN) tell(JSON.stringify(described(disagreement)));
      },
    });
    const total = totalOf(result);
    const parts = DIRECTIONS.map((direction) => `${grouped(result.compared[direction])} ${direction}`).join(', ');
    const seconds = Math.round((performance.now() - start) / 1000);
    process.stdout.write(
      `${grouped(total)} SM2 signatures compared in ${seconds} s (${rate(total)}/s): ${parts}; ${result.disagreements} disagreements\n`,
    );
    return result.disagreements === 0 && total === count ? 0 : 1;
  } finally {
    await Promise.all(engines.map((each) => each.stop()));
  }
}

/** All that is needed to ask again: the nonces of signatures do not follow from the seed. */
function described({ asked, verdicts }: Disagreement): object {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const { direction, what, expected, spki, userId, message, signature } = asked;
  return {
    ...{ direction, what, expected, verdicts, userId },
    ...{ spki: hex(spki), message: hex(message), signature: hex(signature) },
  };
}
