import { PkiError } from '../errors.js';

/** Nesting beyond this is refused: no object of ours comes near it, and recursion over hostile input stays bounded. */
export const MAX_DEPTH = 32;

export function malformed(reason: string): PkiError {
  return new PkiError('DER_MALFORMED', reason);
}

/**
 * One element, as offsets into the bytes it was read from. `raw` and `content` are views, never copies, so a signature can be
 * checked over exactly what arrived.
 */
export class DerNode {
  readonly bytes: Uint8Array;
  /** Identifier octet, constructed bit included. */
  readonly tag: number;
  /** Offset of the identifier octet. */
  readonly start: number;
  /** Offset of the first content octet. */
  readonly contentStart: number;
  /** Offset after the last content octet. */
  readonly end: number;
  readonly depth: number;

  constructor(bytes: Uint8Array, tag: number, start: number, contentStart: number, end: number, depth: number) {
    this.bytes = bytes;
    this.tag = tag;
    this.start = start;
    this.contentStart = contentStart;
    this.end = end;
    this.depth = depth;
  }

  get raw(): Uint8Array {
    return this.bytes.subarray(this.start, this.end);
  }

  get content(): Uint8Array {
    return this.bytes.subarray(this.contentStart, this.end);
  }

  get length(): number {
    return this.end - this.contentStart;
  }

  get constructed(): boolean {
    return (this.tag & 0x20) !== 0;
  }
}

/** Reads the elements inside one constructed element, in order. */
export class DerCursor {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #depth: number;
  #at: number;

  constructor(parent: DerNode) {
    if (!parent.constructed) throw malformed(`tag 0x${parent.tag.toString(16)} is primitive, nothing is nested in it`);
    this.#bytes = parent.bytes;
    this.#at = parent.contentStart;
    this.#end = parent.end;
    this.#depth = parent.depth + 1;
  }

  get done(): boolean {
    return this.#at === this.#end;
  }

  /** Tag of the element to come; undefined at the end. */
  peek(): number | undefined {
    return this.done ? undefined : this.#bytes[this.#at];
  }

  /** The element to come, which must have this tag when one is given. */
  next(tag?: number): DerNode {
    const node = readElement(this.#bytes, this.#at, this.#end, this.#depth);
    if (tag !== undefined) expectTag(node, tag);
    this.#at = node.end;
    return node;
  }

  optional(tag: number): DerNode | undefined {
    return this.peek() === tag ? this.next(tag) : undefined;
  }

  /** Refuses whatever is left over. */
  finish(): void {
    if (!this.done) throw malformed(`surplus element at offset ${this.#at}`);
  }
}

/**
 * Reads the one element that fills `bytes`, by the Distinguished Encoding Rules (X.690 §10, §11): definite and minimal lengths,
 * single-octet tags, strings primitive, nothing after the end. Nested elements are checked as they are visited; `checkTree`
 * visits them all.
 *
 * @throws PkiError DER_MALFORMED
 */
export function readDer(bytes: Uint8Array): DerNode {
  const node = readElement(bytes, 0, bytes.length, 0);
  if (node.end !== bytes.length) throw malformed(`${bytes.length - node.end} bytes after the end`);
  return node;
}

export function expectTag(node: DerNode, tag: number): DerNode {
  if (node.tag !== tag) {
    throw malformed(`tag 0x${node.tag.toString(16)} at offset ${node.start}, expected 0x${tag.toString(16)}`);
  }
  return node;
}

/** A cursor over a node that must have this tag. */
export function open(node: DerNode, tag: number): DerCursor {
  return new DerCursor(expectTag(node, tag));
}

/** All elements nested directly in a node. */
export function childrenOf(node: DerNode): DerNode[] {
  const cursor = new DerCursor(node);
  const children: DerNode[] = [];
  while (!cursor.done) children.push(cursor.next());
  return children;
}

// SEQUENCE, SET, EXTERNAL, EMBEDDED PDV and CHARACTER STRING; every other universal type is primitive in DER (X.690 §10.2).
const CONSTRUCTED_UNIVERSAL = new Set([0x10, 0x11, 0x08, 0x0b, 0x1d]);

function readElement(bytes: Uint8Array, start: number, limit: number, depth: number): DerNode {
  if (depth > MAX_DEPTH) throw malformed(`nested deeper than ${MAX_DEPTH}`);
  if (start + 2 > limit) throw malformed(`element cut off at offset ${start}`);
  const tag = bytes[start] as number; // in range: checked above
  const number = tag & 0x1f;
  if (number === 0x1f) throw malformed(`tag number above 30 at offset ${start}`);
  if ((tag & 0xc0) === 0) {
    if (number === 0) throw malformed(`end-of-contents at offset ${start}`);
    if (((tag & 0x20) !== 0) !== CONSTRUCTED_UNIVERSAL.has(number)) {
      throw malformed(`primitive and constructed confused at offset ${start}`);
    }
  }
  let contentStart = start + 2;
  let length = bytes[start + 1] as number; // in range: checked above
  if (length >= 0x80) {
    const octets = length & 0x7f;
    if (octets === 0) throw malformed(`indefinite length at offset ${start}`);
    if (octets > 4) throw malformed(`length of ${octets} octets at offset ${start}`);
    if (contentStart + octets > limit) throw malformed(`length cut off at offset ${start}`);
    length = 0;
    for (let i = 0; i < octets; i++) length = length * 256 + (bytes[contentStart + i] as number); // in range: checked above
    if (length < 0x80 || length < 256 ** (octets - 1)) throw malformed(`length not minimal at offset ${start}`);
    contentStart += octets;
  }
  const end = contentStart + length;
  if (end > limit) throw malformed(`length beyond the end at offset ${start}`);
  return new DerNode(bytes, tag, start, contentStart, end, depth);
}
