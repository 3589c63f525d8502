import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { REASON_CODES } from '../../../../gateway/domain/verification/reasons.js';
import { REASON_TEXTS } from '../../../../gateway/domain/verification/reasons-text.js';

describe('reason codes', () => {
  it('are named once each', () => {
    expect(new Set(REASON_CODES).size).to.equal(REASON_CODES.length);
  });

  it('each say in both languages what is the matter and what to do', () => {
    expect(Object.keys(REASON_TEXTS).sort()).to.deep.equal([...REASON_CODES].sort());
    for (const [code, { zh, en }] of Object.entries(REASON_TEXTS)) {
      expect(zh, code).to.match(/。$/);
      expect(en, code).to.match(/^[A-Z].*\.$/);
    }
  });
});

describe('the table of docs/formats/report.md', () => {
  it('has every code with its texts, in order', () => {
    const file = new URL('../../../../../docs/formats/report.md', import.meta.url);
    const rows = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => /^\| `[A-Z]/.test(line));
    const expected = REASON_CODES.map(
      (code) => `| \`${code}\` | ${REASON_TEXTS[code].zh} | ${REASON_TEXTS[code].en} |`,
    );
    expect(rows).to.deep.equal(expected);
  });
});
