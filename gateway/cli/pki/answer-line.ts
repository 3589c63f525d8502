import { verifyPath } from '../../../pki/path/verify-path.js';
import { presentAnswer, presentMalformed, presentRefusal, type VerifyPathAnswer } from './present-answer.js';
import { readQuestion } from './read-question.js';

/** The answer to one line; undefined stands for a line that was too long. Never throws. */
export function answerLine(line: Buffer | undefined, now: number): VerifyPathAnswer {
  if (line === undefined) return presentRefusal(null, 'LINE_TOO_LONG', 'the line is longer than 32 MiB');
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
  } catch {
    return presentRefusal(null, 'LINE_NOT_JSON', 'the line is not JSON');
  }
  const read = readQuestion(json, now);
  switch (read.kind) {
    case 'refused':
      return presentRefusal(read.id, 'QUESTION_INVALID', read.detail);
    case 'malformed':
      return presentMalformed(read);
    case 'question':
      return presentAnswer(read, verifyPath(read.question));
  }
}
