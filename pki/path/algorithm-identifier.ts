import { type DerNode, open } from '../der/reader.js';
import { TAG } from '../der/tags.js';
import { readOid } from '../der/values.js';

/** AlgorithmIdentifier (RFC 5280 §4.1.1.2). */
export interface AlgorithmIdentifier {
  readonly oid: string;
  /** Whole DER of the parameters; undefined where there are none. */
  readonly parameters: Uint8Array | undefined;
  readonly der: Uint8Array;
}

/** @throws PkiError DER_MALFORMED */
export function readAlgorithmIdentifier(node: DerNode): AlgorithmIdentifier {
  const parts = open(node, TAG.SEQUENCE);
  const oid = readOid(parts.next());
  const parameters = parts.done ? undefined : parts.next().raw;
  parts.finish();
  return { oid, parameters, der: node.raw };
}
