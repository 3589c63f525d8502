import { PkiError } from '../errors.js';

/** What may be signed: no null, no fraction, no integer beyond ±(2^53-1). */
export type CanonicalValue =
  | string
  | number
  | boolean
  | readonly CanonicalValue[]
  | { readonly [member: string]: CanonicalValue };

export interface JsonLimits {
  /** In bytes of UTF-8; 4 MiB unless given. */
  readonly maxBytes?: number;
  /** How deep arrays and objects may nest; 64 unless given, and at most. */
  readonly maxDepth?: number;
}

const MAX_BYTES = 4 * 1024 * 1024;
const MAX_DEPTH = 64;
// ignoreBOM keeps a byte order mark in the text, where it is no JSON.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The one text of a value by RFC 8785 (JSON Canonicalization Scheme): no white space, members in the order of their UTF-16
 * code units. Throws CANONICAL_JSON_INVALID for null, undefined, fractions, -0, integers beyond ±(2^53-1), lone surrogates,
 * objects with a prototype of their own, and nesting over 64.
 */
export function canonicalJson(value: CanonicalValue): string {
  return write(value, MAX_DEPTH);
}

/** `canonicalJson` in UTF-8. */
export function canonicalBytes(value: CanonicalValue): Uint8Array {
  const buffer = Buffer.from(canonicalJson(value), 'utf8');
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

/** The value of a text that is canonical already: anything else, doubled members and white space included, is CANONICAL_JSON_INVALID. */
export function parseCanonicalJson(input: Uint8Array | string, limits: JsonLimits = {}): CanonicalValue {
  const text = decode(input, limits);
  const value = parse(text);
  // Whatever two readers could take differently is not what this writer writes.
  if (write(value, depthOf(limits)) !== text) throw invalid('the text is not canonical');
  return value;
}

/**
 * The value of a text in any order and spacing; refused, as CANONICAL_JSON_INVALID, is all that has no canonical form, doubled
 * members, and numbers spelt as fractions or with exponents. A member `__proto__` becomes an own property like any other.
 */
export function parseStrictJson(input: Uint8Array | string, limits: JsonLimits = {}): CanonicalValue {
  const text = decode(input, limits);
  const value = parse(text);
  // Outside strings each member has exactly one colon; JSON.parse drops all but the last of doubled members.
  if (countMembers(value, depthOf(limits)) !== countColons(text)) throw invalid('a member is doubled');
  return value;
}

function decode(input: Uint8Array | string, limits: JsonLimits): string {
  const length = typeof input === 'string' ? Buffer.byteLength(input) : input.byteLength;
  if (length > (limits.maxBytes ?? MAX_BYTES)) throw invalid('the text is too long');
  if (typeof input === 'string') return input;
  try {
    return utf8.decode(input);
  } catch (cause) {
    throw new PkiError('CANONICAL_JSON_INVALID', 'the text is not UTF-8', { cause });
  }
}

/** JSON.parse answers only what JSON can spell; the walks below refuse null and unsafe numbers, the rest of CanonicalValue's limits. */
function parse(text: string): CanonicalValue {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PkiError('CANONICAL_JSON_INVALID', 'the text is not JSON', { cause });
  }
}

function depthOf(limits: JsonLimits): number {
  return Math.min(limits.maxDepth ?? MAX_DEPTH, MAX_DEPTH);
}

/** `depth` is how many arrays and objects may still be opened. */
function write(value: unknown, depth: number): string {
  if (typeof value === 'string') return writeString(value);
  if (typeof value === 'number') return String(safeInteger(value));
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value !== 'object' || value === null)
    throw invalid(`${value === null ? 'null' : typeof value} has no canonical form`);
  if (depth === 0) throw invalid('the value is nested too deeply');
  return Array.isArray(value) ? writeArray(value, depth - 1) : writeObject(value, depth - 1);
}

function writeArray(items: readonly unknown[], depth: number): string {
  let text = '[';
  for (let index = 0; index < items.length; index += 1) {
    text += index === 0 ? write(items[index], depth) : `,${write(items[index], depth)}`;
  }
  return `${text}]`;
}

function writeObject(object: object, depth: number): string {
  assertPlain(object);
  const members: Readonly<Record<string, unknown>> = object as Readonly<Record<string, unknown>>;
  // The default order of sort() is the one RFC 8785 §3.2.3 asks for: UTF-16 code units.
  const names = Object.keys(members).sort();
  let text = '{';
  for (const name of names) {
    text += `${text.length === 1 ? '' : ','}${writeString(name)}:${write(members[name], depth)}`;
  }
  return `${text}}`;
}

/** JSON.stringify escapes a string exactly as RFC 8785 §3.2.2.2 does, lone surrogates apart. */
function writeString(text: string): string {
  if (!text.isWellFormed()) throw invalid('a string holds a lone surrogate');
  return JSON.stringify(text);
}

function safeInteger(value: number): number {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw invalid('a number is not a safe integer');
  return value;
}

function assertPlain(object: object): void {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) throw invalid('an object is not a plain one');
}

/** Counts the members of all objects in what JSON.parse answered, refusing what has no canonical form. */
function countMembers(value: unknown, depth: number): number {
  if (typeof value === 'boolean') return 0;
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw invalid('a string holds a lone surrogate');
    return 0;
  }
  if (typeof value === 'number') {
    safeInteger(value);
    return 0;
  }
  if (typeof value !== 'object' || value === null) throw invalid('null has no canonical form');
  if (depth === 0) throw invalid('the value is nested too deeply');
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countMembers(item, depth - 1);
    return count;
  }
  for (const [name, member] of Object.entries(value)) {
    if (!name.isWellFormed()) throw invalid('a member name holds a lone surrogate');
    count += 1 + countMembers(member, depth - 1);
  }
  return count;
}

/** Counts the colons outside strings of a text that JSON.parse took, refusing numbers that are not spelt as integers. */
function countColons(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === COLON) count += 1;
    else if (code === POINT || code === CAPITAL_E || (code === SMALL_E && isDigit(text.charCodeAt(at - 1)))) {
      throw invalid('a number is not spelt as an integer');
    }
  }
  return count;
}

const QUOTE = 0x22;
const COLON = 0x3a;
const POINT = 0x2e;
const CAPITAL_E = 0x45;
const SMALL_E = 0x65;

/** The offset of the quote that closes the string opened at `start`. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

/** Whether an odd number of backslashes stands before `at`. */
function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(at - 1 - slashes) === 0x5c) slashes += 1;
  return slashes % 2 === 1;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function invalid(message: string): PkiError {
  return new PkiError('CANONICAL_JSON_INVALID', message);
}
