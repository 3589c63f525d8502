import { expect } from 'chai';
import fc from 'fast-check';
import { HOLDER_CODE_TYPES, parseHolderCode } from '../../../../gateway/domain/codes/holder-codes.js';

describe('holder codes, dictionary of GB/T 36903', () => {
  it('judges a social credit code and a citizen number by their own standards', () => {
    expect(parseHolderCode('001', '91350100M000100Y43')).to.deep.equal({
      ok: true,
      value: { codeType: '001', category: 'organisation', code: '91350100M000100Y43' },
    });
    expect(parseHolderCode('111', '11010519491231002X')).to.deep.nested.include({ 'value.category': 'natural-person' });
    expect(parseHolderCode('001', '11010519491231002X')).to.include({ code: 'USCC_CHECK_CHARACTER' });
    expect(parseHolderCode('111', '91350100M000100Y43')).to.include({ code: 'CITIZEN_ID_MALFORMED' });
  });

  it('knows length and alphabet of the other documents', () => {
    expect(parseHolderCode('114', '军字第0000001').ok).to.equal(true);
    expect(parseHolderCode('414', 'E00000001').ok).to.equal(true);
    for (const code of ['', ' E1', 'E 1', 'E\n', '^', 'a'.repeat(65), '\ud800']) {
      expect(parseHolderCode('414', code), JSON.stringify(code)).to.include({ code: 'HOLDER_CODE_MALFORMED' });
    }
  });

  it('refuses a type that the dictionary has not', () => {
    for (const type of ['', '1', '112', '__proto__', 'toString', 'constructor']) {
      expect(parseHolderCode(type, 'E00000001')).to.deep.equal({ ok: false, code: 'HOLDER_CODE_TYPE_UNKNOWN' });
    }
  });

  it('puts every type into one of two categories', () => {
    for (const [type, { category }] of Object.entries(HOLDER_CODE_TYPES)) {
      expect(category).to.equal(type.startsWith('0') ? 'organisation' : 'natural-person');
    }
  });

  it('answers any two texts with a result', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(fc.property(text, text, (type, code) => 'ok' in parseHolderCode(type, code)));
  });
});
