import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { CliError } from '../cli-error.js';
import { unreachable } from '../remote/get-json.js';
import { linesOf } from './lines.js';

/** A line of the gateway's answer; without `row` it is the end of a batch that broke off. */
const answerLine = z.looseObject({
  row: z.exactOptional(z.int().min(1)),
  code: z.exactOptional(z.string()),
  repeated: z.exactOptional(z.boolean()),
});
export type AnswerLine = z.infer<typeof answerLine>;

export interface BatchTarget {
  /** Base address of the gateway. */
  gateway: string;
  authority: string;
  token: string;
  signal: AbortSignal;
}

const IDLE_MS = 150_000;
const MAX_PROBLEM = 65_536;

/**
 * One batch: rows go up as they come, and answers are given out as the gateway has them. Throws GATEWAY_UNREACHABLE where
 * the connection breaks, GATEWAY_REFUSED for any status but 200.
 */
export async function* sendBatch(rows: AsyncIterable<Uint8Array>, target: BatchTarget): AsyncGenerator<AnswerLine> {
  const address = `${target.gateway}/v1/authorities/${encodeURIComponent(target.authority)}/licences/batch`;
  const request = open(address, target);
  const answered = once(request, 'response');
  answered.catch(() => undefined);
  // Where the upload breaks, the connection does, and the answer ends with an error of its own.
  const upload = pipeline(Readable.from(withNewlines(rows)), request).catch(() => undefined);
  try {
    // The one argument of the event.
    const [response] = (await answered) as [IncomingMessage];
    if (response.statusCode !== 200) throw await refusal(response);
    for await (const line of linesOf(response)) yield parse(address, line);
    await upload;
  } catch (error) {
    throw error instanceof CliError ? error : unreachable(address, error);
  } finally {
    request.destroy();
  }
}

function open(address: string, { token, signal }: BatchTarget): ClientRequest {
  const send = address.startsWith('https:') ? httpsRequest : httpRequest;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' };
  const request = send(address, { method: 'POST', headers, signal });
  request.setTimeout(IDLE_MS, () => request.destroy(new Error('no answer in time')));
  request.on('error', () => undefined);
  return request;
}

async function* withNewlines(rows: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const row of rows) yield Buffer.concat([row, Buffer.of(0x0a)]);
}

function parse(address: string, line: Buffer): AnswerLine {
  try {
    return answerLine.parse(JSON.parse(line.toString('utf8')));
  } catch (cause) {
    throw new CliError('GATEWAY_ANSWER_INVALID', `${address}: a line that is no answer`, { status: 2, cause });
  }
}

const problem = z.looseObject({ code: z.string(), detail: z.string().optional() });

/** What the caller did wrong is status 3; what may pass by itself is status 2. */
async function refusal(response: IncomingMessage): Promise<CliError> {
  const { statusCode = 0 } = response;
  let text = '';
  for await (const chunk of response) {
    text += String(chunk);
    if (text.length > MAX_PROBLEM) break;
  }
  const passing = statusCode >= 500 || statusCode === 408 || statusCode === 429;
  return new CliError('GATEWAY_REFUSED', `${statusCode} ${describe(text)}`, { status: passing ? 2 : 3 });
}

function describe(text: string): string {
  try {
    const { code, detail } = problem.parse(JSON.parse(text));
    return detail === undefined ? code : `${code}: ${detail}`;
  } catch {
    return 'without a reason';
  }
}
