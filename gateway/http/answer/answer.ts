import type { z } from 'zod';
import type { Context } from '../route.js';

/** One way in which a route answers when all is well. */
export interface Outcome {
  status: number;
  /** Absent where the answer has no body; no schema where it is bytes. */
  content?: { mediaType: string; schema?: z.ZodType };
}

/** How a use case's result becomes an answer, and how that is described. */
export interface Answer<R> {
  outcomes: readonly Outcome[];
  write(ctx: Context, result: R): void | Promise<void>;
}

const JSON_TYPE = 'application/json';

/** JSON by a presenter, which builds it field by field. */
export function ok<R, V>(schema: z.ZodType<V>, present: (result: R) => V): Answer<R> {
  return {
    outcomes: [{ status: 200, content: { mediaType: JSON_TYPE, schema } }],
    write: (ctx, result) => writeJson(ctx, 200, present(result)),
  };
}

/** JSON with 201. */
export function created<R, V>(schema: z.ZodType<V>, present: (result: R) => V): Answer<R> {
  return {
    outcomes: [{ status: 201, content: { mediaType: JSON_TYPE, schema } }],
    write: (ctx, result) => writeJson(ctx, 201, present(result)),
  };
}

/** JSON with 201, or with 200 where an earlier request has done it. */
export function createdOnce<R, V>(
  schema: z.ZodType<V>,
  present: (result: R) => V,
  isRepeated: (result: R) => boolean,
): Answer<R> {
  const content = { mediaType: JSON_TYPE, schema };
  return {
    outcomes: [
      { status: 201, content },
      { status: 200, content },
    ],
    write: (ctx, result) => writeJson(ctx, isRepeated(result) ? 200 : 201, present(result)),
  };
}

/** JSON with 200 where all is well and 503 where it is not. */
export function health<R, V>(
  schema: z.ZodType<V>,
  present: (result: R) => V,
  isWell: (result: R) => boolean,
): Answer<R> {
  const content = { mediaType: JSON_TYPE, schema };
  return {
    outcomes: [
      { status: 200, content },
      { status: 503, content },
    ],
    write: (ctx, result) => writeJson(ctx, isWell(result) ? 200 : 503, present(result)),
  };
}

export function writeJson(ctx: Context, status: number, value: unknown): void {
  ctx.status = status;
  ctx.type = JSON_TYPE;
  ctx.body = JSON.stringify(value);
}
