import { expect } from 'chai';
import fc from 'fast-check';
import {
  type CanonicalValue,
  canonicalBytes,
  canonicalJson,
  parseCanonicalJson,
  parseStrictJson,
} from '../../../pki/encoding/canonical-json.js';
import { pkiCode } from '../../support/pki-error.js';

const INVALID = 'CANONICAL_JSON_INVALID';
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
/** For what the types forbid. */
const writeUntyped = (value: unknown): string => canonicalJson(value as CanonicalValue);

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const { value: anyValue } = fc.letrec<{ value: CanonicalValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    text,
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(text, fc.constant('__proto__')), tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

/** The value of a text that may not be canonical itself: both parsers must refuse it. */
const refusedByBoth: Readonly<Record<string, string>> = {
  null: 'null',
  'a member that is null': '{"a":null}',
  'an item that is null': '[null]',
  'a fraction': '[1.5]',
  'an integer spelt as a fraction': '[1.0]',
  'an exponent': '[1e2]',
  'a capital exponent': '[1E2]',
  'an exponent beyond all numbers': '[1e999]',
  'minus zero': '[-0]',
  'an integer above 2^53-1': '[9007199254740992]',
  'an integer below -(2^53-1)': '[-9007199254740992]',
  'a fraction that rounds to a safe integer': '[9007199254740990.9999]',
  'a leading zero': '[01]',
  'a plus sign': '[+1]',
  'a doubled member': '{"a":1,"a":1}',
  'a doubled member under another spelling': '{"a":1,"\\u0061":2}',
  'a doubled member deep inside': '[{"b":{"a":[1],"a":[1]}}]',
  'a doubled member that hides members': '{"a":{"b":1,"c":2},"a":{"b":1,"c":2}}',
  'a doubled __proto__': '{"__proto__":1,"__proto__":2}',
  'a doubled empty name': '{"":1,"":2}',
  'a lone high surrogate': '["\\ud800"]',
  'a lone low surrogate': '["\\udc00x"]',
  'surrogates in the wrong order': '["\\udc00\\ud800"]',
  'a member name with a lone surrogate': '{"\\ud800":1}',
  'an unescaped control character': '["\u0001"]',
  'a byte order mark': '\ufeff[]',
  'a comma too many': '[1,]',
  'two values': '[] []',
  'single quotes': "['a']",
  'a comment': '[1/*x*/]',
  NaN: '[NaN]',
  nothing: '',
  'an open string': '["a',
};

describe('canonical JSON', () => {
  // RFC 8785 §3.2.2 and §3.2.3, without the numbers that have fractions.
  it('escapes strings as RFC 8785 §3.2.2.2 shows', () => {
    const input = '{"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[true,false]}';
    expect(canonicalJson(parseStrictJson(input))).to.equal(
      '{"literals":[true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts members by UTF-16 code units as RFC 8785 §3.2.3 shows', () => {
    const input =
      '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",' +
      '"\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}';
    expect(Object.values(JSON.parse(canonicalJson(parseStrictJson(input))))).to.have.length(7);
    const order = [...canonicalJson(parseStrictJson(input)).matchAll(/:"([^"]*)"/g)].map(([, name]) => name);
    expect(order).to.deep.equal([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it('gives the bytes that RFC 8785 §3.2.4 gives for its strings and literals', () => {
    expect(Buffer.from(canonicalBytes('€$\u000f\nA\'B"\\\\"/')).toString('hex')).to.equal(
      '22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f22',
    );
  });

  it('sorts the members of every object and of none of the arrays', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }, 3, 1], a: '' })).to.equal('{"a":"","b":[{"c":2,"d":1},3,1]}');
  });

  it('sorts integer-like names as text, where objects keep them as numbers', () => {
    expect(canonicalJson({ 2: 1, 10: 1, b: 1, 1: 1 })).to.equal('{"1":1,"10":1,"2":1,"b":1}');
  });

  it('does not normalise: é of one code point and of two stay two texts', () => {
    expect(canonicalJson('\u00e9')).to.not.equal(canonicalJson('e\u0301'));
  });

  it('writes the largest and smallest integers', () => {
    expect(canonicalJson([Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0])).to.equal(
      '[9007199254740991,-9007199254740991,0]',
    );
  });

  it('takes objects without a prototype', () => {
    expect(canonicalJson(Object.assign(Object.create(null), { a: 1 }))).to.equal('{"a":1}');
  });

  const cycle: unknown[] = [];
  cycle.push(cycle);
  for (const [name, value] of Object.entries<unknown>({
    null: null,
    undefined: undefined,
    'a member that is undefined': { a: undefined },
    'a hole in an array': new Array(1),
    'a fraction': 0.5,
    NaN: Number.NaN,
    Infinity: Number.POSITIVE_INFINITY,
    'minus zero': -0,
    '2^53': 2 ** 53,
    'a bigint': 1n,
    'a symbol': Symbol('a'),
    'a function': () => 1,
    'a Date': new Date(0),
    'a Map': new Map(),
    'a Buffer': Buffer.from('a'),
    'a boxed number': Object(1),
    'an object of a class of its own': new (class Licence {
      a = 1;
    })(),
    'a lone surrogate': '\ud800',
    'a name with a lone surrogate': { '\udfff': 1 },
    'a cycle': cycle,
    '65 arrays deep': JSON.parse(nested(65)),
  })) {
    it(`does not write ${name}`, () => {
      expect(pkiCode(() => writeUntyped(value))).to.equal(INVALID);
    });
  }

  it('does not ask a value how it wants to be written', () => {
    expect(pkiCode(() => writeUntyped({ toJSON: () => 1 }))).to.equal(INVALID);
  });
});

describe('reading canonical JSON', () => {
  it('gives back every value that was written, from text and from bytes', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const written = canonicalJson(value);
        expect(canonicalJson(parseCanonicalJson(written))).to.equal(written);
        expect(canonicalJson(parseCanonicalJson(bytes(written)))).to.equal(written);
        expect(JSON.stringify(parseCanonicalJson(written))).to.equal(JSON.stringify(JSON.parse(written)));
      }),
      { numRuns: 300 },
    );
  });

  for (const [name, input] of Object.entries({
    ...refusedByBoth,
    'white space': '{"a": 1}',
    'white space before': ' []',
    'a newline after': '[]\n',
    'members out of order': '{"b":1,"a":1}',
    'members in the order of code points, not of code units': '{"\ufb33":1,"😀":1}',
    'an escape that is not needed': '["\\u0041"]',
    'an escaped slash': '["\\/"]',
    'an escape in capitals': '["\\u001F"]',
    'a long escape where a short one exists': '["\\u000a"]',
  })) {
    it(`refuses ${name}`, () => {
      expect(pkiCode(() => parseCanonicalJson(input))).to.equal(INVALID);
      expect(pkiCode(() => parseCanonicalJson(bytes(input)))).to.equal(INVALID);
    });
  }

  it('refuses bytes that are not UTF-8', () => {
    for (const wrong of [[0xff], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]]) {
      const input = Uint8Array.from([0x22, ...wrong, 0x22]);
      expect(pkiCode(() => parseCanonicalJson(input))).to.equal(INVALID);
      expect(pkiCode(() => parseStrictJson(input))).to.equal(INVALID);
    }
  });

  it('refuses a canonical text with any one byte changed into another value’s, or reads what that byte says', () => {
    const written = canonicalBytes({ a: [1, true, 'x'], b: { c: 'é' } });
    fc.assert(
      fc.property(fc.nat(written.length - 1), fc.nat(255), (at, byte) => {
        const changed = Uint8Array.from(written, (old, index) => (index === at ? byte : old));
        let value: CanonicalValue;
        try {
          value = parseCanonicalJson(changed);
        } catch (error) {
          expect(error).to.have.property('code', INVALID);
          return;
        }
        expect(canonicalBytes(value)).to.deep.equal(changed);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('reading strict JSON', () => {
  it('takes any order and white space', () => {
    expect(parseStrictJson(bytes(' {"b" :\t[1 ,\r\n true], "a": "\\u0041\\/:" } '))).to.deep.equal({
      b: [1, true],
      a: 'A/:',
    });
  });

  it('reads every value however it is laid out', () => {
    fc.assert(
      fc.property(anyValue, fc.nat(4), (value, indent) => {
        const laidOut = JSON.stringify(value, undefined, indent);
        expect(canonicalJson(parseStrictJson(laidOut))).to.equal(canonicalJson(value));
      }),
      { numRuns: 300 },
    );
  });

  it('is not misled by colons, quotes and backslashes in strings', () => {
    const value = { 'a:"b\\': ':"\\":', '\\"': ['::', '\\\\', '{"x":1}'], '1e5.E': '1.5e-7' };
    expect(parseStrictJson(JSON.stringify(value))).to.deep.equal(value);
  });

  it('refuses whichever member is doubled', () => {
    fc.assert(
      fc.property(
        fc.dictionary(text, anyValue, { minKeys: 1, maxKeys: 5, noNullPrototype: true }),
        fc.nat(),
        anyValue,
        (object, pick, again) => {
          const names = Object.keys(object);
          const name = names[pick % names.length] ?? '';
          const doubled = `{${JSON.stringify(name)}:${JSON.stringify(again)},${JSON.stringify(object).slice(1)}`;
          expect(pkiCode(() => parseStrictJson(`[${doubled}]`))).to.equal(INVALID);
          expect(pkiCode(() => parseCanonicalJson(`[${doubled}]`))).to.equal(INVALID);
        },
      ),
      { numRuns: 300 },
    );
  });

  for (const [name, input] of Object.entries(refusedByBoth)) {
    it(`refuses ${name}`, () => {
      expect(pkiCode(() => parseStrictJson(input))).to.equal(INVALID);
      expect(pkiCode(() => parseStrictJson(bytes(input)))).to.equal(INVALID);
    });
  }

  it('makes __proto__ an own property and changes no prototype', () => {
    const value = parseStrictJson('{"__proto__":{"polluted":true},"constructor":1}');
    expect(Object.getPrototypeOf(value)).to.equal(Object.prototype);
    expect(Object.keys(value)).to.deep.equal(['__proto__', 'constructor']);
    expect('polluted' in {}).to.equal(false);
    expect(canonicalJson(value)).to.equal('{"__proto__":{"polluted":true},"constructor":1}');
  });

  it('refuses garbage with a typed error, or reads what it says', () => {
    const pieces = fc.constantFrom(...'{}[]",:\\0-.eE \n', 'true', 'null', '"a"', '\\u', 'd800', '12', '😀');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
        for (const read of [parseStrictJson, parseCanonicalJson]) {
          const code = pkiCode(() => canonicalJson(read(parts.join(''))));
          expect(code === undefined || code === INVALID).to.equal(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('limits of JSON', () => {
  for (const [name, read] of Object.entries({ canonical: parseCanonicalJson, strict: parseStrictJson })) {
    it(`${name}: takes 64 levels and refuses 65`, () => {
      expect(pkiCode(() => read(nested(64)))).to.equal(undefined);
      expect(pkiCode(() => read(nested(65)))).to.equal(INVALID);
      expect(pkiCode(() => read(`${'{"a":'.repeat(65)}1${'}'.repeat(65)}`))).to.equal(INVALID);
    });

    it(`${name}: lowers the depth when asked and never raises it`, () => {
      expect(pkiCode(() => read('[[]]', { maxDepth: 2 }))).to.equal(undefined);
      expect(pkiCode(() => read('[[[]]]', { maxDepth: 2 }))).to.equal(INVALID);
      expect(pkiCode(() => read(nested(65), { maxDepth: 1000 }))).to.equal(INVALID);
    });

    it(`${name}: counts bytes of UTF-8, not characters`, () => {
      expect(pkiCode(() => read('"章"', { maxBytes: 5 }))).to.equal(undefined);
      expect(pkiCode(() => read('"章"', { maxBytes: 4 }))).to.equal(INVALID);
      expect(pkiCode(() => read(bytes('"章"'), { maxBytes: 4 }))).to.equal(INVALID);
    });

    it(`${name}: refuses a million open brackets without ending the process`, () => {
      expect(pkiCode(() => read('['.repeat(1_000_000)))).to.equal(INVALID);
      expect(pkiCode(() => read(nested(1_000_000)))).to.equal(INVALID);
      expect(pkiCode(() => read('{"a":'.repeat(500_000)))).to.equal(INVALID);
    });
  }
});
