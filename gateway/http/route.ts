import type { ParameterizedContext } from 'koa';
import { z } from 'zod';
import type { Actor } from '../domain/policy/actor.js';
import type { UseCases } from '../use-cases/contract.js';
import type { Answer } from './answer/answer.js';
import type { Body } from './body/body.js';
import type { Guard } from './guard.js';
import type { ProblemBody } from './problem.js';
import { validated } from './validate.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** What the middleware knows of a request. */
export interface State {
  requestId: string;
  /** Name of the route, never the path: paths hold identifiers. */
  route: string;
  /** The body that tells an error; logs it where it is ours. */
  report(error: unknown): ProblemBody;
}
export type Context = ParameterizedContext<State, { params: Record<string, string> }>;

/** The parts of a request and their schemas. A part that is not named is neither read nor handed on; a query must be empty then. */
export interface Request<P, Q, B> {
  path?: z.ZodType<P>;
  query?: z.ZodType<Q>;
  body?: Body<B>;
}

/** What came in, typed. */
export interface Input<P, Q, B> {
  path: P;
  query: Q;
  body: B;
}

/** A line of the route table, as the router and the description of the interface see it. */
export interface Route {
  name: string;
  method: Method;
  /** Parameters as `:name`. */
  path: string;
  guard: Guard;
  request: Request<unknown, unknown, unknown>;
  answer: Pick<Answer<never>, 'outcomes'>;
  /** `actor` is undefined on public routes only. */
  serve(useCases: UseCases, actor: Actor | undefined, ctx: Context): Promise<void>;
}

/** A route for bearers of tokens: name, method, path, guard, request, use case, answer. */
export function guarded<P, Q, B, R>(
  name: string,
  method: Method,
  path: string,
  guard: Exclude<Guard, 'public'>,
  request: Request<P, Q, B>,
  call: (use: UseCases, actor: Actor, input: Input<P, Q, B>) => Promise<R> | R,
  answer: Answer<R>,
): Route {
  return {
    ...{ name, method, path, guard, request, answer },
    serve: async (useCases, actor, ctx) => {
      if (actor === undefined) throw new TypeError('a guarded route has an actor');
      await answer.write(ctx, await call(useCases, actor, await inputOf(request, ctx)));
    },
  };
}

/** A route for everybody. */
export function open<P, Q, B, R>(
  name: string,
  method: Method,
  path: string,
  request: Request<P, Q, B>,
  call: (use: UseCases, input: Input<P, Q, B>) => Promise<R> | R,
  answer: Answer<R>,
): Route {
  return {
    ...{ name, method, path, request, answer },
    guard: 'public',
    serve: async (useCases, _actor, ctx) => {
      await answer.write(ctx, await call(useCases, await inputOf(request, ctx)));
    },
  };
}

async function inputOf<P, Q, B>(request: Request<P, Q, B>, ctx: Context): Promise<Input<P, Q, B>> {
  const path = validated(request.path ?? NOTHING, ctx.params, 'path');
  const query = validated(request.query ?? NOTHING, ctx.query, 'query');
  const body = request.body === undefined ? undefined : await request.body.read(ctx.req);
  // A part without a schema has the type that nothing in a route's call constrains: unknown.
  return { path: path as P, query: query as Q, body: body as B };
}

const NOTHING: z.ZodType<unknown> = z.strictObject({});
