import { childrenOf, type DerNode, malformed } from './reader.js';
import { readPrintableString, readUtf8String } from './strings.js';
import { TAG } from './tags.js';
import { readGeneralizedTime, readUtcTime } from './times.js';
import { readBitString, readBoolean, readIntegerContent, readNull, readOid } from './values.js';

/**
 * Visits every element below a node and checks the content of the universal types whose encoding DER fixes. For parts that a
 * reader carries but does not read. SET order is checked by `readSetOf`, where the type says SET OF.
 *
 * @throws PkiError DER_MALFORMED
 */
export function checkTree(node: DerNode): void {
  if (node.constructed) {
    for (const child of childrenOf(node)) checkTree(child);
    return;
  }
  switch (node.tag) {
    case TAG.BOOLEAN:
      readBoolean(node);
      break;
    case TAG.INTEGER:
      readIntegerContent(node);
      break;
    case TAG.BIT_STRING:
      readBitString(node);
      break;
    case TAG.NULL:
      readNull(node);
      break;
    case TAG.OID:
      readOid(node);
      break;
    case TAG.UTF8_STRING:
      readUtf8String(node);
      break;
    case TAG.PRINTABLE_STRING:
      readPrintableString(node);
      break;
    case TAG.UTC_TIME:
      readUtcTime(node);
      break;
    case TAG.GENERALIZED_TIME:
      readGeneralizedTime(node, { fractions: true });
      break;
    default:
  }
}

/** The elements of a SET OF, which DER orders by their encoding (X.690 §11.6). @throws PkiError DER_MALFORMED */
export function readSetOf(node: DerNode): DerNode[] {
  if (node.tag !== TAG.SET) throw malformed(`tag 0x${node.tag.toString(16)}, expected SET`);
  const elements = childrenOf(node);
  let previous: DerNode | undefined;
  for (const element of elements) {
    // Buffer.compare puts the shorter of two that agree first, as padding with zeros would.
    if (previous !== undefined && Buffer.compare(previous.raw, element.raw) > 0) throw malformed('SET OF out of order');
    previous = element;
  }
  return elements;
}
