import { readFileSync } from 'node:fs';
import type { Result } from './vector.js';
import type { FileGroup, VectorFile } from './vector-file.js';

/** Seen from dist/test/sm2-vectors. */
const FOLDER = new URL('../../../fixtures/sm2-vectors/', import.meta.url);
export const VECTOR_FILE = new URL('sm2_verify_test.json', FOLDER);
export const SCHEMA_FILE = new URL('sm2_verify_schema.json', FOLDER);

/** A vector with what its group says of it, in octets. */
export interface ReadVector {
  readonly type: FileGroup['type'];
  readonly spki: Uint8Array;
  readonly userId: Uint8Array;
  readonly tcId: number;
  readonly comment: string;
  readonly flags: readonly string[];
  /** The message, or e in a group of type Sm2DigestVerify. */
  readonly input: Uint8Array;
  readonly signature: Uint8Array;
  readonly result: Result;
}

export function readVectorFile(): VectorFile {
  // The schema is checked by test/fixtures/sm2-vectors.test.ts.
  return JSON.parse(readFileSync(VECTOR_FILE, 'utf8')) as VectorFile;
}

export function readVectors(): ReadVector[] {
  return readVectorFile().testGroups.flatMap(({ type, publicKeyDer, userId, tests }) =>
    tests.map(({ tcId, comment, flags, msg, digest, sig, result }) => ({
      ...{ type, tcId, comment, flags, result },
      spki: octets(publicKeyDer),
      userId: octets(userId),
      input: octets(msg ?? digest ?? ''),
      signature: octets(sig),
    })),
  );
}

function octets(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}
