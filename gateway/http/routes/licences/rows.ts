import type { BatchLine } from '../../../use-cases/contract.js';
import type { Line } from '../../body/read-lines.js';

/**
 * Runs lines through a use case that answers each row in order. A line that cannot be read goes in as an empty row, which
 * keeps the count, and comes out with its own code in place of whatever was said of that.
 */
export async function* throughRows(
  lines: AsyncIterable<Line>,
  issue: (rows: AsyncIterable<string>) => AsyncIterable<BatchLine>,
): AsyncGenerator<BatchLine> {
  const refused = new Map<number, string>();
  let given = 0;
  async function* rows(): AsyncGenerator<string> {
    for await (const line of lines) {
      if ('refused' in line) refused.set(given, line.refused);
      given += 1;
      yield 'refused' in line ? '' : line.text;
    }
  }
  let answered = 0;
  for await (const line of issue(rows())) {
    const code = refused.get(answered);
    refused.delete(answered);
    answered += 1;
    yield code === undefined ? line : { row: line.row, code };
  }
}
