import { expect } from 'chai';
import { readCrl } from '../../../pki/crl/read-crl.js';
import { readDer } from '../../../pki/der/reader.js';
import {
  boolean,
  element,
  explicit,
  generalizedTime,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
  utcTime,
} from '../../../pki/der/writer.js';
import { readComparableName } from '../../../pki/path/name.js';
import { PATH_OID } from '../../../pki/path/oids.js';
import { encodeName } from '../../../pki/x509/name.js';
import { expectCode } from '../support/expect-code.js';
import { extension, NONE, SM2_WITH_SM3_NULL } from '../support/forge-certificate.js';
import {
  CRL_FROM,
  CRL_TO,
  type CrlParts,
  crlNumber,
  deltaOf,
  forgeCrl,
  issuingPoint,
  REVOKED_AT,
  reasonCode,
} from '../support/forge-crl.js';
import { type ForgeKey, rsaKey, sm2Key } from '../support/forge-key.js';
import { garbageOf } from '../support/garbage.js';

const issuer = encodeName({ commonName: '合成签发机构' });
const otherIssuer = encodeName({ commonName: '另一合成签发机构' });
const nameOf = (der: Uint8Array) => readComparableName(readDer(der), () => {});
const UNKNOWN = '1.2.156.10197.6.7.2.2.1';

describe('readCrl', () => {
  let key: ForgeKey;
  before(() => {
    key = sm2Key();
  });
  const forge = (parts: CrlParts = {}) => forgeCrl(issuer, key, parts);

  it('reads a list of SM2 and one of RSA, and keeps the bytes that are signed', async () => {
    for (const each of [key, rsaKey()]) {
      const der = await forgeCrl(issuer, each, { entries: [{ serial: Uint8Array.of(0x8f, 1), reason: 1 }] });
      const list = readCrl(der);
      expect(Buffer.from(der).indexOf(list.tbs)).to.equal(der.length > 255 ? 4 : 3);
      expect(list.thisUpdate).to.equal(CRL_FROM);
      expect(list.nextUpdate).to.equal(CRL_TO);
      expect(list.crlNumber).to.equal(1n);
      expect(list.find('8f01')).to.deep.equal({ revokedAt: REVOKED_AT, reason: 'keyCompromise' });
      expect(list.find('8f02')).to.equal(undefined);
      expect(list.find('01')).to.equal(undefined);
      expect([...list.deviations]).to.deep.equal([]);
    }
  });

  it('finds by serial number and, in an indirect list, by the issuer that stands before (RFC 5280 §5.3.3)', async () => {
    const other = element(0xa4, otherIssuer);
    const list = readCrl(
      await forge({
        entries: [
          { serial: Uint8Array.of(1), reason: 4 },
          { serial: Uint8Array.of(1), reason: 5, issuer: [other] },
          { serial: Uint8Array.of(2), reason: 6 },
          { serial: Uint8Array.of(3), issuer: [element(0xa4, issuer)] },
        ],
        extensions: [crlNumber(7), issuingPoint({ indirect: true })],
      }),
    );
    expect(list.find('01')?.reason).to.equal('superseded');
    expect(list.find('01', nameOf(otherIssuer))?.reason).to.equal('cessationOfOperation');
    expect(list.find('02')).to.equal(undefined);
    expect(list.find('02', nameOf(otherIssuer))?.reason).to.equal('certificateHold');
    expect(list.find('03')?.revokedAt).to.equal(REVOKED_AT);
    expect(list.find('03', nameOf(otherIssuer))).to.equal(undefined);
    expect(list.hasRepeatedEntry).to.equal(false);
  });

  it('reads a delta list, its base, an invalidity date, and times after 2049', async () => {
    const invalidityDate = Date.UTC(2026, 7, 1);
    const list = readCrl(
      await forge({
        nextUpdate: generalizedTime(Date.UTC(2051, 0, 1)),
        entries: [{ serial: Uint8Array.of(5), reason: 8, invalidityDate, revokedAt: Date.UTC(2050, 1, 1) }],
        extensions: [crlNumber(9), deltaOf(7)],
      }),
    );
    expect([list.baseCrlNumber, list.nextUpdate]).to.deep.equal([7n, Date.UTC(2051, 0, 1)]);
    expect(list.find('05')).to.deep.equal({
      revokedAt: Date.UTC(2050, 1, 1),
      reason: 'removeFromCRL',
      invalidityDate,
    });
  });

  it('finds zero and negative serial numbers as they are', async () => {
    const entry = (serial: number) => sequence(integer(serial), utcTime(REVOKED_AT));
    const list = readCrl(await forge({ revoked: sequence(entry(0), entry(-1), entry(-128), entry(-129), entry(255)) }));
    for (const serial of ['00', '-01', '-80', '-81', 'ff']) expect(list.find(serial), serial).not.to.equal(undefined);
    for (const serial of ['01', '-ff', '80', '-7f']) expect(list.find(serial), serial).to.equal(undefined);
  });

  it('names what is tolerated: version 1, no next update, no number, an empty list of entries, an encoded default', async () => {
    const deviations = async (parts: CrlParts) => [...readCrl(await forge(parts)).deviations];
    expect(await deviations({ version: NONE, extensions: [] })).to.deep.equal(['CRL_VERSION_1']);
    expect(await deviations({ nextUpdate: NONE })).to.deep.equal(['CRL_NEXT_UPDATE_ABSENT']);
    expect(await deviations({ extensions: [] })).to.deep.equal(['CRL_NUMBER_ABSENT']);
    expect(await deviations({ revoked: sequence() })).to.deep.equal(['CRL_EMPTY_REVOKED_LIST']);
    expect(await deviations({ thisUpdate: generalizedTime(CRL_FROM) })).to.deep.equal(['TIME_GENERALIZED_BEFORE_2050']);
    expect(await deviations({ extensions: [crlNumber(1), issuingPoint({ caCerts: true }, false)] })).to.deep.equal([
      'CRL_IDP_NOT_CRITICAL',
    ]);
    expect(
      await deviations({ extensions: [crlNumber(1), extension(UNKNOWN, nullValue(), 'explicit false')] }),
    ).to.deep.equal(['DER_DEFAULT_ENCODED']);
  });

  it('names critical extensions that nobody knows, of the list and of entries', async () => {
    const unknown = extension(UNKNOWN, nullValue(), true);
    const inList = readCrl(await forge({ extensions: [crlNumber(1), unknown] }));
    const inEntry = readCrl(await forge({ entries: [{ serial: Uint8Array.of(1), extensions: [unknown] }] }));
    const known = readCrl(await forge({ extensions: [crlNumber(1), extension(UNKNOWN, nullValue())] }));
    expect(inList.unknownCriticalExtensions).to.deep.equal([UNKNOWN]);
    expect(inEntry.unknownCriticalExtensions).to.deep.equal([UNKNOWN]);
    expect(known.unknownCriticalExtensions).to.deep.equal([]);
  });

  it('tells that a certificate stands twice', async () => {
    const list = readCrl(
      await forge({ entries: [{ serial: Uint8Array.of(1) }, { serial: Uint8Array.of(1), reason: 1 }] }),
    );
    expect(list.hasRepeatedEntry).to.equal(true);
  });

  const refused: Readonly<Record<string, CrlParts>> = {
    'two different signature algorithms (§5.1.1.2)': { outerAlgorithm: SM2_WITH_SM3_NULL },
    'version 1 written out (§5.1.2.1)': { version: integer(0) },
    'version 3 (§5.1.2.1)': { version: integer(2) },
    'extensions in version 1 (§5.1.2.1)': { version: NONE },
    'entry extensions in version 1': {
      version: NONE,
      extensions: [],
      entries: [{ serial: Uint8Array.of(1), reason: 1 }],
    },
    'no extension in the field': { extensionsField: explicit(0, sequence()) },
    'an extension twice (§5.2)': { extensions: [crlNumber(1), crlNumber(2)] },
    'a critical CRL number (§5.2.3)': { extensions: [extension(PATH_OID.cRLNumber, integer(1), true)] },
    'a negative CRL number (§5.2.3)': { extensions: [extension(PATH_OID.cRLNumber, integer(-1))] },
    'a CRL number of 21 octets (§5.2.3)': { extensions: [extension(PATH_OID.cRLNumber, integer(1n << 160n))] },
    'a delta indicator that is not critical (§5.2.4)': {
      extensions: [crlNumber(2), extension(PATH_OID.deltaCRLIndicator, integer(1))],
    },
    'a list for users and for CAs at once (§5.2.5)': { extensions: [issuingPoint({ userCerts: true, caCerts: true })] },
    'an issuer of entries in a list that is not indirect (§5.3.3)': {
      entries: [{ serial: Uint8Array.of(1), issuer: [element(0xa4, otherIssuer)] }],
    },
    'an issuer of entries that is not critical (§5.3.3)': {
      entries: [
        {
          serial: Uint8Array.of(1),
          extensions: [extension(PATH_OID.certificateIssuer, sequence(element(0xa4, otherIssuer)))],
        },
      ],
      extensions: [issuingPoint({ indirect: true })],
    },
    'reason 7 (§5.3.1)': { entries: [{ serial: Uint8Array.of(1), reason: 7 }] },
    'reason 11 (§5.3.1)': { entries: [{ serial: Uint8Array.of(1), reason: 11 }] },
    'a time with fractions (§5.1.2.4)': {
      thisUpdate: element(0x18, Buffer.from('20260101000000.5Z')),
    },
    'a serial number that is not minimal': {
      revoked: sequence(sequence(element(0x02, Uint8Array.of(0, 1)), utcTime(REVOKED_AT))),
    },
    'something after the signature': { after: nullValue() },
    'a signature that is no BIT STRING': { signature: octetString(Uint8Array.of(1)) },
    'an entry with something more': {
      revoked: sequence(sequence(integer(1), utcTime(REVOKED_AT), sequence(reasonCode(1)), boolean(true))),
    },
    'an empty issuer of a distribution point': { extensions: [issuingPoint({ point: element(0xa0) })] },
    'an algorithm with two parameters': { algorithm: sequence(oid(UNKNOWN), nullValue(), nullValue()) },
  };
  for (const [rule, parts] of Object.entries(refused)) {
    it(`refuses ${rule}`, async () => {
      const der = await forge(parts);
      expectCode('CRL_MALFORMED', () => readCrl(der));
    });
  }

  it('refuses a list without an issuer (§5.1.2.3)', async () => {
    const der = await forgeCrl(sequence(), key);
    expectCode('CRL_MALFORMED', () => readCrl(der));
  });

  it('has no other error for garbage, and answers any serial number', async () => {
    const der = await forge({
      entries: [{ serial: Uint8Array.of(1), reason: 1, issuer: [element(0xa4, otherIssuer)], invalidityDate: 0 }],
      extensions: [crlNumber(1), deltaOf(1), issuingPoint({ indirect: true, reasons: [1, 2] })],
    });
    for (const garbage of garbageOf(der)) {
      expectCode('CRL_MALFORMED', () => readCrl(garbage).find('01'), { mayPass: true });
    }
    for (const serial of ['', 'zz', '-', '-00', 'ff'.repeat(40)]) expect(readCrl(der).find(serial)).to.equal(undefined);
  });

  it('answers from 100,000 entries in less than a millisecond', async function () {
    this.timeout(20_000);
    const entries = Array.from({ length: 100_000 }, (_, i) => ({
      serial: Uint8Array.of(0x40 + (i & 15), (i * 7) & 0xff, i >> 16, (i >> 8) & 0xff, i & 0xff),
      reason: 1 + (i % 5),
    }));
    const list = readCrl(await forge({ entries }));
    expect(list.entryCount).to.equal(100_000);
    const asked = entries.filter((_, i) => i % 100 === 0);
    const begun = performance.now();
    for (const { serial } of asked) list.find(Buffer.from(serial).toString('hex'));
    const each = (performance.now() - begun) / asked.length;
    for (const { serial, reason } of asked) {
      expect(list.find(Buffer.from(serial).toString('hex'))?.reason).to.equal(
        [undefined, 'keyCompromise', 'cACompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation'][
          reason
        ],
      );
    }
    expect(each).to.be.below(1);
    expect(list.find('7f00000000')).to.equal(undefined);
  });
});
