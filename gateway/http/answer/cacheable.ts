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
      const etag = `"${sm3Hex(Buffer.from(text))}"`;
      ctx.set('ETag', etag);
      if (isKnown(ctx.get('If-None-Match'), etag)) {
        ctx.status = 304;
        return;
      }
      ctx.type = 'application/json';
      ctx.body = text;
    },
  };
}

/** RFC 9110 §13.1.2, whatever Cache-Control the request carries: browsers add one, and ctx.fresh then gives in. */
function isKnown(header: string, etag: string): boolean {
  return header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*');
}
