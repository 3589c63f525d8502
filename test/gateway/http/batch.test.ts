import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { AppError } from '../../../gateway/domain/errors.js';
import type { BatchLine, UseCases } from '../../../gateway/use-cases/contract.js';
import { acceptedLine } from './support/fake-use-cases.js';
import { AUTHORITY } from './support/samples.js';
import { type Served, serve } from './support/served.js';

const PATH = `/v1/authorities/${AUTHORITY}/licences/batch`;
const TYPE = 'application/x-ndjson';

/** Answers a line's length in place of what was made of it, so that a test sees which row it was. */
const lengths: UseCases['issueLicences'] = async function* (_actor, { rows }) {
  let row = 0;
  for await (const text of rows) yield { row: row++, code: `LENGTH_${text.length}` };
};

async function linesOf(response: Response): Promise<Record<string, unknown>[]> {
  const text = await response.text();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

describe('http batch', () => {
  let served: Served;
  let token: string;
  const start = async (issueLicences: UseCases['issueLicences']) => {
    served = await serve({ overrides: { issueLicences } });
    token = await served.authority.token({ roles: ['issuer'] });
  };
  afterEach(() => served.close());

  const sendText = (text: string) => served.send('POST', { path: PATH, body: { type: TYPE, text } }, token);

  it('answers each row in its order, without blank lines and with the last one unended', async () => {
    await start(lengths);
    const response = await sendText('{"a":1}\r\n\n  \n{}\n{"b":"\u{1f4dc}"}');
    expect(response.headers.get('content-type')).to.contain(TYPE);
    expect(await linesOf(response)).to.deep.equal([
      { row: 0, code: 'LENGTH_7' },
      { row: 1, code: 'LENGTH_2' },
      { row: 2, code: 'LENGTH_10' },
    ]);
  });

  it('answers an empty body with no line', async () => {
    await start(lengths);
    const response = await sendText('');
    expect([response.status, await response.text()]).to.deep.equal([200, '']);
  });

  it('refuses a line over 64 KiB and goes on with the next', async () => {
    await start(lengths);
    const lines = ['x'.repeat(65_536), 'x'.repeat(65_537), 'y', 'x'.repeat(1_000_000), 'z'];
    expect((await linesOf(await sendText(lines.join('\n')))).map(({ code }) => code)).to.deep.equal([
      'LENGTH_65536',
      'PAYLOAD_TOO_LARGE',
      'LENGTH_1',
      'PAYLOAD_TOO_LARGE',
      'LENGTH_1',
    ]);
  });

  it('refuses a line that is not UTF-8 and goes on with the next', async () => {
    await start(lengths);
    const response = await fetch(served.address + PATH, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': TYPE },
      body: Buffer.concat([Buffer.of(0xff, 0x0a), Buffer.from('ok')]),
    });
    expect((await linesOf(response)).map(({ code }) => code)).to.deep.equal(['INVALID_REQUEST', 'LENGTH_2']);
  });

  it('answers a row before the next one is sent', async () => {
    await start(lengths);
    const { req, answer } = begin();
    req.write('one\n');
    const lines = createInterface({ input: await answer })[Symbol.asyncIterator]();
    expect((await lines.next()).value).to.equal('{"row":0,"code":"LENGTH_3"}');
    req.write('second\n');
    expect((await lines.next()).value).to.equal('{"row":1,"code":"LENGTH_6"}');
    req.end();
    expect((await lines.next()).done).to.equal(true);
  });

  it('takes no more rows than the client takes answers', async () => {
    let taken = 0;
    await start(async function* (_actor, { rows }) {
      for await (const _ of rows) {
        taken += 1;
        yield { ...acceptedLine(taken), idempotencyKey: 'k'.repeat(60_000) };
      }
    });
    const total = 3_000;
    const { req, answer } = begin();
    req.end('{}\n'.repeat(total));
    const response = await answer;
    let settled = -1;
    while (settled !== taken) {
      settled = taken;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(taken).to.be.lessThan(total);
    let lines = 0;
    for await (const _ of createInterface({ input: response })) lines += 1;
    expect([lines, taken]).to.deep.equal([total, total]);
  });

  it('ends the use case when the client goes away', async () => {
    const ended = Promise.withResolvers<string>();
    await start(async function* (_actor, { rows }) {
      try {
        for await (const _ of rows) yield acceptedLine(0);
        ended.resolve('as if the batch were whole');
      } catch (error) {
        ended.resolve(error instanceof Error ? error.name : '');
        throw error;
      } finally {
        ended.resolve('closed');
      }
    });
    const { req, answer } = begin();
    req.on('error', () => undefined);
    req.write('one\n');
    const response = await answer;
    response.on('error', () => undefined);
    response.once('data', () => req.destroy());
    expect(await ended.promise).to.be.oneOf(['ClientGone', 'closed']);
    await served.close();
    expect(served.logged.filter((line) => line.includes('"level":"error"'))).to.deep.equal([]);
    expect(served.logged.at(-1)).to.contain('"status":499');
  });

  it('answers a failure before the first line as a problem', async () => {
    // biome-ignore lint/correctness/useYield: it fails before its first line
    await start(async function* (): AsyncGenerator<BatchLine> {
      throw new AppError('LICENCE_TYPE_NOT_FOUND');
    });
    const response = await sendText('{}\n');
    expect([response.status, response.headers.get('content-type')]).to.deep.equal([404, 'application/problem+json']);
  });

  it('answers a failure after that as a last line without a row, logged once', async () => {
    await start(async function* () {
      yield acceptedLine(0);
      throw new Error('secret of the house');
    });
    const response = await sendText('{}\n{}\n');
    const last = (await linesOf(response)).at(-1);
    expect(last).to.deep.equal({ code: 'INTERNAL', requestId: response.headers.get('x-request-id') });
    expect(served.logged.filter((line) => line.includes('"level":"error"'))).to.have.length(1);
    expect(served.logged.join()).not.to.contain('secret');
  });

  it('keeps the connection usable after a refusal in the middle of the body', async () => {
    await start(async function* () {
      yield acceptedLine(0);
    });
    expect(await linesOf(await sendText('{}\n'.repeat(100_000)))).to.have.length(1);
    expect((await served.send('GET', { path: '/healthz' })).status).to.equal(200);
  });

  function begin() {
    const answer = Promise.withResolvers<IncomingMessage>();
    const req = httpRequest(served.address + PATH, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': TYPE },
    });
    req.once('response', answer.resolve).once('error', answer.reject);
    return { req, answer: answer.promise };
  }
});
