import type { Random } from './random.js';

export const MOST_OCTETS = 65_536;

const INTERESTING = [
  0x00, 0x01, 0x02, 0x03, 0x05, 0x06, 0x17, 0x18, 0x1f, 0x30, 0x31, 0x7f, 0x80, 0x81, 0x84, 0xa0, 0xff,
];

interface Element {
  readonly start: number;
  readonly content: number;
  readonly end: number;
}

/** One to four changes of an input, some of them aware of tag-length-value; `other` is what a splice takes from. */
export function mutate(input: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let bytes = input;
  for (let left = 1 + random.below(4); left > 0; left--) bytes = random.pick(MUTATIONS)(bytes, other, random);
  return bytes.subarray(0, MOST_OCTETS);
}

type Mutation = (bytes: Uint8Array, other: Uint8Array, random: Random) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  // A bit, an octet, an interesting octet.
  (bytes, _, random) => changed(bytes, random, (octet) => octet ^ (1 << random.below(8))),
  (bytes, _, random) => changed(bytes, random, () => random.below(256)),
  (bytes, _, random) => changed(bytes, random, () => random.pick(INTERESTING)),
  // The first octet of a length.
  (bytes, _, random) => {
    const { start } = anElement(bytes, random);
    const copy = Uint8Array.from(bytes);
    if (start + 1 < copy.length) copy[start + 1] = random.pick(INTERESTING);
    return copy;
  },
  // A block of octets between, or a cut.
  (bytes, _, random) => {
    const at = random.below(bytes.length + 1);
    return replaced(bytes, at, at, new Uint8Array(1 + random.below(64)).fill(random.pick(INTERESTING)));
  },
  (bytes, _, random) => bytes.slice(0, random.below(bytes.length + 1)),
  // Elements: dropped, doubled, nested, with other content, taken from another input. The lengths around them are kept right.
  (bytes, _, random) => withElement(bytes, anElement(bytes, random), () => new Uint8Array()),
  (bytes, _, random) => withElement(bytes, anElement(bytes, random), (whole) => joined(whole, whole)),
  (bytes, _, random) =>
    withElement(bytes, anElement(bytes, random), (whole) => element(random.pick(INTERESTING), whole)),
  (bytes, _, random) =>
    withElement(bytes, anElement(bytes, random), (whole) =>
      element(
        whole[0] ?? 0x30,
        Uint8Array.from({ length: random.below(24) }, () => random.below(256)),
      ),
    ),
  (bytes, other, random) => {
    const { start, end } = anElement(other, random);
    return withElement(bytes, anElement(bytes, random), () => other.slice(start, end));
  },
];

function changed(bytes: Uint8Array, random: Random, change: (octet: number) => number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  if (copy.length === 0) return Uint8Array.of(change(0));
  const at = random.below(copy.length);
  copy[at] = change(copy[at] ?? 0);
  return copy;
}

/** One of the elements that a lenient walk finds; the whole input when there is none. */
function anElement(bytes: Uint8Array, random: Random): Element {
  const found: Element[] = [];
  walk(bytes, 0, bytes.length, found);
  return found.length === 0 ? { start: 0, content: 0, end: bytes.length } : random.pick(found);
}

function walk(bytes: Uint8Array, from: number, to: number, found: Element[]): void {
  for (let start = from; start + 2 <= to && found.length < 2_000; ) {
    const first = bytes[start + 1] ?? 0;
    const octets = first < 0x80 ? 0 : first & 0x7f;
    if (octets > 3) return;
    let length = octets === 0 ? first : 0;
    for (let i = 0; i < octets; i++) length = length * 256 + (bytes[start + 2 + i] ?? 0);
    const content = start + 2 + octets;
    const end = content + length;
    if (end > to) return;
    found.push({ start, content, end });
    // Also what OCTET STRING holds, and BIT STRING after its count of unused bits: extensions, seals, certificates.
    const tag = bytes[start] ?? 0;
    if ((tag & 0x20) !== 0 || tag === 0x04) walk(bytes, content, end, found);
    if (tag === 0x03) walk(bytes, content + 1, end, found);
    start = end;
  }
}

/** Another element in the place of one, and the lengths of all around it written anew. */
function withElement(
  bytes: Uint8Array,
  { start, end }: Element,
  change: (whole: Uint8Array) => Uint8Array,
): Uint8Array {
  const found: Element[] = [];
  walk(bytes, 0, bytes.length, found);
  let part = change(bytes.slice(start, end));
  let [from, to] = [start, end];
  const around = found.filter((each) => each.content <= start && each.end >= end && each.start < start).reverse();
  for (const each of around) {
    const content = joined(bytes.slice(each.content, from), part, bytes.slice(to, each.end));
    part = element(bytes[each.start] ?? 0x30, content);
    [from, to] = [each.start, each.end];
  }
  return replaced(bytes, from, to, part);
}

function element(tag: number, content: Uint8Array): Uint8Array {
  const { length } = content;
  if (length < 0x80) return joined(Uint8Array.of(tag, length), content);
  if (length < 0x100) return joined(Uint8Array.of(tag, 0x81, length), content);
  if (length < 0x1_0000) return joined(Uint8Array.of(tag, 0x82, length >> 8, length), content);
  return joined(Uint8Array.of(tag, 0x83, length >> 16, length >> 8, length), content);
}

const replaced = (bytes: Uint8Array, from: number, to: number, part: Uint8Array): Uint8Array =>
  joined(bytes.slice(0, from), part, bytes.slice(to));

const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
