import { childrenOf, type DerNode, readDer } from '../../../pki/der/reader.js';
import { element } from '../../../pki/der/writer.js';

/** A copy with one bit changed, counted from the first byte's lowest; a negative byte counts from the end. */
export function flipped(bytes: Uint8Array, byte: number, bit = 0): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const at = byte < 0 ? copy.length + byte : byte;
  copy[at] = (copy[at] ?? 0) ^ (1 << bit);
  return copy;
}

/** All copies with one bit changed. */
export function allFlipped(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: 8 * bytes.length }, (_, at) => flipped(bytes, at >> 3, at & 7));
}

/** For every byte a copy with one of its bits changed; `bit` chooses which. */
export function everyByteFlipped(bytes: Uint8Array, bit: (byte: number) => number): Uint8Array[] {
  return Array.from(bytes, (_, at) => flipped(bytes, at, bit(at)));
}

/** A copy of a DER structure with one element replaced; `path` are the positions from the outermost SEQUENCE inwards. */
export function edited(
  der: Uint8Array,
  path: readonly number[],
  change: (element: Uint8Array) => Uint8Array,
): Uint8Array {
  return editedNode(readDer(der), path, change);
}

/** The element at a path. */
export function elementAt(der: Uint8Array, path: readonly number[]): Uint8Array {
  let node: DerNode = readDer(der);
  for (const position of path) {
    const child = childrenOf(node)[position];
    if (child === undefined) throw new RangeError(`no element ${path.join('.')}`);
    node = child;
  }
  return node.raw;
}

/** The length octets of the outermost element in a longer form than DER allows. */
export function withLongLength(der: Uint8Array): Uint8Array {
  const { tag, content, length } = readDer(der);
  const octets = Buffer.alloc(4);
  octets.writeUInt32BE(length);
  return Uint8Array.from(Buffer.concat([Uint8Array.of(tag, 0x84), octets, content]));
}

/** The element's content with bytes after it. */
export function appended(der: Uint8Array, more: Uint8Array): Uint8Array {
  const { tag, content } = readDer(der);
  return element(tag, content, more);
}

function editedNode(
  node: DerNode,
  [position, ...rest]: readonly number[],
  change: (element: Uint8Array) => Uint8Array,
): Uint8Array {
  if (position === undefined) return change(node.raw);
  const children = childrenOf(node);
  if (position >= children.length) throw new RangeError('no such element');
  return element(
    node.tag,
    ...children.map((child, at) => (at === position ? editedNode(child, rest, change) : child.raw)),
  );
}
