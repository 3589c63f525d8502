import { expect } from 'chai';
import fc from 'fast-check';
import {
  formatLicenceIdentifier,
  nextVersion,
  parseLicenceIdentifier,
  withoutVersion,
} from '../../../../gateway/domain/codes/licence-identifier.js';
import { parseLicenceTypeCode } from '../../../../gateway/domain/codes/licence-type-code.js';
import { mod3736CheckCharacter } from '../../../../gateway/domain/codes/mod37-36.js';
import { synthesiseUscc, unwrap } from './codes-under-test.js';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const FIRST = '1.2.156.3005.2.11100000000013338W011.11440000007000011N.20260000001.001.W';
const SECOND = '1.2.156.3005.2.11100000000013338W011.11440000007000011N.20260000001.002.U';
const THIRD = '1.2.156.3005.2.11100000000013338W032.1143000000700002XA.2600001.001.5';
/** A placeholder of a vendor's document: its check character should be D. */
const NEGATIVE = '1.2.156.3005.2.11100000000013661B006.113700000045046442.209FA4E88F9E4C878F3E9BED2CE7EA49.001.M';

describe('ISO 7064 MOD 37,36', () => {
  it('gives the vector of the standard its check character', () => {
    expect(mod3736CheckCharacter('A12425GABC1234002')).to.equal('M');
  });

  it('refuses another alphabet', () => {
    for (const body of ['', 'a', '1.2', '１', 'A\n']) expect(mod3736CheckCharacter(body)).to.equal(undefined);
  });

  it('detects every change of one character', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9A-Z]{1,40}$/),
        fc.nat(39),
        fc.constantFrom(...ALPHABET),
        (body, at, other) => {
          fc.pre(at < body.length && body.charAt(at) !== other);
          const changed = body.slice(0, at) + other + body.slice(at + 1);
          expect(mod3736CheckCharacter(changed)).not.to.equal(mod3736CheckCharacter(body));
        },
      ),
    );
  });
});

describe('licence identifier, GB/T 36904', () => {
  for (const text of [FIRST, SECOND, THIRD]) {
    it(`reads and writes back ${text.slice(15)}`, () => {
      const id = unwrap(parseLicenceIdentifier(text));
      expect(unwrap(formatLicenceIdentifier(id))).to.deep.equal(id);
      expect(id.text).to.equal(text);
    });
  }

  it('takes the identifier apart', () => {
    expect(unwrap(parseLicenceIdentifier(SECOND))).to.deep.equal({
      text: SECOND,
      typeCode: '11100000000013338W011',
      issuerCode: '11440000007000011N',
      serial: '20260000001',
      version: 2,
      checkCharacter: 'U',
    });
  });

  it('refuses the placeholder with a wrong check character, and only for that', () => {
    expect(parseLicenceIdentifier(NEGATIVE)).to.deep.equal({ ok: false, code: 'LICENCE_IDENTIFIER_CHECK_CHARACTER' });
    expect(parseLicenceIdentifier(`${NEGATIVE.slice(0, -1)}D`).ok).to.equal(true);
  });

  const malformed: [string, string][] = [
    ['another root', FIRST.replace('3005', '3003')],
    ['no root', FIRST.slice(15)],
    ['small letters', FIRST.toLowerCase()],
    ['a part too many', `${FIRST}.1`],
    ['an empty serial', FIRST.replace('20260000001', '')],
    ['a serial of 33 characters', FIRST.replace('20260000001', '2'.repeat(33))],
    ['a version of two digits', FIRST.replace('.001.', '.01.')],
    ['an area code for an issuer', FIRST.replace('11440000007000011N', '440000')],
    ['a trailing line feed', `${FIRST}\n`],
    ['full-width digits', FIRST.replace('2026', '２026')],
    ['nothing', ''],
  ];
  for (const [name, text] of malformed) {
    it(`refuses ${name}`, () =>
      expect(parseLicenceIdentifier(text)).to.deep.equal({ ok: false, code: 'LICENCE_IDENTIFIER_MALFORMED' }));
  }

  it('names the part that does not hold', () => {
    const good = unwrap(parseLicenceIdentifier(FIRST));
    const cases = [
      [{ ...good, typeCode: '11100000000013338X011' }, 'LICENCE_IDENTIFIER_TYPE_CODE'],
      [{ ...good, typeCode: '11100000000013338W01' }, 'LICENCE_IDENTIFIER_TYPE_CODE'],
      [{ ...good, issuerCode: '11440000007000011M' }, 'LICENCE_IDENTIFIER_ISSUER'],
      [{ ...good, serial: 'a1' }, 'LICENCE_IDENTIFIER_MALFORMED'],
      [{ ...good, version: 0 }, 'LICENCE_IDENTIFIER_VERSION'],
      [{ ...good, version: 1000 }, 'LICENCE_IDENTIFIER_VERSION'],
      [{ ...good, version: 1.5 }, 'LICENCE_IDENTIFIER_VERSION'],
    ] as const;
    for (const [parts, code] of cases) {
      expect(formatLicenceIdentifier(parts)).to.deep.equal({ ok: false, code });
    }
  });

  it('refuses right check characters over parts that do not hold', () => {
    const write = (type: string, issuer: string, version: string) =>
      `1.2.156.3005.2.${type}.${issuer}.1.${version}.${mod3736CheckCharacter(`${type}${issuer}1${version}`)}`;
    const [type, issuer] = ['11100000000013338W011', '11440000007000011N'];
    expect(parseLicenceIdentifier(write(type, '11440000007000011M', '001'))).to.include({
      code: 'LICENCE_IDENTIFIER_ISSUER',
    });
    expect(parseLicenceIdentifier(write('11100000000013338X011', issuer, '001'))).to.include({
      code: 'LICENCE_IDENTIFIER_TYPE_CODE',
    });
    expect(parseLicenceIdentifier(write(type, issuer, '000'))).to.include({ code: 'LICENCE_IDENTIFIER_VERSION' });
  });

  it('admits a synthetic issuer in development only', () => {
    const issuerCode = synthesiseUscc('11', '990000', 'YX000001');
    const parts = { typeCode: '11100000000013338W011', issuerCode, serial: '1', version: 1 };
    const id = unwrap(formatLicenceIdentifier(parts, { profile: 'development' }));
    expect(parseLicenceIdentifier(id.text, { profile: 'development' }).ok).to.equal(true);
    expect(parseLicenceIdentifier(id.text)).to.deep.equal({ ok: false, code: 'LICENCE_IDENTIFIER_ISSUER' });
  });

  it('gives all versions of a licence the same identifier without version', () => {
    const [first, second] = [unwrap(parseLicenceIdentifier(FIRST)), unwrap(parseLicenceIdentifier(SECOND))];
    expect(withoutVersion(first)).to.equal('1.2.156.3005.2.11100000000013338W011.11440000007000011N.20260000001');
    expect(withoutVersion(second)).to.equal(withoutVersion(first));
  });

  it('keeps the serial and raises the version, up to 999', () => {
    const first = unwrap(parseLicenceIdentifier(FIRST));
    expect(unwrap(nextVersion(first)).text).to.equal(SECOND);
    const last = unwrap(formatLicenceIdentifier({ ...first, version: 999 }));
    expect(nextVersion(last)).to.deep.equal({ ok: false, code: 'LICENCE_IDENTIFIER_VERSION_EXHAUSTED' });
  });

  it('detects every change of one character', () => {
    fc.assert(
      fc.property(fc.integer({ min: 15, max: FIRST.length - 1 }), fc.constantFrom(...ALPHABET), (at, other) => {
        fc.pre(FIRST.charAt(at) !== other);
        expect(parseLicenceIdentifier(FIRST.slice(0, at) + other + FIRST.slice(at + 1)).ok).to.equal(false);
      }),
    );
  });

  it('detects every exchange of two neighbours', () => {
    for (const text of [FIRST, SECOND, THIRD]) {
      for (let at = 0; at + 1 < text.length; at++) {
        const [left, right] = [text.charAt(at), text.charAt(at + 1)];
        if (left === right) continue;
        const exchanged = text.slice(0, at) + right + left + text.slice(at + 2);
        expect(parseLicenceIdentifier(exchanged).ok, exchanged).to.equal(false);
      }
    }
  });

  it('answers any text with a result', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !parseLicenceIdentifier(text).ok));
  });
});

describe('licence type code, GB/T 36904', () => {
  it('is the social credit code of the defining authority and three digits', () => {
    expect(parseLicenceTypeCode('11100000000013338W009')).to.deep.equal({
      ok: true,
      value: { text: '11100000000013338W009', definingAuthority: '11100000000013338W', number: '009' },
    });
  });

  it('names the part that does not hold', () => {
    expect(parseLicenceTypeCode('11100000000013338W09')).to.include({ code: 'LICENCE_TYPE_CODE_MALFORMED' });
    expect(parseLicenceTypeCode('11100000000013338W00A')).to.include({ code: 'LICENCE_TYPE_CODE_MALFORMED' });
    expect(parseLicenceTypeCode('11100000000013339W009')).to.include({ code: 'LICENCE_TYPE_CODE_AUTHORITY' });
  });
});
