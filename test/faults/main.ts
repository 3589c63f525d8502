import { Command, InvalidArgumentError, Option } from 'commander';
import { fsck, reconcile } from './command-line.js';
import { KINDS, type Kind } from './kinds.js';
import { createLoad } from './load.js';
import { LOSE_ACKNOWLEDGED, loseAcknowledged } from './lose-acknowledged.js';
import { playRound, type RoundResult } from './play-round.js';
import { startWorld } from './world.js';

// npm run test:faults -- --rounds N --kind KINDS: parts of a Fabric network of three provinces are killed under load.

const program = new Command('npm run test:faults --')
  .description(
    'kills parts of a Fabric network of three provinces under load, and looks for what was lost or came twice',
  )
  .option('--rounds <number>', 'of each kind', rounds, 1)
  .option('--again', 'play a round once more that only took too long: for a machine that has other work')
  .addOption(
    new Option('--kind <kinds...>', 'only these').choices([...KINDS.map(({ name }) => name), LOSE_ACKNOWLEDGED]),
  )
  .parse();
const options = program.opts<{ rounds: number; again?: true; kind?: string[] }>();

function rounds(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('a whole number from 1 on');
  return number;
}

const DRAIN_MS = 60_000;
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort());
const results: RoundResult[] = [];
const wanted = (name: string) => options.kind === undefined || options.kind.includes(name);
const kinds = KINDS.filter(({ name }) => wanted(name));
const planned = options.rounds * (kinds.length + (wanted(LOSE_ACKNOWLEDGED) ? 1 : 0));

const world = await startWorld();
const load = createLoad(world.provinces);
try {
  for (const kind of kinds) {
    await play(kind.name, (round) => playRound(world, load, kind, round));
    judgeUsual(kind);
    judge('reconcile', kind.name, await reconcile(world));
  }
  if (wanted(LOSE_ACKNOWLEDGED)) {
    await play(LOSE_ACKNOWLEDGED, (round) => loseAcknowledged(world, load, round));
    judge('reconcile', LOSE_ACKNOWLEDGED, await reconcile(world));
  }
  judge('fsck', undefined, await fsck(world));
} finally {
  await world.stop();
}
const passed = results.filter((result) => result.passed).length;
const failed = results.length - passed;
process.stdout.write(`${passed} passed, ${failed} failed, ${planned - results.length} skipped\n`);
process.exitCode = passed === planned ? 0 : 1;

async function play(kind: string, playOne: (round: number) => Promise<RoundResult>): Promise<void> {
  const playAndTell = async (round: number) => {
    const result = await playOne(round).catch(
      (error: unknown): RoundResult => ({ kind, round, passed: false, problems: [String(error)] }),
    );
    // A round that broke off leaves its load running.
    await load.drain(DRAIN_MS).catch(() => undefined);
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return result;
  };
  for (let round = 0; round < options.rounds && !interrupted.signal.aborted; round += 1) {
    const result = await playAndTell(round);
    results.push(result.onlyLate && options.again ? await playAndTell(round) : result);
  }
}

/** What the command line finds after the rounds of a kind, or after all: no round of them has passed where there is anything. */
function judge(by: 'reconcile' | 'fsck', kind: string | undefined, problems: string[]): void {
  const about = kind === undefined ? {} : { after: kind };
  process.stdout.write(`${JSON.stringify({ kind: by, ...about, passed: problems.length === 0, problems })}\n`);
  if (problems.length === 0) return;
  for (const result of results) if (kind === undefined || result.kind === kind) result.passed = false;
}

/** Two rounds in twenty may miss what the others keep; of fewer rounds, one. */
function judgeUsual({ name, limits }: Kind): void {
  const slow = results.filter((result) => result.kind === name && result.slow === true);
  if (slow.length <= Math.max(1, Math.floor(options.rounds / 10))) return;
  for (const result of slow) result.passed = false;
  const told = {
    kind: name,
    passed: false,
    problems: [`${slow.length} rounds took more than ${limits.usualCommit} ms`],
  };
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
