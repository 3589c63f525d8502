import { type DerNode, malformed, open } from '../der/reader.js';
import { TAG } from '../der/tags.js';
import { readOctetString, readOid } from '../der/values.js';
import type { NoteDeviation } from './deviations.js';
import { readDefaultFalse } from './tolerant.js';

/** One Extension (RFC 5280 §4.2). */
export interface RawExtension {
  readonly oid: string;
  readonly critical: boolean;
  /** What the OCTET STRING holds. */
  readonly value: Uint8Array;
}

/** Extensions of a certificate, list, entry or answer; none may stand twice. @throws PkiError DER_MALFORMED */
export function readExtensionList(node: DerNode, note: NoteDeviation): RawExtension[] {
  const list = open(node, TAG.SEQUENCE);
  if (list.done) throw malformed('empty list of extensions');
  const seen = new Set<string>();
  const extensions: RawExtension[] = [];
  while (!list.done) {
    const extension = open(list.next(), TAG.SEQUENCE);
    const oid = readOid(extension.next());
    const critical = readDefaultFalse(extension, note);
    const value = readOctetString(extension.next());
    extension.finish();
    if (seen.has(oid)) throw malformed(`extension ${oid} twice`);
    seen.add(oid);
    extensions.push({ oid, critical, value });
  }
  return extensions;
}
