import type { z } from 'zod';
import { AppError } from '../domain/errors.js';
import type { Issue } from './problem.js';

type Place = 'path' | 'query' | 'body';
const MAX_ISSUES = 100;

/** The value as its schema types it. Throws INVALID_REQUEST with every issue; messages repeat nothing of what was sent. */
export function validated<T>(schema: z.ZodType<T>, value: unknown, place: Place): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.flatMap((issue) => issuesOf(issue, [], place)).slice(0, MAX_ISSUES);
  throw new AppError('INVALID_REQUEST', `the ${place} does not fit its schema`, { details: { issues } });
}

function issuesOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[], place: Place): Issue[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => told(place, [...path, key], issue.code, 'there is no member of this name'));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // Of the alternatives the one that the sender seems to have meant.
    const nearest = [...issue.errors].sort((a, b) => a.length - b.length)[0] ?? [];
    return nearest.flatMap((inner) => issuesOf(inner, path, place));
  }
  return [told(place, path, issue.code, issue.message)];
}

function told(place: Place, path: readonly PropertyKey[], code: string, message: string): Issue {
  return { in: place, pointer: pointerTo(path), code, message };
}

/** RFC 6901 §3. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
