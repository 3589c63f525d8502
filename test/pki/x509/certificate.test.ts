import { expect } from 'chai';
import fc from 'fast-check';
import { OID } from '../../../pki/der/oids.js';
import {
  bitString,
  boolean,
  element,
  explicit,
  generalizedTime,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
  setOf,
  unsignedInteger,
  utcTime,
  utf8String,
} from '../../../pki/der/writer.js';
import { PkiError } from '../../../pki/errors.js';
import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { attribute, parseCertificate } from '../../../pki/x509/certificate.js';
import { expectCode } from '../support/expect-code.js';
import {
  authorityKeyId,
  type CertificateParts,
  caConstraints,
  extension,
  forgeCertificate,
  keyUsage,
  NONE,
  purposes,
  SM2_WITH_SM3,
  SM2_WITH_SM3_NULL,
  subjectKeyId,
} from '../support/forge-certificate.js';

const key = Sm2PrivateKey.generate();
const accepts = (parts: CertificateParts) => parseCertificate(forgeCertificate({ key, ...parts }));
const refuses = (parts: CertificateParts): void =>
  expectCode('CERTIFICATE_MALFORMED', () => parseCertificate(forgeCertificate({ key, ...parts })));
const rdn = (type: string, value: Uint8Array): Uint8Array => setOf(sequence(oid(type), value));

describe('parseCertificate', () => {
  it('gives the fields of a certificate, and views of its bytes', () => {
    const der = forgeCertificate({
      key,
      serialNumber: unsignedInteger(Uint8Array.of(0x8f, 0x01)),
      extensions: [
        keyUsage(0, 1),
        caConstraints(3),
        purposes('1.2.3', '1.2.4'),
        subjectKeyId(Uint8Array.of(0xab, 1)),
        authorityKeyId(Uint8Array.of(0xcd, 2)),
        extension('1.2.99', nullValue(), true),
        extension('1.2.98', nullValue()),
      ],
    });
    const certificate = parseCertificate(der);
    expect(certificate).to.include({
      version: 3,
      serialNumber: '8f01',
      notBefore: Date.UTC(2026, 0, 1),
      notAfter: Date.UTC(2027, 0, 1),
      subjectKeyId: 'ab01',
      authorityKeyId: 'cd02',
      fingerprint: sm3Hex(der),
    });
    expect([...(certificate.keyUsage ?? [])]).to.deep.equal(['digitalSignature', 'nonRepudiation']);
    expect(certificate.basicConstraints).to.deep.equal({ cA: true, pathLength: 3 });
    expect(certificate.extendedKeyUsage).to.deep.equal(['1.2.3', '1.2.4']);
    expect(certificate.unknownCriticalExtensions).to.deep.equal(['1.2.99']);
    expect(certificate.subject).to.deep.equal([
      { oid: OID.countryName, value: 'CN' },
      { oid: OID.organizationName, value: '合成测试单位' },
      { oid: OID.commonName, value: '合成测试' },
    ]);
    expect(certificate.tbs.buffer).to.equal(der.buffer);
    expect(Buffer.compare(certificate.spki, key.publicKey.spki)).to.equal(0);
    expect(certificate.publicKey.verifyDer(certificate.tbs, certificate.signature)).to.equal(true);
  });

  describe('attribute', () => {
    const subject = (...rdns: Uint8Array[]) => accepts({ subject: sequence(...rdns) });
    it('is the one of its type', () => {
      const one = subject(rdn(OID.organizationIdentifier, utf8String('91')), rdn(OID.commonName, utf8String('x')));
      expect(attribute(one, OID.organizationIdentifier)).to.equal('91');
    });
    it('is undefined when it is absent, there twice or no text', () => {
      const id = OID.organizationIdentifier;
      expect(attribute(subject(rdn(OID.commonName, utf8String('x'))), id)).to.equal(undefined);
      expect(attribute(subject(rdn(id, utf8String('91')), rdn(id, utf8String('91'))), id)).to.equal(undefined);
      expect(attribute(subject(rdn(id, utf8String('91')), rdn(id, bitString(NONE))), id)).to.equal(undefined);
      expect(attribute(subject(rdn(id, bitString(NONE))), id)).to.equal(undefined);
      expect(attribute(subject(rdn(id, element(0x0c, Uint8Array.of(0xff)))), id)).to.equal(undefined);
    });
  });

  describe('signature algorithm', () => {
    it('is SM2 with SM3, without parameters or with NULL', () => {
      accepts({ algorithm: SM2_WITH_SM3 });
      accepts({ algorithm: SM2_WITH_SM3_NULL });
    });
    it('is the same in both places', () => {
      refuses({ algorithm: SM2_WITH_SM3, outerAlgorithm: SM2_WITH_SM3_NULL });
      refuses({ algorithm: SM2_WITH_SM3_NULL, outerAlgorithm: SM2_WITH_SM3 });
    });
    it('is no other one', () => {
      refuses({ algorithm: sequence(oid('1.2.840.10045.4.3.2')) });
      refuses({ algorithm: sequence(oid('1.2.156.10197.1.504')) });
      refuses({ algorithm: sequence(oid(OID.sm2WithSm3), integer(1)) });
    });
  });

  describe('public key', () => {
    const spki = (algorithm: string, curve: string, point: Uint8Array) =>
      sequence(sequence(oid(algorithm), oid(curve)), bitString(point));
    const point = key.publicKey.point;
    it('is an uncompressed SM2 key', () => {
      accepts({ spki: spki(OID.ecPublicKey, OID.sm2Curve, point) });
    });
    it('is not on another curve, of another algorithm, compressed or hybrid', () => {
      refuses({ spki: spki(OID.ecPublicKey, '1.2.840.10045.3.1.7', point) });
      refuses({ spki: spki(OID.sm2Curve, OID.sm2Curve, point) });
      refuses({ spki: spki(OID.ecPublicKey, OID.sm2Curve, Uint8Array.of(2, ...point.subarray(1, 33))) });
      refuses({ spki: spki(OID.ecPublicKey, OID.sm2Curve, Uint8Array.of(6, ...point.subarray(1))) });
      refuses({ spki: spki(OID.ecPublicKey, OID.sm2Curve, Uint8Array.of(...point, 0)) });
    });
    it('is imported, and judged to be on the curve, when it is asked for', () => {
      const off = point.slice();
      off[64] = (off[64] ?? 0) ^ 1;
      const certificate = accepts({ spki: spki(OID.ecPublicKey, OID.sm2Curve, off) });
      expectCode('SM2_KEY_INVALID', () => certificate.publicKey);
    });
  });

  describe('version', () => {
    it('is 1 without the field, 2, or 3', () => {
      expect(accepts({ version: NONE, extensionsField: NONE }).version).to.equal(1);
      expect(accepts({ version: explicit(0, integer(1)), extensionsField: NONE }).version).to.equal(2);
      expect(accepts({ version: explicit(0, integer(2)) }).version).to.equal(3);
    });
    it('is nothing else, and 1 is not encoded', () => {
      refuses({ version: explicit(0, integer(0)), extensionsField: NONE });
      refuses({ version: explicit(0, integer(3)) });
    });
    it('is 3 where there are extensions, at least 2 where there are unique ids', () => {
      const uniqueIds = element(0x81, Uint8Array.of(0, 1));
      refuses({ version: NONE });
      refuses({ version: explicit(0, integer(1)) });
      accepts({ uniqueIds });
      refuses({ version: NONE, extensionsField: NONE, uniqueIds });
    });
  });

  describe('serial number', () => {
    it('is positive and of up to 20 octets', () => {
      accepts({ serialNumber: unsignedInteger(new Uint8Array(20).fill(0xff)) });
      refuses({ serialNumber: unsignedInteger(new Uint8Array(21).fill(0xff)) });
      refuses({ serialNumber: integer(0) });
      refuses({ serialNumber: integer(-1) });
    });
  });

  describe('validity', () => {
    it('is in UTCTime through 2049 and GeneralizedTime after', () => {
      accepts({ validity: sequence(utcTime(Date.UTC(2049, 0, 1)), generalizedTime(Date.UTC(2050, 0, 1))) });
      refuses({ validity: sequence(utcTime(Date.UTC(2049, 0, 1)), generalizedTime(Date.UTC(2049, 0, 2))) });
    });
    it('has two times', () => {
      refuses({ validity: sequence(utcTime(0)) });
      refuses({ validity: sequence(utcTime(0), utcTime(0), utcTime(0)) });
    });
  });

  describe('names', () => {
    const cn = (text: string) => sequence(oid(OID.commonName), utf8String(text));
    it('may hold text outside its type', () => {
      accepts({ subject: sequence(rdn('2.5.4.45', utf8String('x'))) });
      accepts({ issuer: sequence(rdn(OID.commonName, element(0x13, Uint8Array.of(0xff)))) });
    });
    it('have sorted attributes within one RDN', () => {
      accepts({ subject: sequence(element(0x31, cn('a'), cn('b'))) });
      refuses({ subject: sequence(element(0x31, cn('b'), cn('a'))) });
    });
    it('have type and value in each attribute', () => {
      refuses({ subject: sequence(setOf(sequence(oid(OID.commonName)))) });
      refuses({ subject: sequence(setOf(sequence(oid(OID.commonName), nullValue(), nullValue()))) });
      refuses({ issuer: sequence(cn('a')) });
    });
  });

  describe('extensions', () => {
    const list = (...extensions: Uint8Array[]): CertificateParts => ({ extensions });
    it('stand once each', () => {
      accepts(list(keyUsage(0), purposes('1.2.3')));
      refuses(list(keyUsage(0), keyUsage(0)));
      refuses(list(extension('1.2.3', NONE), extension('1.2.3', NONE)));
    });
    it('are a list that is not empty, and nothing after it', () => {
      refuses(list());
      refuses({ extensionsField: explicit(3, element(0x30, sequence(), sequence())) });
      refuses({ extensionsField: element(0xa3, sequence(keyUsage(0)), sequence()) });
    });
    it('do not encode the default of critical', () => {
      accepts(list(extension('1.2.3', NONE)));
      refuses(list(extension('1.2.3', NONE, 'explicit false')));
    });
    it('keyUsage has a bit, named, and no trailing zero bits', () => {
      accepts(list(keyUsage(8)));
      refuses(list(keyUsage()));
      refuses(list(keyUsage(9)));
      refuses(list(extension(OID.keyUsage, Uint8Array.of(3, 2, 0, 0xc0))));
    });
    it('extendedKeyUsage names a purpose', () => {
      refuses(list(purposes()));
      refuses(list(extension(OID.extendedKeyUsage, sequence(integer(1)))));
    });
    it('basicConstraints leave out defaults, and have a path length only with cA', () => {
      const constraints = (...parts: Uint8Array[]) => list(extension(OID.basicConstraints, sequence(...parts)));
      expect(accepts(constraints()).basicConstraints).to.deep.equal({ cA: false });
      expect(accepts(constraints(boolean(true))).basicConstraints).to.deep.equal({ cA: true });
      refuses(constraints(boolean(false)));
      refuses(constraints(integer(0)));
      refuses(constraints(boolean(true), integer(-1)));
      refuses(constraints(boolean(true), integer(0), integer(0)));
    });
    it('key identifiers are whole', () => {
      const aki = (...parts: Uint8Array[]) => list(extension(OID.authorityKeyIdentifier, sequence(...parts)));
      const keyId = element(0x80, Uint8Array.of(1));
      const issuer = element(0xa1, element(0xa4, sequence()));
      const serial = element(0x82, Uint8Array.of(1));
      expect(accepts(aki(keyId)).authorityKeyId).to.equal('01');
      expect(accepts(aki(issuer, serial)).authorityKeyId).to.equal(undefined);
      refuses(aki(keyId, issuer));
      refuses(aki(serial, keyId));
      refuses(list(extension(OID.subjectKeyIdentifier, integer(1))));
    });
    it('known ones hold one DER element', () => {
      refuses(list(extension(OID.keyUsage, Uint8Array.of(3, 2, 6, 0xc0, 0))));
      refuses(list(extension(OID.keyUsage, NONE)));
    });
    it('unknown ones may hold anything', () => {
      accepts(list(extension('1.2.3', Uint8Array.of(0xff))));
    });
  });

  it('refuses bytes after the end, inside and outside', () => {
    expectCode('CERTIFICATE_MALFORMED', () => parseCertificate(Buffer.concat([forgeCertificate(), Uint8Array.of(0)])));
    refuses({ afterSignature: octetString(NONE) });
    refuses({ signature: element(3, Uint8Array.of(1, 0xfe)) });
  });

  const answersOwnErrorsOnly = (bytes: Uint8Array): void => {
    try {
      const certificate = parseCertificate(bytes);
      // Whatever parses can also be looked at.
      void certificate.subject;
      void certificate.fingerprint;
      void certificate.publicKey;
    } catch (error) {
      if (!(error instanceof PkiError)) throw error;
      expect(error.code).to.be.oneOf(['CERTIFICATE_MALFORMED', 'SM2_KEY_INVALID']);
    }
  };

  it('answers garbage with its own error only', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), answersOwnErrorsOnly));
  });

  it('answers a certificate cut off, or with bytes changed, with its own error only', () => {
    const der = forgeCertificate({ extensions: [keyUsage(0, 1), caConstraints(0), purposes('1.2.3')] });
    fc.assert(
      fc.property(fc.nat(der.length), fc.array(fc.tuple(fc.nat(der.length - 1), fc.nat(255))), (length, changes) => {
        const changed = der.slice(0, length);
        for (const [at, value] of changes) changed[at] = value;
        answersOwnErrorsOnly(changed);
      }),
      { numRuns: 300 },
    );
  });

  it('does not verify with any one bit changed', () => {
    const der = forgeCertificate({ key });
    for (let bit = 0; bit < der.length * 8; bit += 3) {
      const changed = der.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
      try {
        const certificate = parseCertificate(changed);
        expect(key.publicKey.verifyDer(certificate.tbs, certificate.signature), `bit ${bit}`).to.equal(false);
      } catch (error) {
        if (!(error instanceof PkiError)) throw error;
        expect(error.code).to.equal('CERTIFICATE_MALFORMED');
      }
    }
  });
});
