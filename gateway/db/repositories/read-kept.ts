import type { z } from 'zod';

/** What a row holds as JSON text; undefined where somebody has put something else there. */
export function readKept<T>(schema: z.ZodType<T>, content: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(content)).data;
  } catch {
    return undefined;
  }
}
