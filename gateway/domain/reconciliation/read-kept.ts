import type { z } from 'zod';
import { type CanonicalValue, canonicalJson, parseStrictJson } from '../../../pki/encoding/canonical-json.js';
import { PkiError } from '../../../pki/errors.js';

/** A column that holds JSON, by its schema; undefined for anything else. */
export function readKept<T>(schema: z.ZodType<T>, text: string | null): T | undefined {
  const json = text === null ? undefined : strictJson(text);
  return json === undefined ? undefined : schema.safeParse(json).data;
}

/** Whether two texts are the same JSON, however they are spelt. */
export function isSameJson(text: string | null, value: CanonicalValue): boolean {
  const json = text === null ? undefined : strictJson(text);
  return json !== undefined && canonicalJson(json) === canonicalJson(value);
}

function strictJson(text: string): CanonicalValue | undefined {
  try {
    return parseStrictJson(text);
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}
