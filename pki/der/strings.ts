import { type DerNode, expectTag, malformed } from './reader.js';
import { TAG } from './tags.js';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;

/** @throws PkiError DER_MALFORMED */
export function readUtf8String(node: DerNode): string {
  return decodeUtf8(expectTag(node, TAG.UTF8_STRING).content);
}

/** @throws PkiError DER_MALFORMED */
export function readIa5String(node: DerNode): string {
  return decodeAscii(expectTag(node, TAG.IA5_STRING).content);
}

/** @throws PkiError DER_MALFORMED */
export function readPrintableString(node: DerNode): string {
  const text = decodeAscii(expectTag(node, TAG.PRINTABLE_STRING).content);
  if (!PRINTABLE.test(text)) throw malformed('character outside PrintableString');
  return text;
}

/**
 * Text of any string type that names use, leniently: certificates of the field hold strings outside their type's alphabet, and a
 * name must not stop a reader. Undefined for what is not text at all.
 */
export function readAnyText(node: DerNode): string | undefined {
  try {
    switch (node.tag) {
      case TAG.UTF8_STRING:
      case TAG.PRINTABLE_STRING:
      case TAG.IA5_STRING:
      case TAG.NUMERIC_STRING:
      case TAG.VISIBLE_STRING:
        return decodeUtf8(node.content);
      case TAG.T61_STRING:
        return Buffer.from(node.content).toString('latin1');
      case TAG.BMP_STRING:
        return node.length % 2 === 0 ? Buffer.from(node.content).swap16().toString('utf16le') : undefined;
      default:
        return undefined;
    }
  } catch {
    return undefined;
  }
}

function decodeUtf8(octets: Uint8Array): string {
  try {
    return utf8.decode(octets);
  } catch {
    throw malformed('not UTF-8');
  }
}

function decodeAscii(octets: Uint8Array): string {
  for (const octet of octets) if (octet > 0x7f) throw malformed('character outside ASCII');
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1');
}
