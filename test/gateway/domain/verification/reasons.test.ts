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
