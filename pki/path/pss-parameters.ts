import { open, readDer } from '../der/reader.js';
import { contextConstructed, TAG } from '../der/tags.js';
import { readSmallInteger } from '../der/values.js';
import { PkiError } from '../errors.js';
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from './algorithm-identifier.js';

/** Digests that RSASSA-PSS may use here: SHA-1, which its defaults name, is none of them. */
const HASHES: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};
const MGF1 = '1.2.840.113549.1.1.8';

export interface PssParameters {
  /** node's name. */
  readonly hash: string;
  /** Octets. */
  readonly saltLength: number;
}

/** RSASSA-PSS-params (RFC 4055 §3.1) with one of SHA-256, -384, -512 for message and mask alike; undefined for all else. */
export function readPssParameters(algorithm: AlgorithmIdentifier): PssParameters | undefined {
  if (algorithm.parameters === undefined) return undefined;
  try {
    const parts = open(readDer(algorithm.parameters), TAG.SEQUENCE);
    const hash = HASHES[readExplicitAlgorithm(parts.next(contextConstructed(0))).oid];
    const mask = readExplicitAlgorithm(parts.next(contextConstructed(1)));
    const salt = parts.optional(contextConstructed(2));
    const trailer = parts.optional(contextConstructed(3));
    parts.finish();
    if (hash === undefined || mask.oid !== MGF1 || mask.parameters === undefined) return undefined;
    if (HASHES[readAlgorithmIdentifier(readDer(mask.parameters)).oid] !== hash) return undefined;
    if (trailer !== undefined && readExplicitInteger(trailer) !== 1) return undefined;
    return { hash, saltLength: salt === undefined ? 20 : readExplicitInteger(salt) };
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

type Node = Parameters<typeof readAlgorithmIdentifier>[0];

function readExplicitAlgorithm(node: Node): AlgorithmIdentifier {
  const inner = open(node, node.tag);
  const algorithm = readAlgorithmIdentifier(inner.next());
  inner.finish();
  return algorithm;
}

function readExplicitInteger(node: Node): number {
  const inner = open(node, node.tag);
  const value = readSmallInteger(inner.next());
  inner.finish();
  return value;
}
