import { createRandom } from '../../../fixtures/random.js';

/** Files that are no evidence and no trust list, and cost whoever reads them as much as they can. */
export function garbage(genuine: string): { title: string; bytes: Uint8Array }[] {
  const MIB = 1024 * 1024;
  const put = (from: string | RegExp, to: string) => genuine.replace(from, () => to);
  const texts: Record<string, string> = {
    nothing: '',
    'white space': ' '.repeat(MIB),
    'a byte too many': ' '.repeat(MIB + 1),
    'white space around it': `\r\n\t ${genuine} \n`,
    'another kind of white space': `\u00a0${genuine}`,
    'a byte order mark': `\ufeff${genuine}`,
    'a second value': `${genuine}{}`,
    'a trailing comma': put('{', '{,'),
    'arrays in arrays': '['.repeat(MIB),
    'arrays in arrays, closed': `${'['.repeat(1000)}${']'.repeat(1000)}`,
    'objects in objects': '{"a":'.repeat(100_000),
    'a million items': `[${'0,'.repeat(500_000)}0]`,
    'a hundred thousand members': `{${Array.from({ length: 100_000 }, (_, at) => `"${at}":0`).join()}}`,
    'a long number': '9'.repeat(MIB),
    'a long string': `"${'x'.repeat(MIB - 2)}"`,
    'a string of escapes': `"${'\\u0000'.repeat(100_000)}"`,
    'a member __proto__': put('{', '{"__proto__":{"format":"yinxin/evidence/v1"},'),
    'a name in escapes': put('"format"', '"\\u0066ormat"'),
    'a name twice, once in escapes': put('{', '{"\\u0066ormat":"yinxin/evidence/v1",'),
    'a lone surrogate': put(/"value":"[^"]*"/, '"value":"\\ud800"'),
    'a pair of surrogates': put(/"value":"[^"]*"/, '"value":"\\ud83d\\ude00"'),
    'a pair turned round': put(/"value":"[^"]*"/, '"value":"\\ude00\\ud83d"'),
    'a control character': put(/"value":"[^"]*"/, '"value":"\u0001"'),
    'a control character in escapes': put(/"value":"[^"]*"/, '"value":"\\u0085"'),
    'a text that is too long': put(/"value":"[^"]*"/, `"value":"${'\u{1f600}'.repeat(4001)}"`),
    'a text as long as can be': put(/"value":"[^"]*"/, `"value":"${'\u{1f600}'.repeat(4000)}"`),
    'an unknown escape': put(/"value":"[^"]*"/, '"value":"\\x41"'),
  };
  for (const number of [
    '1.0',
    '1e0',
    '1E0',
    '-0',
    '01',
    '+1',
    '9007199254740992',
    '-1',
    '0x1',
    'NaN',
    '1.',
    '.5',
    '-',
  ]) {
    texts[`the number ${number}`] = put(/"expectedVersion":0/, `"expectedVersion":${number}`);
  }
  for (const time of [
    '2026-02-30T00:00:00.000Z',
    '2026-12-01T24:00:00.000Z',
    '2026-12-01T23:59:60.000Z',
    '2026-12-01T00:00:00Z',
  ]) {
    texts[`the time ${time}`] = put(/"issuedAt":"[^"]*"/, `"issuedAt":"${time}"`);
  }
  for (const day of ['2026-02-29', '0000-01-01', '2026-12-1']) {
    texts[`the day ${day}`] = put(/"validFrom":"[^"]*"/, `"validFrom":"${day}"`);
  }
  for (const bytes of ['A', 'MA=', 'MAB', 'MAA', '']) {
    texts[`${bytes || 'nothing'} as a seal signature`] = put(/"sealSignature":"[^"]*",/, `"sealSignature":"${bytes}",`);
    texts[`${bytes || 'nothing'} as a certificate`] = put(/"certificates":\["[^"]*"/, `"certificates":["${bytes}"`);
  }
  const made = Object.entries(texts).map(([title, text]) => ({ title, bytes: Buffer.from(text) }));
  const random = createRandom('yinxin/second-verifier/garbage');
  for (let at = 0; at < 100; at += 1) {
    const bytes = Buffer.from(Array.from({ length: random.below(400) }, () => random.below(256)));
    made.push({ title: `random bytes, ${at}`, bytes });
    const sealed = put(/"sealSignature":"[^"]*",/, `"sealSignature":"${bytes.toString('base64url')}",`);
    made.push({ title: `random bytes as a seal signature, ${at}`, bytes: Buffer.from(sealed) });
  }
  return made;
}
