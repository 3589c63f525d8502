import { assertSm2Works } from '../../../pki/sm2/self-test.js';
import type { ExitStatus } from '../cli-error.js';
import type { Terminal } from '../terminal.js';
import { answerLine } from './answer-line.js';
import { boundedLines } from './bounded-lines.js';

/** Bytes of one question; a list of 100,000 entries in base64 has five million. */
export const LONGEST_QUESTION = 32 * 1024 * 1024;

/** `yinxin pki verify-path`: questions and answers as docs/formats/verify-path.md has them. A broken line is answered, too. */
export async function verifyPathCommand(source: AsyncIterable<Uint8Array>, terminal: Terminal): Promise<ExitStatus> {
  // An engine without SM2 would call every good signature bad.
  assertSm2Works();
  for await (const line of boundedLines(source, LONGEST_QUESTION)) {
    terminal.write(`${JSON.stringify(answerLine(line, terminal.now()))}\n`);
  }
  return 0;
}
