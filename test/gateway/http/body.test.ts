import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { readBytes } from '../../../gateway/http/body/read-bytes.js';
import { type Line, readLines } from '../../../gateway/http/body/read-lines.js';
import { ClientGone, HttpError } from '../../../gateway/http/http-error.js';

/** A request whose body arrives in these pieces, and then ends, breaks off or just waits. */
function arriving(pieces: readonly Uint8Array[], then: 'end' | 'break' | 'wait' = 'end'): IncomingMessage {
  const req = new IncomingMessage(new Socket());
  for (const piece of pieces) req.push(piece);
  if (then === 'end') req.push(null);
  if (then === 'break') setImmediate(() => req.destroy());
  return req;
}

async function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error);
}

describe('http body', () => {
  it('is read as it came', async () => {
    const body = await readBytes(arriving([Buffer.from('ab'), Buffer.from('c')]), 3);
    expect(Buffer.from(body).toString()).to.equal('abc');
  });

  it('may be as long as its limit and no longer', async () => {
    expect(await outcome(readBytes(arriving([Buffer.alloc(4)]), 3))).to.have.property('code', 'PAYLOAD_TOO_LARGE');
  });

  it('has a deadline', async () => {
    const error = await outcome(readBytes(arriving([Buffer.alloc(1)], 'wait'), 3, 10));
    expect(error).to.be.instanceOf(HttpError).with.property('code', 'REQUEST_TIMEOUT');
  });

  it('that breaks off is nobody’s fault, and never half a body', async () => {
    expect(await outcome(readBytes(arriving([Buffer.alloc(1)], 'break'), 3))).to.be.instanceOf(ClientGone);
    const gone = arriving([], 'wait');
    gone.destroy();
    expect(await outcome(readBytes(gone, 3))).to.be.instanceOf(ClientGone);
    const lines = readLines(arriving([Buffer.from('a\nb')], 'break'), 9);
    expect(await lines.next()).to.deep.equal({ done: false, value: { text: 'a' } });
    expect(await outcome(lines.next())).to.be.instanceOf(ClientGone);
  });

  it('has the same lines however it is cut into pieces', async () => {
    const LIMIT = 8;
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r', ' ', '印', '\u{1f4dc}'), maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(9), { minLength: 1 }), async (body, cuts) => {
        const bytes = Buffer.from(body);
        const pieces: Buffer[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const size = 1 + (cuts[turn % cuts.length] ?? 0);
          pieces.push(bytes.subarray(at, at + size));
          at += size;
        }
        const got: Line[] = [];
        for await (const line of readLines(arriving(pieces), LIMIT)) got.push(line);
        const wanted = body.split('\n').flatMap((line): Line[] => {
          if (Buffer.byteLength(line) > LIMIT) return [{ refused: 'PAYLOAD_TOO_LARGE' }];
          return line.trim() === '' ? [] : [{ text: line.replace(/\r$/, '') }];
        });
        expect(got).to.deep.equal(wanted);
      }),
    );
  });

  it('of arbitrary bytes yields lines and refusals only', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 8 }), async (pieces) => {
        for await (const line of readLines(arriving(pieces.filter(({ length }) => length > 0)), 16)) {
          expect(Object.keys(line)).to.have.length(1);
        }
      }),
    );
  });
});
