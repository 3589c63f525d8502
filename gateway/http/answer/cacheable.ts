import type { z } from 'zod';
import { sm3Hex } from '../../../pki/sm3.js';
import type { Answer } from './answer.js';

/** JSON that anybody may keep (RFC 9111), with a strong ETag over its bytes; 304 for who has it already. */
export function cacheable<R extends { value: V; cacheControl: string }, V>(schema: z.ZodType<V>): Answer<R> {
  return {
    outcomes: [{ status: 200, content: { mediaType: 'application/json', schema } }, { status: 304 }],
    write: (ctx, { value, cacheControl }) => {
      const text = JSON.stringify(value);
      ctx.status = 200;
      ctx.set('Cache-Control', cacheControl);
      ctx.etag = sm3Hex(Buffer.from(text));
      if (ctx.fresh) {
        ctx.status = 304;
        return;
      }
      ctx.type = 'application/json';
      ctx.body = text;
    },
  };
}
