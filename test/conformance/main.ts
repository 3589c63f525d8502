import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import Mocha from 'mocha';
import Reporter from '../support/reporter.js';
import { differential } from './differential/command.js';

// npm run conformance: all that we make and all that others make, judged by both; npm run conformance -- differential: SM2 in numbers.

const HERE = fileURLToPath(new URL('.', import.meta.url));
const TIMEOUT_MS = 120_000;

const program = new Command('npm run conformance --')
  .description('holds every cryptographic object against implementations that nobody here wrote')
  .action(async () => {
    process.exitCode = await runTests();
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

/** The tests of this folder; the exit status is that of mocha. */
async function runTests(): Promise<number> {
  const mocha = new Mocha({ reporter: Reporter, timeout: TIMEOUT_MS });
  for (const file of globSync('*.conformance.js', { cwd: HERE }).sort()) mocha.addFile(`${HERE}${file}`);
  await mocha.loadFilesAsync();
  return new Promise((resolve) => {
    mocha.run((failures) => resolve(failures === 0 ? 0 : 1));
  });
}
