import { expect } from 'chai';
import fc from 'fast-check';
import { dayOf, endOfDay, formatTime, parseDay, parseTime, startOfDay } from '../../../pki/encoding/times.js';
import { pkiCode } from '../../support/pki-error.js';

const INVALID = 'ENCODING_INVALID';
const first = Date.parse('0000-01-01T00:00:00.000Z');
const last = Date.parse('9999-12-31T23:59:59.999Z');

describe('times', () => {
  it('are RFC 3339 in UTC with milliseconds', () => {
    expect(parseTime('1970-01-01T00:00:00.000Z')).to.equal(0);
    expect(parseTime('2026-11-21T00:00:00.000Z')).to.equal(Date.UTC(2026, 10, 21));
    expect(formatTime(1)).to.equal('1970-01-01T00:00:00.001Z');
  });

  it('give back every millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: first, max: last }), (ms) => {
        expect(parseTime(formatTime(ms))).to.equal(ms);
      }),
    );
    expect(formatTime(parseTime('9999-12-31T23:59:59.999Z'))).to.equal('9999-12-31T23:59:59.999Z');
  });

  it('compare as text the way they compare as numbers', () => {
    fc.assert(
      fc.property(fc.integer({ min: first, max: last }), fc.integer({ min: first, max: last }), (a, b) => {
        expect(formatTime(a) < formatTime(b)).to.equal(a < b);
      }),
    );
  });

  for (const text of [
    '',
    '2026-11-21',
    '2026-11-21T00:00:00Z',
    '2026-11-21T00:00:00.00Z',
    '2026-11-21T00:00:00.0000Z',
    '2026-11-21T00:00:00.000+00:00',
    '2026-11-21T08:00:00.000+08:00',
    '2026-11-21T00:00:00.000z',
    '2026-11-21t00:00:00.000Z',
    '2026-11-21 00:00:00.000Z',
    '2026-11-21T00:00:00,000Z',
    '2026-02-29T00:00:00.000Z',
    '1900-02-29T00:00:00.000Z',
    '2026-04-31T00:00:00.000Z',
    '2026-00-10T00:00:00.000Z',
    '2026-13-10T00:00:00.000Z',
    '2026-11-00T00:00:00.000Z',
    '2026-11-21T24:00:00.000Z',
    '2026-11-21T23:60:00.000Z',
    '2016-12-31T23:59:60.000Z',
    '+002026-11-21T00:00:00.000Z',
    '-002026-11-21T00:00:00.000Z',
    '２026-11-21T00:00:00.000Z',
    '2026-11-21T00:00:00.000Z\n',
    ' 2026-11-21T00:00:00.000Z',
  ]) {
    it(`refuse ${JSON.stringify(text)}`, () => {
      expect(pkiCode(() => parseTime(text))).to.equal(INVALID);
    });
  }

  for (const ms of [Number.NaN, Number.POSITIVE_INFINITY, 0.5, last + 1, first - 1, 8.64e15 + 1]) {
    it(`are not made of ${ms}`, () => {
      expect(pkiCode(() => formatTime(ms))).to.equal(INVALID);
    });
  }

  it('refuse garbage with a typed error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(pkiCode(() => parseTime(text))).to.equal(INVALID);
        expect(pkiCode(() => parseDay(text))).to.equal(INVALID);
      }),
    );
  });
});

describe('days', () => {
  it('begin at midnight and end at 24:00 in UTC+8', () => {
    expect(startOfDay('2026-11-21')).to.equal(parseTime('2026-11-20T16:00:00.000Z'));
    expect(endOfDay('2026-11-21')).to.equal(parseTime('2026-11-21T16:00:00.000Z'));
    expect(endOfDay('2026-12-31')).to.equal(startOfDay('2027-01-01'));
    expect(endOfDay('2028-02-28')).to.equal(startOfDay('2028-02-29'));
  });

  it('are the day in UTC+8 of every time in them', () => {
    expect(dayOf(parseTime('2026-11-20T15:59:59.999Z'))).to.equal('2026-11-20');
    expect(dayOf(parseTime('2026-11-20T16:00:00.000Z'))).to.equal('2026-11-21');
    expect(dayOf(endOfDay('2026-11-21') - 1)).to.equal('2026-11-21');
    expect(dayOf(endOfDay('2026-11-21'))).to.equal('2026-11-22');
  });

  it('are given back as they are', () => {
    expect(parseDay('2028-02-29')).to.equal('2028-02-29');
  });

  for (const text of [
    '',
    '2026-02-29',
    '2026-2-9',
    '2026-11-31',
    '2026-00-01',
    '2026-01-00',
    '20261121',
    '2026/11/21',
    '2026-11-21Z',
    '2026-11-21T',
    '+02026-11-21',
    '2026-11-21\n',
  ]) {
    it(`refuse ${JSON.stringify(text)}`, () => {
      for (const read of [parseDay, startOfDay, endOfDay]) expect(pkiCode(() => read(text))).to.equal(INVALID);
    });
  }
});
