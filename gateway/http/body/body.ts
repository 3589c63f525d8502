import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { type CanonicalValue, parseStrictJson } from '../../../pki/encoding/canonical-json.js';
import { AppError } from '../../domain/errors.js';
import { validated } from '../validate.js';
import { requireMediaType } from './media-type.js';
import { readBytes } from './read-bytes.js';
import { type Line, readLines } from './read-lines.js';

/** What a route takes as its body: how it is read, and how it is described. */
export interface Body<T> {
  mediaTypes: readonly string[];
  /** Of the value, or of one line; absent for bytes. */
  schema?: z.ZodType;
  read(req: IncomingMessage): Promise<T>;
}

const MEBIBYTE = 1_048_576;

/** One JSON value, strictly: no doubled members, no null, no fractions. */
export function jsonBody<T>(schema: z.ZodType<T>, limit = MEBIBYTE): Body<T> {
  const mediaTypes = ['application/json'];
  return {
    mediaTypes,
    schema,
    read: async (req) => {
      requireMediaType(req, mediaTypes);
      return validated(schema, parsed(await readBytes(req, limit), limit), 'body');
    },
  };
}

/** Bytes as they came, for whoever verifies them. */
export function bytesBody(mediaTypes: readonly string[], limit = MEBIBYTE): Body<Uint8Array> {
  return {
    mediaTypes,
    read: async (req) => {
      requireMediaType(req, mediaTypes);
      return readBytes(req, limit);
    },
  };
}

/** Lines as they arrive (NDJSON), each of 64 KiB at most. `schema` only describes a line. */
export function linesBody(schema: z.ZodType, lineLimit = 65_536): Body<AsyncIterable<Line>> {
  const mediaTypes = ['application/x-ndjson'];
  return {
    mediaTypes,
    schema,
    read: async (req) => {
      requireMediaType(req, mediaTypes);
      return readLines(req, lineLimit);
    },
  };
}

function parsed(bytes: Uint8Array, maxBytes: number): CanonicalValue {
  try {
    return parseStrictJson(bytes, { maxBytes });
  } catch (cause) {
    const issues = [{ in: 'body', pointer: '', code: 'json', message: 'strict JSON in UTF-8 is expected' }];
    throw new AppError('INVALID_REQUEST', 'the body is not strict JSON', { details: { issues }, cause });
  }
}
