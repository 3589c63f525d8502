import { expect } from 'chai';
import fc from 'fast-check';
import { citizenIdCheckCharacter, parseCitizenId } from '../../../../gateway/domain/codes/citizen-id.js';
import { synthesiseCitizenId } from './codes-under-test.js';

/** The sample of GB 11643. */
const PUBLISHED = '11010519491231002X';

describe('citizen identification number, GB 11643', () => {
  it('accepts the sample of the standard and takes it apart', () => {
    expect(parseCitizenId(PUBLISHED)).to.deep.equal({
      ok: true,
      value: { text: PUBLISHED, areaCode: '110105', bornOn: '1949-12-31', sequence: '002' },
    });
  });

  const refusals: [string, string, string][] = [
    ['a small x', '11010519491231002x', 'CITIZEN_ID_MALFORMED'],
    ['fifteen digits', '110105491231002', 'CITIZEN_ID_MALFORMED'],
    ['an X inside', '1101051949123100X2', 'CITIZEN_ID_MALFORMED'],
    ['blanks around', ` ${PUBLISHED}`, 'CITIZEN_ID_MALFORMED'],
    ['another check character', '110105194912310021', 'CITIZEN_ID_CHECK_CHARACTER'],
    ['an area that no province has', synthesiseCitizenId('980000', '19491231', '002'), 'CITIZEN_ID_AREA'],
    ['the area of central bodies', synthesiseCitizenId('100000', '19491231', '002'), 'CITIZEN_ID_AREA'],
    ['a day that the month has not', synthesiseCitizenId('110105', '19490431', '002'), 'CITIZEN_ID_DATE'],
    ['29 February of a common year', synthesiseCitizenId('110105', '19000229', '002'), 'CITIZEN_ID_DATE'],
    ['a thirteenth month', synthesiseCitizenId('110105', '19491301', '002'), 'CITIZEN_ID_DATE'],
    ['day 00', synthesiseCitizenId('110105', '19491200', '002'), 'CITIZEN_ID_DATE'],
    ['a year before numbers were given', synthesiseCitizenId('110105', '18491231', '002'), 'CITIZEN_ID_DATE'],
  ];
  for (const [name, text, code] of refusals) {
    it(`refuses ${name}`, () => expect(parseCitizenId(text)).to.deep.equal({ ok: false, code }));
  }

  it('accepts 29 February of a leap year', () => {
    expect(parseCitizenId(synthesiseCitizenId('110105', '20000229', '002')).ok).to.equal(true);
  });

  it('admits the synthetic area in development and refuses it in production', () => {
    const synthetic = synthesiseCitizenId('990000', '19900101', '001');
    expect(parseCitizenId(synthetic, { profile: 'development' }).ok).to.equal(true);
    expect(parseCitizenId(synthetic, { profile: 'production' })).to.deep.equal({ ok: false, code: 'CITIZEN_ID_AREA' });
    expect(parseCitizenId(synthetic)).to.deep.equal({ ok: false, code: 'CITIZEN_ID_AREA' });
  });

  it('detects every change of one character and every exchange of two neighbours', () => {
    for (let at = 0; at < 18; at++) {
      for (const other of '0123456789X') {
        if (other === PUBLISHED.charAt(at)) continue;
        expect(parseCitizenId(PUBLISHED.slice(0, at) + other + PUBLISHED.slice(at + 1)).ok).to.equal(false);
      }
      const [left, right] = [PUBLISHED.charAt(at), PUBLISHED.charAt(at + 1)];
      if (left === right || at === 17) continue;
      expect(parseCitizenId(PUBLISHED.slice(0, at) + right + left + PUBLISHED.slice(at + 2)).ok).to.equal(false);
    }
  });

  it('gives bodies that differ in one digit different check characters', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{17}$/), fc.nat(16), fc.constantFrom(...'0123456789'), (body, at, other) => {
        fc.pre(body.charAt(at) !== other);
        expect(citizenIdCheckCharacter(body)).not.to.deep.equal(
          citizenIdCheckCharacter(body.slice(0, at) + other + body.slice(at + 1)),
        );
      }),
    );
  });

  it('answers any text with a result', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !parseCitizenId(text).ok));
  });
});
