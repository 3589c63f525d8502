import { expect } from 'chai';
import fc from 'fast-check';
import { readDer } from '../../../pki/der/reader.js';
import { TAG } from '../../../pki/der/tags.js';
import { readGeneralizedTime, readUtcTime, readX509Time } from '../../../pki/der/times.js';
import { element, generalizedTime, utcTime, x509Time } from '../../../pki/der/writer.js';
import { expectCode } from '../support/expect-code.js';

const utc = (text: string) => readDer(element(TAG.UTC_TIME, Buffer.from(text)));
const generalized = (text: string) => readDer(element(TAG.GENERALIZED_TIME, Buffer.from(text)));

describe('DER times', () => {
  it('UTCTime has seconds and Z', () => {
    expect(readUtcTime(utc('261121000000Z'))).to.equal(Date.UTC(2026, 10, 21));
    for (const text of ['2611210000Z', '261121000000', '261121000000+0800', '261121000000.5Z', '', '26112100000０Z']) {
      expectCode('DER_MALFORMED', () => readUtcTime(utc(text)));
    }
  });

  it('UTCTime from 50 on is in the 20th century', () => {
    expect(readUtcTime(utc('500101000000Z'))).to.equal(Date.UTC(1950, 0, 1));
    expect(readUtcTime(utc('491231235959Z'))).to.equal(Date.UTC(2049, 11, 31, 23, 59, 59));
  });

  it('GeneralizedTime has seconds and Z', () => {
    expect(readGeneralizedTime(generalized('20260424085326Z'))).to.equal(Date.UTC(2026, 3, 24, 8, 53, 26));
    for (const text of ['202604240853Z', '20260424085326', '20260424085326+0800', '20260424085326.5Z']) {
      expectCode('DER_MALFORMED', () => readGeneralizedTime(generalized(text)));
    }
  });

  it('GeneralizedTime may have a fraction where asked for, without trailing zeros', () => {
    const at = (text: string) => readGeneralizedTime(generalized(text), { fractions: true });
    expect(at('20200723130907.763Z')).to.equal(Date.UTC(2020, 6, 23, 13, 9, 7, 763));
    expect(at('20200723130907.5Z')).to.equal(Date.UTC(2020, 6, 23, 13, 9, 7, 500));
    for (const text of ['20200723130907.50Z', '20200723130907.Z', '20200723130907,5Z']) {
      expectCode('DER_MALFORMED', () => at(text));
    }
  });

  it('no date or time that does not exist', () => {
    for (const text of [
      '260230000000Z',
      '261301000000Z',
      '260100000000Z',
      '260101240000Z',
      '260101006000Z',
      '260101000060Z',
    ]) {
      expectCode('DER_MALFORMED', () => readUtcTime(utc(text)));
    }
    expect(readGeneralizedTime(generalized('20240229000000Z'))).to.equal(Date.UTC(2024, 1, 29));
    expectCode('DER_MALFORMED', () => readGeneralizedTime(generalized('20230229000000Z')));
  });

  it('X.509 uses UTCTime through 2049 and GeneralizedTime from 2050 (RFC 5280 §4.1.2.5)', () => {
    expect(readX509Time(generalized('20500101000000Z'))).to.equal(Date.UTC(2050, 0, 1));
    expectCode('DER_MALFORMED', () => readX509Time(generalized('20491231235959Z')));
    expect(x509Time(Date.UTC(2049, 11, 31))[0]).to.equal(TAG.UTC_TIME);
    expect(x509Time(Date.UTC(2050, 0, 1))[0]).to.equal(TAG.GENERALIZED_TIME);
  });

  it('reads back what was written', () => {
    const seconds = fc.integer({ min: Date.UTC(1950, 0, 1) / 1000, max: Date.UTC(9999, 11, 31) / 1000 });
    fc.assert(
      fc.property(seconds, (second) => {
        expect(readX509Time(readDer(x509Time(second * 1000)))).to.equal(second * 1000);
        expect(readGeneralizedTime(readDer(generalizedTime(second * 1000)))).to.equal(second * 1000);
      }),
    );
  });

  it('is not written in fractions of a second or outside its years', () => {
    expect(() => generalizedTime(1)).to.throw(RangeError);
    expect(() => generalizedTime(Number.NaN)).to.throw(RangeError);
    expect(() => utcTime(Date.UTC(2050, 0, 1))).to.throw(RangeError);
    expect(() => generalizedTime(Date.UTC(10_000, 0, 1))).to.throw(RangeError);
  });
});
