/** Where a key was found: whose, how it was written, and at which byte. */
export interface Find {
  readonly keyId: string;
  readonly encoding: string;
  readonly at: number;
}

export interface KeyScanner {
  /** Every key in these bytes. `text`: also where blanks and line ends, real or escaped, part what belongs together. */
  scan(bytes: Uint8Array, options?: { text?: boolean }): Find[];
}

interface Pattern {
  readonly keyId: string;
  readonly encoding: string;
  readonly bytes: Buffer;
}

/** Of a PKCS#8 as pki/sm2/private-key.ts writes it: the scalar stands at byte 36. */
const PKCS8_AT = 36;

/**
 * Looks for secrets of 16 bytes and more, private keys above all: raw in both byte orders, hex of either case with and without colons,
 * base64 and base64url at each of the three alignments (hence PEM and whole DER too), decimal, and lists of bytes as JSON writes
 * them. One pass over the bytes whatever the number of keys.
 */
export function createKeyScanner(keys: ReadonlyMap<string, Uint8Array>): KeyScanner {
  const patterns = [...keys].flatMap(([keyId, key]) => patternsOf(keyId, Buffer.from(key)));
  // By their first four bytes, two and two: hardly any place in a file passes this.
  const byStart = new Map<number, Pattern[]>();
  const [begins, goesOn] = [new Uint8Array(65_536), new Uint8Array(65_536)];
  for (const pattern of patterns) {
    const start = pattern.bytes.readUInt32BE(0);
    byStart.set(start, [...(byStart.get(start) ?? []), pattern]);
    begins[start >>> 16] = 1;
    goesOn[start & 0xffff] = 1;
  }
  const pass = (bytes: Buffer): Find[] => {
    const found: Find[] = [];
    let window = 0;
    for (let end = 0; end < bytes.length; end += 1) {
      window = ((window << 8) | (bytes[end] as number)) >>> 0;
      if (begins[window >>> 16] === 0 || goesOn[window & 0xffff] === 0 || end < 3) continue;
      const at = end - 3;
      for (const { keyId, encoding, bytes: wanted } of byStart.get(window) ?? []) {
        const isThere =
          at + wanted.length <= bytes.length && bytes.compare(wanted, 0, wanted.length, at, at + wanted.length) === 0;
        if (isThere) found.push({ keyId, encoding, at });
      }
    }
    return found;
  };
  return {
    scan(bytes, { text = false } = {}) {
      const given = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const found = pass(given);
      if (!text) return found;
      const joined = withoutBlanks(given);
      return joined.length === given.length ? found : [...found, ...pass(joined)];
    },
  };
}

/** Without blanks, line ends and tabs, also where they are written \n, \r and \t. */
function withoutBlanks(bytes: Buffer): Buffer {
  const kept = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)) continue;
    const next = byte === 0x5c ? bytes[at + 1] : undefined;
    if (next === 0x6e || next === 0x72 || next === 0x74) {
      at += 1;
      continue;
    }
    kept[length] = byte;
    length += 1;
  }
  return kept.subarray(0, length);
}

function patternsOf(keyId: string, key: Buffer): Pattern[] {
  if (key.length < 16) throw new TypeError('too short to be told from chance');
  const hex = key.toString('hex');
  const colons = (hex.match(/../g) ?? []).join(':');
  const texts: Record<string, string> = {
    hex,
    'hex in capitals': hex.toUpperCase(),
    'hex with colons': colons,
    'hex with colons in capitals': colons.toUpperCase(),
    decimal: BigInt(`0x${hex}`).toString(10),
    'list of bytes': [...key].join(','),
    'object of bytes': [...key].map((byte, place) => `"${place}":${byte}`).join(','),
    'object of bytes in PKCS#8': [...key].map((byte, place) => `"${PKCS8_AT + place}":${byte}`).join(','),
  };
  for (const shift of [0, 1, 2]) {
    const base64 = middle(key, shift);
    texts[`base64, shifted by ${shift}`] = base64;
    const base64url = base64.replaceAll('+', '-').replaceAll('/', '_');
    if (base64url !== base64) texts[`base64url, shifted by ${shift}`] = base64url;
  }
  return [
    { keyId, encoding: 'raw', bytes: key },
    { keyId, encoding: 'raw, reversed', bytes: Buffer.from(key).reverse() },
    ...Object.entries(texts).map(([encoding, text]) => ({ keyId, encoding, bytes: Buffer.from(text, 'latin1') })),
  ];
}

/** The characters of base64 that depend on these bytes alone, where `shift` others stand before them. */
function middle(key: Buffer, shift: number): string {
  const whole = Buffer.concat([Buffer.alloc(shift), key]).toString('base64');
  return whole.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + key.length) * 8) / 6));
}
