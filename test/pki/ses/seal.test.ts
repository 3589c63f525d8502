import { expect } from 'chai';
import fc from 'fast-check';
import { OID } from '../../../pki/der/oids.js';
import {
  element,
  generalizedTime,
  ia5String,
  integer,
  octetString,
  oid,
  sequence,
  utcTime,
  utf8String,
} from '../../../pki/der/writer.js';
import { PkiError } from '../../../pki/errors.js';
import { checkSeal } from '../../../pki/ses/check-seal.js';
import { parseSeal } from '../../../pki/ses/seal.js';
import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { expectCode } from '../support/expect-code.js';
import { caConstraints, forgeCertificate, keyUsage, purposes } from '../support/forge-certificate.js';
import {
  digestOf,
  explicitTimestamp,
  extData,
  forgeSeal,
  implicitTimestamp,
  makerDer,
  makerKey,
  otherSignerDer,
  PICTURE,
  SEAL_FROM,
  SEAL_TO,
  type SealParts,
  signerDer,
} from '../support/forge-seal.js';

const accepts = (parts: SealParts) => parseSeal(forgeSeal(parts));
const refuses = (parts: SealParts): void => expectCode('SEAL_MALFORMED', () => parseSeal(forgeSeal(parts)));
/** Every check that did not pass, as `id outcome code`. */
const remarks = (parts: SealParts): string[] =>
  checkSeal(accepts(parts))
    .filter((finding) => finding.outcome !== 'passed')
    .map((finding) => `${finding.id} ${finding.outcome} ${finding.code}`);
const TOKEN = Uint8Array.of(0x30, 0);
const V5_WITHOUT_TIMESTAMP = 'TSA-TOKEN skipped TIMESTAMP_ABSENT';

describe('parseSeal', () => {
  it('gives the fields of a seal of v4, and views of its bytes', () => {
    const der = forgeSeal({ extensions: sequence(extData('1.2.3', Buffer.from('2.1'))) });
    const seal = parseSeal(der);
    expect(seal).to.include({
      version: 4,
      vendorId: 'TEST',
      esId: 'ES-0001',
      type: 1,
      name: '合成测试用印章',
      createdAt: SEAL_FROM,
      validFrom: SEAL_FROM,
      validTo: SEAL_TO,
      algorithm: OID.sm2WithSm3,
    });
    expect(seal.picture).to.deep.include({ type: 'PNG', width: 40, height: 30 });
    expect(Buffer.compare(seal.picture.data, PICTURE)).to.equal(0);
    expect(seal.signers.type).to.equal('certificates');
    expect(Buffer.compare(seal.makerCertificateDer, makerDer)).to.equal(0);
    expect(seal.extensions.map(({ oid: id, critical }) => [id, critical])).to.deep.equal([['1.2.3', false]]);
    expect(seal.signedBytes.buffer).to.equal(der.buffer);
    expect(Buffer.compare(seal.der, der)).to.equal(0);
    expect(seal.signature.form).to.equal('der');
    expect([...seal.deviations]).to.deep.equal([]);
  });

  it('tells the version by the number of elements, then by the header', () => {
    expect(accepts({ version: 1 }).version).to.equal(1);
    expect(accepts({ version: 4 }).version).to.equal(4);
    expect(accepts({ version: 5 }).version).to.equal(5);
    const v1WithHeader11 = accepts({ version: 1, header: sequence(ia5String('ES'), integer(11), ia5String('T')) });
    expect(v1WithHeader11.version).to.equal(1);
    const header3 = accepts({ header: sequence(ia5String('ES'), integer(3), ia5String('T')) });
    expect([header3.version, ...header3.deviations]).to.deep.equal([4, 'HEADER_VERSION']);
  });

  describe('certificate list', () => {
    it('holds certificates (1) or digests (2)', () => {
      const digests = accepts({ certListType: integer(2), certList: sequence(digestOf(signerDer)) });
      expect(digests.signers).to.have.property('type', 'digests');
    });
    it('is of no other type, and of the type it says', () => {
      refuses({ certListType: integer(0) });
      refuses({ certListType: integer(3) });
      refuses({ certListType: integer(2) });
      refuses({ certListType: integer(1), certList: sequence(digestOf(signerDer)) });
      refuses({ certList: sequence(octetString(signerDer), ia5String('x')) });
    });
    it('of v1 holds certificates or identifiers', () => {
      expect(accepts({ version: 1 }).signers.type).to.equal('certificates');
      expect(accepts({ version: 1, certList: sequence(ia5String('a')) }).signers).to.deep.equal({
        type: 'identifiers',
        identifiers: ['a'],
      });
      refuses({ version: 1, certList: sequence(ia5String('a'), octetString(signerDer)) });
    });
  });

  describe('times', () => {
    const three = (time: Uint8Array) => [time, time, time] as const;
    it('are GeneralizedTime from v4 on and UTCTime in v1', () => {
      refuses({ times: three(utcTime(SEAL_FROM)) });
      refuses({ version: 1, times: three(generalizedTime(SEAL_FROM)) });
    });
    it('may have fractions, on record', () => {
      const seal = accepts({ times: three(element(0x18, Buffer.from('20260201000000.5Z'))) });
      expect(seal.createdAt).to.equal(SEAL_FROM + 500);
      expect([...seal.deviations]).to.deep.equal(['FRACTIONAL_TIME']);
    });
  });

  describe('extensions', () => {
    it('leave out the default of critical; where they do not, it is on record', () => {
      expect([...accepts({ extensions: sequence(extData('1.2.3', TOKEN)) }).deviations]).to.deep.equal([]);
      expect([...accepts({ extensions: sequence(extData('1.2.3', TOKEN, true)) }).deviations]).to.deep.equal([]);
      const explicitFalse = accepts({ extensions: sequence(extData('1.2.3', TOKEN, false)) });
      expect([...explicitFalse.deviations]).to.deep.equal(['EXPLICIT_DEFAULT']);
      expect(explicitFalse.extensions[0]?.critical).to.equal(false);
    });
    it('may be an empty list', () => {
      expect(accepts({ extensions: sequence() }).extensions).to.deep.equal([]);
    });
    it('are one list of three-part elements', () => {
      refuses({ extensions: oid('1.2.3') });
      refuses({ extensions: sequence(sequence(oid('1.2.3'))) });
      refuses({ extensions: element(0x30, sequence(oid('1.2.3'), octetString(TOKEN), octetString(TOKEN))) });
    });
  });

  describe('timestamp', () => {
    it('stands in v5, EXPLICIT or IMPLICIT', () => {
      const tagged = accepts({ version: 5, after: explicitTimestamp(TOKEN) });
      const untagged = accepts({ version: 5, after: implicitTimestamp(TOKEN) });
      expect([...(tagged.timestamp ?? [])]).to.deep.equal([...TOKEN]);
      expect([...(untagged.timestamp ?? [])]).to.deep.equal([...TOKEN]);
      expect([...tagged.deviations, ...untagged.deviations]).to.deep.equal(['IMPLICIT_TAG']);
    });
    it('does not stand in v4 or v1', () => {
      refuses({ after: explicitTimestamp(TOKEN) });
      refuses({ version: 1, after: explicitTimestamp(TOKEN) });
    });
    it('is not empty', () => {
      refuses({ version: 5, after: explicitTimestamp(new Uint8Array()) });
      refuses({ version: 5, after: implicitTimestamp(new Uint8Array()) });
    });
  });

  it('refuses a header that is not ES, surplus elements, and elements of other types', () => {
    refuses({ header: sequence(ia5String('EX'), integer(4), ia5String('T')) });
    refuses({ header: sequence(ia5String('ES'), integer(4), ia5String('T'), integer(1)) });
    refuses({ esId: utf8String('ES-0001') });
    refuses({ picture: sequence(ia5String('PNG'), octetString(PICTURE), integer(-1), integer(1)) });
    refuses({ picture: sequence(ia5String('PNG'), octetString(PICTURE), integer(1)) });
    refuses({ after: integer(1) });
    expectCode('SEAL_MALFORMED', () => parseSeal(Buffer.concat([forgeSeal(), Uint8Array.of(0)])));
    expectCode('SEAL_MALFORMED', () => parseSeal(sequence(integer(1), integer(2), integer(3))));
  });

  it('answers garbage, and seals with bytes changed or cut off, with its own error only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (garbage) => {
        expectCode('SEAL_MALFORMED', () => checkSeal(parseSeal(garbage)), { mayPass: true });
      }),
    );
    const der = forgeSeal({ version: 5, after: explicitTimestamp(TOKEN) });
    fc.assert(
      fc.property(fc.nat(der.length), fc.array(fc.tuple(fc.nat(der.length - 1), fc.nat(255))), (length, changes) => {
        const changed = der.slice(0, length);
        for (const [at, value] of changes) changed[at] = value;
        expectCode('SEAL_MALFORMED', () => checkSeal(parseSeal(changed)), { mayPass: true });
      }),
      { numRuns: 200 },
    );
  });
});

describe('checkSeal', () => {
  it('finds nothing wrong with seals of v1, v4 and v5', () => {
    expect(remarks({ version: 1 })).to.deep.equal([]);
    expect(remarks({ version: 4 })).to.deep.equal([]);
    expect(remarks({ version: 5 })).to.deep.equal([V5_WITHOUT_TIMESTAMP]);
  });

  it('names the part that its findings are about', () => {
    expect(checkSeal(accepts({})).every((finding) => finding.part === 'seal')).to.equal(true);
  });

  it('SEAL-SIG: v4 and v5 are signed over eSealInfo, v1 over SEQUENCE { esealInfo, cert, signatureAlgorithm }', () => {
    const overAll = (tbs: Uint8Array): Uint8Array =>
      makerKey.signDer(sequence(tbs, octetString(makerDer), oid(OID.sm2WithSm3)));
    const failed = 'SEAL-SIG failed SIGNATURE_INVALID';
    expect(remarks({ sign: overAll })).to.deep.equal([failed]);
    expect(remarks({ version: 5, sign: overAll })).to.deep.equal([failed, V5_WITHOUT_TIMESTAMP]);
    expect(remarks({ version: 1, sign: (tbs) => makerKey.signDer(tbs.subarray(4)) })).to.deep.equal([failed]);
  });

  it("SEAL-SIG: it is the maker's key that signed", () => {
    const other = Sm2PrivateKey.generate();
    expect(remarks({ key: other })).to.deep.equal(['SEAL-SIG failed SIGNATURE_INVALID']);
    expect(remarks({ key: other, maker: forgeCertificate({ key: other }) })).to.deep.equal([]);
  });

  it('SEAL-SIG: raw r‖s is taken too and is on record; anything else is no signature', () => {
    const raw = (tbs: Uint8Array) => makerKey.signRaw(tbs);
    expect(remarks({ sign: raw })).to.deep.equal(['SES-FMT warning FORMAT_DEVIATES']);
    expect(accepts({ sign: raw }).signature.form).to.equal('raw');
    const flipped = (tbs: Uint8Array): Uint8Array => raw(tbs).map((octet, at) => (at === 63 ? octet ^ 1 : octet));
    expect(remarks({ sign: flipped })).to.include('SEAL-SIG failed SIGNATURE_INVALID');
    for (const sign of [
      () => new Uint8Array(),
      () => new Uint8Array(64),
      (tbs: Uint8Array) => raw(tbs).subarray(0, 63),
      (tbs: Uint8Array) => Buffer.concat([makerKey.signDer(tbs), Uint8Array.of(0)]),
    ]) {
      expect(remarks({ sign })).to.include('SEAL-SIG failed SIGNATURE_INVALID');
    }
  });

  it('SEAL-SIG: a maker certificate that cannot be read has signed nothing', () => {
    expect(remarks({ maker: Uint8Array.of(0x30, 0) })).to.deep.equal([
      'SEAL-SIG failed CERTIFICATE_UNREADABLE',
      'MAKER-KU skipped CERTIFICATE_UNREADABLE',
    ]);
  });

  it('SEAL-SIG: a maker key off the curve has signed nothing', () => {
    const spki = makerKey.publicKey.spki;
    spki[90] = (spki[90] ?? 0) ^ 1;
    expect(remarks({ maker: forgeCertificate({ spki }) })).to.deep.equal(['SEAL-SIG failed SIGNATURE_INVALID']);
  });

  it('ALG-POLICY: the algorithm stated is SM2 with SM3', () => {
    for (const id of ['1.2.840.113549.1.1.5', '1.2.156.10197.501', OID.sm2Curve]) {
      expect(remarks({ algorithm: oid(id) })).to.deep.equal(['ALG-POLICY failed ALGORITHM_NOT_ALLOWED']);
    }
  });

  it("MAKER-KU: the maker's certificate is for signatures", () => {
    const maker = (...extensions: Uint8Array[]) => forgeCertificate({ key: makerKey, extensions });
    expect(remarks({ maker: maker(keyUsage(0, 1, 2, 3, 4)) })).to.deep.equal([]);
    expect(remarks({ maker: maker(keyUsage(1)) })).to.deep.equal([]);
    expect(remarks({ maker: maker(keyUsage(2, 3)) })).to.deep.equal(['MAKER-KU failed KEY_USAGE_MISSING']);
    expect(remarks({ maker: maker(keyUsage(5, 6), caConstraints()) })).to.deep.equal([
      'MAKER-KU failed KEY_USAGE_MISSING',
    ]);
    expect(remarks({ maker: maker(purposes('1.2.3')) })).to.deep.equal(['MAKER-KU warning KEY_USAGE_ABSENT']);
  });

  it('SEAL-TIME: the period has a beginning before its end, and the seal is not made after it', () => {
    const times = (...at: [number, number, number]) => {
      const [created, from, to] = at;
      return { times: [generalizedTime(created), generalizedTime(from), generalizedTime(to)] as const };
    };
    const outside = 'SEAL-TIME failed SEAL_CREATED_OUTSIDE_PERIOD';
    expect(remarks(times(SEAL_TO, SEAL_FROM, SEAL_TO))).to.deep.equal([]);
    expect(remarks(times(SEAL_TO + 1000, SEAL_FROM, SEAL_TO))).to.deep.equal([outside]);
    expect(remarks(times(SEAL_FROM, SEAL_TO, SEAL_FROM))).to.deep.equal(['SEAL-TIME failed SEAL_PERIOD_INVERTED']);
    // v4 lets a seal be made before it comes into force, v5 does not.
    const early = times(SEAL_FROM - 1000, SEAL_FROM, SEAL_TO);
    expect(remarks(early)).to.deep.equal([]);
    expect(remarks({ version: 5, ...early })).to.deep.equal([outside, V5_WITHOUT_TIMESTAMP]);
  });

  it('EXT-CRITICAL: a critical extension is reported', () => {
    expect(remarks({ extensions: sequence(extData('1.2.3', TOKEN)) })).to.deep.equal([]);
    expect(remarks({ extensions: sequence(extData('1.2.3', TOKEN, true)) })).to.deep.equal([
      'EXT-CRITICAL warning EXTENSION_CRITICAL_UNKNOWN',
    ]);
  });

  it('TSA-TOKEN: a timestamp is not passed over as if verified', () => {
    expect(remarks({ version: 5, after: explicitTimestamp(TOKEN) })).to.deep.equal([
      'TSA-TOKEN skipped TIMESTAMP_NOT_VERIFIED',
    ]);
  });

  it('no bit of what is signed can change', () => {
    for (const version of [1, 4, 5] as const) {
      const der = forgeSeal({ version, certList: sequence(octetString(otherSignerDer)) });
      const length = parseSeal(der).signedBytes.length;
      for (let bit = 0; bit < length * 8; bit += 11) {
        const changed = der.slice();
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
        try {
          const failed = checkSeal(parseSeal(changed)).some((finding) => finding.outcome === 'failed');
          expect(failed, `v${version} bit ${bit}`).to.equal(true);
        } catch (error) {
          if (!(error instanceof PkiError)) throw error;
          expect(error.code).to.equal('SEAL_MALFORMED');
        }
      }
    }
  });
});
