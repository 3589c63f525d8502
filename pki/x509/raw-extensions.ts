import { type DerNode, malformed, open } from '../der/reader.js';
import { TAG } from '../der/tags.js';
import { readBoolean, readOctetString, readOid } from '../der/values.js';
import { boolean, octetString, oid, sequence } from '../der/writer.js';

/** An extension whose value is not read: in requests, and in what we write. */
export interface RawExtension {
  readonly oid: string;
  readonly critical: boolean;
  /** DER of the value, without the OCTET STRING around it. */
  readonly value: Uint8Array;
}

/** `Extensions` (RFC 5280 §4.1): one or more, none twice, `critical FALSE` not encoded. @throws PkiError DER_MALFORMED */
export function readRawExtensions(node: DerNode): RawExtension[] {
  const list = open(node, TAG.SEQUENCE);
  const found = new Map<string, RawExtension>();
  do {
    const parts = open(list.next(), TAG.SEQUENCE);
    const id = readOid(parts.next());
    const flag = parts.optional(TAG.BOOLEAN);
    if (flag !== undefined && !readBoolean(flag)) throw malformed('DEFAULT FALSE is encoded');
    const value = readOctetString(parts.next());
    parts.finish();
    if (found.has(id)) throw malformed(`extension ${id} twice`);
    found.set(id, { oid: id, critical: flag !== undefined, value });
  } while (!list.done);
  return [...found.values()];
}

export function encodeExtension({ oid: id, critical, value }: RawExtension): Uint8Array {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octetString(value));
}
