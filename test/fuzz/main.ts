import { randomInt } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Command, InvalidArgumentError } from 'commander';
import { Coverage } from './coverage.js';

// npm run fuzz: the readers of bytes from outside, each for its share of the time. A find is written to fuzz-<SM3>.bin.

interface Options {
  readonly seconds?: number;
  readonly inputs?: number;
  readonly target?: string;
  readonly seed?: number;
  readonly file?: string;
}

await new Command('npm run fuzz --')
  .description('feeds mutated objects to every reader, guided by the blocks of code that they reach')
  .option('--seconds <number>', 'for all targets together (60 unless --inputs is given)', wholeNumber)
  .option('--inputs <number>', 'for each target', wholeNumber)
  .option('--target <name>', 'this one only')
  .option(
    '--seed <number>',
    'of the mutations; the objects that they start from are signed anew at each start',
    wholeNumber,
  )
  .option('--file <path>', 'runs this one input instead')
  .action(async (options: Options) => {
    process.exitCode = await run(options);
  })
  .parseAsync();

async function run(options: Options): Promise<number> {
  const coverage = await Coverage.start((url) => url.includes('/dist/pki/'));
  // Imported only now: see Coverage.
  const { createTargets } = await import('./targets.js');
  const { fuzz, tryInput } = await import('./fuzz.js');
  const { sm3Hex } = await import('../../pki/sm3.js');
  const { plantedFaults } = await import('./planted.js');
  const all = await createTargets();
  const targets = all.filter(({ name }) => options.target === undefined || name === options.target);
  if (targets.length === 0) throw new Error(`no such target; there are ${all.map(({ name }) => name).join(', ')}`);

  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const seed = options.seed ?? randomInt(2 ** 32);
  const seconds = options.seconds ?? (options.inputs === undefined ? 60 : Number.POSITIVE_INFINITY);
  console.log(`seed ${seed}`);
  let failed = 0;
  const faults = options.file === undefined ? plantedFaults() : [];
  for (const { what, kind, target } of faults) {
    const { find } = await fuzz(target, { inputs: 3_000, milliseconds: 20_000, seed }, coverage, gc);
    if (find?.kind !== kind) failed++;
    console.log(`planted, ${what}: ${find?.kind ?? 'nothing'} found${find?.kind === kind ? '' : `, not ${kind}`}`);
  }
  for (const target of targets) {
    if (options.file !== undefined) {
      const find = tryInput(target, readFileSync(options.file));
      if (find !== undefined) failed++;
      console.log(`${target.name}: ${find === undefined ? 'nothing found' : `${find.kind}: ${find.detail}`}`);
      continue;
    }
    const limits = {
      inputs: options.inputs ?? Number.POSITIVE_INFINITY,
      milliseconds: (seconds * 1_000) / targets.length,
      seed,
    };
    const { inputs, milliseconds, corpus, find } = await fuzz(target, limits, coverage, gc);
    const rate = Math.round((inputs * 1_000) / milliseconds);
    console.log(`${target.name}: ${inputs} inputs, ${rate}/s, corpus ${corpus}, ${coverage.blocks} blocks`);
    if (find === undefined) continue;
    failed++;
    const file = `fuzz-${sm3Hex(find.input)}.bin`;
    writeFileSync(file, find.input);
    console.log(`${find.kind} in ${target.name} (seed ${seed}): ${find.detail}`);
    console.log(
      find.kind === 'leak'
        ? `again: npm run fuzz -- --target ${target.name} --inputs ${inputs} --seed ${seed}`
        : `again: npm run fuzz -- --target ${target.name} --file ${file}`,
    );
  }
  console.log(`${faults.length + targets.length - failed} passed, ${failed} failed, 0 skipped`);
  return failed === 0 ? 0 : 1;
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('a whole number from 1 on');
  return number;
}
