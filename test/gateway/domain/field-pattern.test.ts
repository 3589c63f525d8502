import { expect } from 'chai';
import fc from 'fast-check';
import { compileFieldPattern } from '../../../gateway/domain/field-pattern.js';

describe('field pattern', () => {
  const admitted: [string, string, string][] = [
    ['\\d{12}[A-Z]{2}\\d{5}[A-Z]\\d{8}', '440000990099GB00001F00000001', '440000990099GB00001F0000000'],
    ['[A-C][1-4]', 'A2', 'A2A2'],
    ['粤\\(\\d{4}\\)', '粤(2026)', '粤(2026)x'],
    ['[^0-9]{1,3}', 'ab', 'ab1'],
    ['a-b/c', 'a-b/c', 'abc'],
    ['𠮷{2}', '𠮷𠮷', '𠮷'],
  ];
  for (const [pattern, match, other] of admitted) {
    it(`admits ${pattern} and matches the whole value`, () => {
      expect(compileFieldPattern(pattern)?.test(match)).to.equal(true);
      expect(compileFieldPattern(pattern)?.test(other)).to.equal(false);
    });
  }

  const refused = [
    '',
    'a*',
    'a+',
    'a?',
    '(a)',
    'a|b',
    '.',
    '^a',
    'a$',
    '(?=a)',
    '\\1',
    '\\b',
    '\\p{L}',
    '\\u{1}',
    '[]',
    '[z-a]',
    'a{2,1}',
    'a{1000}',
    'a{1,}',
    'a{1}{2}',
    '[a-z',
    'a{1,2}b{1,2}c{1,2}',
    'a'.repeat(201),
    '\ud800',
  ];
  for (const pattern of refused) {
    it(`refuses ${JSON.stringify(pattern.slice(0, 30))}`, () =>
      expect(compileFieldPattern(pattern)).to.equal(undefined));
  }

  it('answers any text with an expression or nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (pattern) => {
        const compiled = compileFieldPattern(pattern);
        return compiled === undefined || compiled.unicode;
      }),
    );
  });
});
