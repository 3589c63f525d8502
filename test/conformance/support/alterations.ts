import type { Random } from '../../../fixtures/random.js';

/** Values as JSON has them. */
export type Json = string | number | boolean | Json[] | { [member: string]: Json };
type Path = readonly (string | number)[];

/** One change of a text; undefined where it would change nothing. */
type Alter = (text: string, other: string, random: Random) => Buffer | undefined;

/** What befalls a file on its way, or at somebody's hands. `other` is another file of the kind. */
export const ALTERATIONS: Readonly<Record<string, Alter>> = {
  'a part dropped': (text, _, random) =>
    changed(text, random, (container, name) => {
      if (Array.isArray(container)) container.splice(Number(name), 1);
      else Reflect.deleteProperty(container, name);
    }),
  'a member doubled': (text, _, random) => {
    const members = [...text.matchAll(/[{,]("[A-Za-z]+":)/g)];
    const { index = 0, 0: found = '', 1: name = '' } = random.pick(members);
    const start = index + found.length - name.length;
    return Buffer.from(`${text.slice(0, start)}${name}${random.pick(['0', '""', '{}', '[]'])},${text.slice(start)}`);
  },
  'a part nulled': (text, _, random) => changed(text, random, (container, name) => Reflect.set(container, name, null)),
  'a list turned round, or two parts exchanged': (text, _, random) =>
    changed(text, random, (container, name) => {
      const inner = Reflect.get(container, name);
      if (Array.isArray(inner) && inner.length > 1) inner.reverse();
      else {
        const another = random.pick(Object.keys(container));
        const value = Reflect.get(container, another);
        Reflect.set(container, another, inner);
        Reflect.set(container, name, value);
      }
    }),
  "a part exchanged for another licence's": (text, other, random) =>
    changed(text, random, (container, name, path) => {
      const foreign = path.reduce<unknown>((at, step) => Object(at)[step], JSON.parse(other));
      if (foreign !== undefined) Reflect.set(container, name, foreign);
    }),
  'a value changed within its kind': (text, _, random) =>
    changed(text, random, (container, name) => {
      const value = Reflect.get(container, name);
      if (typeof value === 'number') Reflect.set(container, name, Math.max(0, value + random.below(3) - 1));
      if (typeof value === 'string') Reflect.set(container, name, withCharacterChanged(value, random));
    }),
  'a surplus member': (text, _, random) =>
    changed(text, random, (container, name) => {
      const inner = Reflect.get(container, name);
      if (Array.isArray(inner)) inner.push(random.pick(['', 0, {}]));
      else if (typeof inner === 'object')
        Reflect.set(inner, random.pick(['note', 'Key', 'x']), random.pick(['', 0, {}]));
    }),
  'a byte changed': (text, _, random) => {
    const bytes = Buffer.from(text);
    const at = random.below(bytes.length);
    // Half of the changes stay in the alphabet of the encodings, where they get past the parser more often.
    const now = random.below(2) === 0 ? 33 + random.below(94) : random.below(256);
    if (bytes[at] === now) return undefined;
    bytes[at] = now;
    return bytes;
  },
  'a byte changed inside a certificate or the seal signature': (text, _, random) => {
    const file: { certificates: string[]; sealSignature: string } = JSON.parse(text);
    const at = random.below(file.certificates.length + 2) - 2;
    const der = Buffer.from(file.certificates[at] ?? file.sealSignature, 'base64url');
    const place = random.below(der.length);
    der[place] = (der[place] ?? 0) ^ random.pick([1, 2, 4, 8, 16, 32, 64, 128, 1 + random.below(255)]);
    if (at < 0) file.sealSignature = der.toString('base64url');
    else file.certificates[at] = der.toString('base64url');
    return Buffer.from(JSON.stringify(file));
  },
  'cut off': (text, _, random) => Buffer.from(text).subarray(0, random.below(text.length)),
  'white space and members in another order': (text, _, random) =>
    Buffer.from(JSON.stringify(shuffled(JSON.parse(text), random), null, random.below(3))),
};

function changed(
  text: string,
  random: Random,
  change: (container: object, name: string, path: Path) => void,
): Buffer | undefined {
  const root: Json = JSON.parse(text);
  const path = random.pick([...places(root)]);
  const container = path.slice(0, -1).reduce<unknown>((at, step) => Object(at)[step], root);
  change(Object(container), String(path.at(-1)), path);
  const altered = JSON.stringify(root);
  return altered === text ? undefined : Buffer.from(altered);
}

/** Every member and element below a value. */
function* places(value: unknown, path: Path = []): Generator<Path> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    yield [...path, name];
    yield* places(inner, [...path, name]);
  }
}

function withCharacterChanged(value: string, random: Random): string {
  const at = random.below(Math.max(1, value.length));
  return `${value.slice(0, at)}${random.pick([...'0123456789abcdefAQgw-Z'])}${value.slice(at + 1)}`;
}

function shuffled(value: Json, random: Random): Json {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, random));
  if (typeof value !== 'object') return value;
  const members = Object.entries(value).map(([name, inner]) => ({ name, inner, place: random.below(1_000_000) }));
  members.sort((a, b) => a.place - b.place);
  return Object.fromEntries(members.map(({ name, inner }) => [name, shuffled(inner, random)]));
}
