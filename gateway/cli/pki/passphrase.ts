import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CliError } from '../cli-error.js';
import { readBytes } from '../files.js';

const LONGEST = 1024;

/** A passphrase from the first line of a file, or typed without an echo. Throws USAGE where there is neither file nor keyboard. */
export async function readPassphrase(who: string, file: string | undefined): Promise<string> {
  const text = file === undefined ? await typed(who) : firstLine(await readBytes(file, LONGEST));
  if (text.length === 0) throw new CliError('USAGE', `${who}: the passphrase is empty`);
  return text;
}

function firstLine(bytes: Buffer): string {
  return bytes.toString('utf8').split(/\r?\n/, 1)[0] ?? '';
}

async function typed(who: string): Promise<string> {
  if (!process.stdin.isTTY) throw new CliError('USAGE', `${who}: a passphrase is typed, or in a file`);
  process.stderr.write(`${who}, passphrase: `);
  const mute = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: mute, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
