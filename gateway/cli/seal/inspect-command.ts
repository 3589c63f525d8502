import { inspectSealFile } from '../../domain/seal-verification/report.js';
import type { ExitStatus } from '../cli-error.js';
import { type Language, languageOf } from '../language.js';
import type { Terminal } from '../terminal.js';
import { describeInspection } from './describe-report.js';
import { readingSeal, readSealFile } from './read-seal-file.js';

export interface InspectOptions {
  json?: boolean;
  lang?: Language;
}

/** `yinxin seal inspect`: says what a seal or seal signature holds, and judges nothing. */
export async function inspectCommand(file: string, options: InspectOptions, terminal: Terminal): Promise<ExitStatus> {
  const bytes = await readSealFile(file);
  const report = readingSeal(file, () => inspectSealFile(bytes));
  if (options.json === true) terminal.write(`${JSON.stringify(report)}\n`);
  else for (const line of describeInspection(report, languageOf(options.lang, terminal.env))) terminal.say(line);
  return 0;
}
