import { z } from 'zod';

export const alive = z.object({ status: z.literal('alive'), version: z.string() });
export const readiness = z.object({
  ready: z.boolean(),
  checks: z.record(z.string(), z.object({ ready: z.boolean() })),
});
export const description = z.looseObject({ openapi: z.literal('3.1.0') });
