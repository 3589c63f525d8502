import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import Mocha from 'mocha';
import Reporter from '../support/reporter.js';
import { differential } from './differential/command.js';
import { cells } from './support/matrix.js';

// npm run conformance: all that we make and all that others make, judged by both; npm run conformance -- differential: SM2 in numbers.

const HERE = fileURLToPath(new URL('.', import.meta.url));
const TIMEOUT_MS = 120_000;
/** Judges what all the others have recorded. */
const MATRIX = 'matrix.conformance.js';

const program = new Command('npm run conformance --')
  .description('holds every cryptographic object against implementations that nobody here wrote')
  .option(
    '--json',
    'writes the matrix to standard output, a line of JSON for each cell, and the rest to standard error',
  )
  .action(async ({ json = false }: { json?: boolean }) => {
    process.exitCode = await runTests(json);
  });
program
  .command('differential')
  .description('compares the verdicts of ours, gmsm and BouncyCastle on random and on mutated SM2 signatures')
  .option('--count <number>', 'signatures', wholeNumber, 1_000_000)
  .option('--seed <text>', 'repeats the keys, ids, messages and mutations of another run')
  .action(async (options: { count: number; seed?: string }) => {
    process.exitCode = await differential(options);
  });
await program.parseAsync();

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('a whole number from 1 on');
  return number;
}

/** The tests of this folder, the matrix last; the exit status is that of mocha. */
async function runTests(json: boolean): Promise<number> {
  // Whatever tells of the run makes way for the cells.
  if (json) Mocha.reporters.Base.consoleLog = console.error;
  const mocha = new Mocha({ reporter: Reporter, timeout: TIMEOUT_MS });
  const files = globSync('*.conformance.js', { cwd: HERE }).sort();
  for (const file of [...files.filter((each) => each !== MATRIX), MATRIX]) mocha.addFile(`${HERE}${file}`);
  await mocha.loadFilesAsync();
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  if (json) for (const each of cells()) console.log(JSON.stringify(each));
  return failures === 0 ? 0 : 1;
}
