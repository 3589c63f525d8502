import { expect } from 'chai';
import fc from 'fast-check';
import {
  organisationCheckCharacter,
  parseOrganisationCode,
} from '../../../../gateway/domain/codes/organisation-code.js';
import { parseUscc, usccCheckCharacter } from '../../../../gateway/domain/codes/uscc.js';
import { synthesiseUscc } from './codes-under-test.js';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

describe('unified social credit code, GB 32100', () => {
  const published = ['91350100M000100Y43', '11100000000013338W'];
  for (const text of published) {
    it(`accepts the published ${text}`, () => {
      const result = parseUscc(text);
      expect(result).to.deep.include({ ok: true });
      expect(usccCheckCharacter(text.slice(0, 17))).to.deep.equal({ ok: true, value: text.charAt(17) });
    });
  }

  it('takes the code apart', () => {
    expect(parseUscc('91350100M000100Y43')).to.deep.equal({
      ok: true,
      value: {
        text: '91350100M000100Y43',
        registrar: '9',
        bodyClass: '1',
        areaCode: '350100',
        organisationCode: 'M000100Y4',
      },
    });
  });

  const refusals: [string, string, string][] = [
    ['a character too few', '91350100M000100Y4', 'USCC_MALFORMED'],
    ['a character too many', '91350100M000100Y433', 'USCC_MALFORMED'],
    ['small letters', '91350100m000100y43', 'USCC_MALFORMED'],
    ['a letter that the alphabet leaves out', '91350100O000100Y43', 'USCC_MALFORMED'],
    ['a letter in the area', '9135010AM000100Y43', 'USCC_MALFORMED'],
    ['a trailing line feed', '91350100M000100Y43\n', 'USCC_MALFORMED'],
    ['full-width digits', '９1350100M000100Y43', 'USCC_MALFORMED'],
    ['another check character', '91350100M000100Y44', 'USCC_CHECK_CHARACTER'],
    ['an area that no province has', synthesiseUscc('91', '980000', 'YX000001'), 'USCC_AREA'],
    [
      'an organisation code that does not hold',
      synthesiseUscc('91', '350100', 'M000100Y', '5'),
      'USCC_ORGANISATION_CODE',
    ],
  ];
  for (const [name, text, code] of refusals) {
    it(`refuses ${name}`, () => expect(parseUscc(text)).to.deep.equal({ ok: false, code }));
  }

  it('admits the synthetic area in development and refuses it in production', () => {
    const synthetic = synthesiseUscc('91', '990000', 'YX000001');
    expect(parseUscc(synthetic, { profile: 'development' })).to.deep.include({ ok: true });
    expect(parseUscc(synthetic, { profile: 'production' })).to.deep.equal({ ok: false, code: 'USCC_AREA' });
    expect(parseUscc(synthetic)).to.deep.equal({ ok: false, code: 'USCC_AREA' });
  });

  it('detects every change of one character', () => {
    fc.assert(
      fc.property(fc.nat(17), fc.constantFrom(...ALPHABET), fc.constantFrom(...published), (at, other, text) => {
        fc.pre(text.charAt(at) !== other);
        expect(parseUscc(text.slice(0, at) + other + text.slice(at + 1)).ok).to.equal(false);
      }),
    );
  });

  it('detects every exchange of two neighbours', () => {
    fc.assert(
      fc.property(fc.nat(16), fc.constantFrom(...published), (at, text) => {
        const [left, right] = [text.charAt(at), text.charAt(at + 1)];
        fc.pre(left !== right);
        expect(parseUscc(text.slice(0, at) + right + left + text.slice(at + 2)).ok).to.equal(false);
      }),
    );
  });

  it('answers any text with a result', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !parseUscc(text).ok));
  });
});

describe('organisation code, GB 11714', () => {
  it('accepts the code inside a published social credit code', () => {
    expect(parseOrganisationCode('M000100Y4')).to.deep.equal({ ok: true, value: 'M000100Y4' });
  });

  it('writes a check value of ten as X and of eleven as 0', () => {
    expect(organisationCheckCharacter('0070000' + '2')).to.deep.equal({ ok: true, value: 'X' });
    expect(organisationCheckCharacter('00000000')).to.deep.equal({ ok: true, value: '0' });
  });

  it('refuses the hyphen of the printed form and a wrong check character', () => {
    expect(parseOrganisationCode('M000100Y-4')).to.deep.equal({ ok: false, code: 'ORGANISATION_CODE_MALFORMED' });
    expect(parseOrganisationCode('M000100Y5')).to.deep.equal({ ok: false, code: 'ORGANISATION_CODE_CHECK_CHARACTER' });
    expect(organisationCheckCharacter('M000100')).to.deep.equal({ ok: false, code: 'ORGANISATION_CODE_MALFORMED' });
  });

  it('detects every change of one digit', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{8}$/), fc.nat(7), fc.constantFrom(...'0123456789'), (body, at, other) => {
        fc.pre(body.charAt(at) !== other);
        expect(organisationCheckCharacter(body)).not.to.deep.equal(
          organisationCheckCharacter(body.slice(0, at) + other + body.slice(at + 1)),
        );
      }),
    );
  });
});
