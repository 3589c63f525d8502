import { Readable } from 'node:stream';
import type { z } from 'zod';
import { ClientGone } from '../http-error.js';
import type { Context } from '../route.js';
import type { Answer } from './answer.js';

/**
 * NDJSON, a line as soon as the use case has it and the client takes it. What goes wrong before the first line is a problem;
 * afterwards it is a last line without `row`: `{code, requestId}`. When the client goes away the use case's iterator is closed.
 */
export function lines<R, V>(schema: z.ZodType<V>, present: (line: R) => V): Answer<AsyncIterable<R>> {
  return {
    outcomes: [{ status: 200, content: { mediaType: 'application/x-ndjson', schema } }],
    write: async (ctx, result) => {
      const iterator = result[Symbol.asyncIterator]();
      const close = () => void iterator.return?.().catch(() => undefined);
      ctx.res.once('close', close);
      const first = await iterator.next();
      ctx.status = 200;
      ctx.type = 'application/x-ndjson';
      // A proxy that waits for more lines would undo the streaming.
      ctx.set('X-Accel-Buffering', 'no');
      ctx.body = Readable.from(texts(ctx, iterator, first, present), { objectMode: false });
    },
  };
}

async function* texts<R, V>(
  ctx: Context,
  iterator: AsyncIterator<R>,
  first: IteratorResult<R>,
  present: (line: R) => V,
): AsyncGenerator<string> {
  try {
    for (let next = first; next.done !== true; next = await iterator.next()) {
      yield `${JSON.stringify(present(next.value))}\n`;
    }
  } catch (error) {
    if (error instanceof ClientGone) return;
    const { code, requestId } = ctx.state.report(error);
    yield `${JSON.stringify({ code, requestId })}\n`;
  }
}
