import { expect } from 'chai';
import fc from 'fast-check';
import { OID } from '../../../pki/der/oids.js';
import {
  bitString,
  element,
  explicit,
  generalizedTime,
  integer,
  octetString,
  oid,
  sequence,
  utcTime,
  utf8String,
} from '../../../pki/der/writer.js';
import { PkiError } from '../../../pki/errors.js';
import { checkSealSignature } from '../../../pki/ses/check-seal-signature.js';
import { parseSealSignature } from '../../../pki/ses/seal-signature.js';
import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { expectCode } from '../support/expect-code.js';
import { forgeCertificate, keyUsage } from '../support/forge-certificate.js';
import {
  DATA_HASH,
  digestOf,
  explicitTimestamp,
  extData,
  forgeSeal,
  forgeSealSignature,
  implicitTimestamp,
  otherSignerDer,
  PROPERTY_INFO,
  SEAL_FROM,
  SEAL_TO,
  SIGNED_AT,
  type SignatureParts,
  signerDer,
  signerKey,
} from '../support/forge-seal.js';

const EXPECTED = { dataHash: DATA_HASH, propertyInfo: PROPERTY_INFO };
const TOKEN = Uint8Array.of(0x30, 0);
const accepts = (parts: SignatureParts) => parseSealSignature(forgeSealSignature(parts));
const refuses = (parts: SignatureParts): void =>
  expectCode('SEAL_SIGNATURE_MALFORMED', () => parseSealSignature(forgeSealSignature(parts)));
/** Every check that did not pass, as `id outcome code`; the absent timestamp is left out. */
const remarks = (parts: SignatureParts, expected = EXPECTED): string[] =>
  checkSealSignature(accepts(parts), expected)
    .filter((finding) => finding.outcome !== 'passed' && finding.code !== 'TIMESTAMP_ABSENT')
    .map((finding) => `${finding.id} ${finding.outcome} ${finding.code}`);

describe('parseSealSignature', () => {
  it('gives the fields of a signature of v4, and views of its bytes', () => {
    const seal = forgeSeal();
    const der = forgeSealSignature({ seal });
    const signature = parseSealSignature(der);
    expect(signature).to.include({
      version: 4,
      statedVersion: 4,
      signedAt: SIGNED_AT,
      propertyInfo: PROPERTY_INFO,
      algorithm: OID.sm2WithSm3,
    });
    expect(Buffer.compare(signature.dataHash, DATA_HASH)).to.equal(0);
    expect(Buffer.compare(signature.seal.der, seal)).to.equal(0);
    expect(Buffer.compare(signature.signerCertificateDer, signerDer)).to.equal(0);
    expect(signature.toSign.buffer).to.equal(der.buffer);
    expect(signature.timestamp).to.equal(undefined);
    expect([...signature.deviations]).to.deep.equal([]);
  });

  it('is of the version of its seal', () => {
    expect(accepts({ v1: true }).version).to.equal(1);
    expect(accepts({}).version).to.equal(4);
    expect(accepts({ seal: forgeSeal({ version: 5 }), version: integer(5) }).version).to.equal(5);
    refuses({ seal: forgeSeal({ version: 1 }) });
    refuses({ v1: true, seal: forgeSeal() });
  });

  it('of v1 takes the time from text in a form of ASN.1, or leaves it open', () => {
    const at = (text: string) => accepts({ v1: true, time: bitString(Buffer.from(text)) }).signedAt;
    expect(at('20260601000000Z')).to.equal(SIGNED_AT);
    expect(at('260601000000Z')).to.equal(SIGNED_AT);
    expect(at('2026-06-01 00:00:00')).to.equal(undefined);
    expect(at('')).to.equal(undefined);
    refuses({ v1: true, time: generalizedTime(SIGNED_AT) });
  });

  it('of v1 may hold the data hash as OCTET STRING, on record; later not', () => {
    expect([...accepts({ v1: true, dataHash: octetString(DATA_HASH) }).deviations]).to.deep.equal([
      'OCTET_STRING_DATA_HASH',
    ]);
    refuses({ dataHash: octetString(DATA_HASH) });
  });

  it('holds extensions under [0], EXPLICIT or IMPLICIT', () => {
    const [one, two] = [extData('1.2.3', TOKEN), extData('1.2.4', TOKEN, true)];
    const ids = (extensions: Uint8Array) => {
      const signature = accepts({ extensions });
      return [...signature.extensions.map((each) => each.oid), ...signature.deviations];
    };
    expect(ids(explicit(0, sequence(one, two)))).to.deep.equal(['1.2.3', '1.2.4']);
    expect(ids(explicit(0, sequence(one)))).to.deep.equal(['1.2.3']);
    expect(ids(explicit(0, sequence()))).to.deep.equal([]);
    expect(ids(element(0xa0, one, two))).to.deep.equal(['1.2.3', '1.2.4', 'IMPLICIT_TAG']);
    expect(ids(element(0xa0, one))).to.deep.equal(['1.2.3', 'IMPLICIT_TAG']);
    refuses({ extensions: sequence(one) });
    refuses({ extensions: explicit(0, integer(1)) });
    refuses({ extensions: explicit(1, sequence(one)) });
  });

  it('holds a timestamp under [0], EXPLICIT or IMPLICIT', () => {
    expect([...(accepts({ after: explicitTimestamp(TOKEN) }).timestamp ?? [])]).to.deep.equal([...TOKEN]);
    expect([...(accepts({ after: implicitTimestamp(TOKEN) }).timestamp ?? [])]).to.deep.equal([...TOKEN]);
    refuses({ after: explicit(0, octetString(TOKEN)) });
    refuses({ after: element(0x80, Uint8Array.of(1, 2)) });
    refuses({ v1: true, after: explicitTimestamp(TOKEN) });
  });

  it('refuses surplus elements and elements of other types', () => {
    refuses({ after: integer(1) });
    refuses({ time: utcTime(SIGNED_AT) });
    refuses({ propertyInfo: utf8String(PROPERTY_INFO) });
    refuses({ seal: sequence() });
    refuses({ version: integer(-1) });
    expectCode('SEAL_SIGNATURE_MALFORMED', () =>
      parseSealSignature(Buffer.concat([forgeSealSignature(), Uint8Array.of(0)])),
    );
  });

  it('answers garbage, and signatures with bytes changed or cut off, with its own error only', () => {
    const look = (bytes: Uint8Array): void =>
      expectCode('SEAL_SIGNATURE_MALFORMED', () => checkSealSignature(parseSealSignature(bytes), EXPECTED), {
        mayPass: true,
      });
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), look));
    for (const der of [forgeSealSignature({ after: explicitTimestamp(TOKEN) }), forgeSealSignature({ v1: true })]) {
      fc.assert(
        fc.property(fc.nat(der.length), fc.array(fc.tuple(fc.nat(der.length - 1), fc.nat(255))), (length, changes) => {
          const changed = der.slice(0, length);
          for (const [at, value] of changes) changed[at] = value;
          look(changed);
        }),
        { numRuns: 150 },
      );
    }
  });
});

describe('checkSealSignature', () => {
  it('finds nothing wrong with signatures of v1, v4 and v5', () => {
    expect(remarks({ v1: true })).to.deep.equal([]);
    expect(remarks({})).to.deep.equal([]);
    expect(remarks({ seal: forgeSeal({ version: 5 }), version: integer(5) })).to.deep.equal([]);
  });

  it('gives every check by name, and those of the seal', () => {
    const findings = checkSealSignature(accepts({}), EXPECTED).map((finding) => `${finding.part} ${finding.id}`);
    expect(findings).to.deep.equal([
      'signature SES-FMT',
      'signature SES-SIG',
      'signature ALG-POLICY',
      'signature SIGNER-IN-LIST',
      'signature SIGNER-KU',
      'signature DATA-HASH',
      'signature TIME-IN-CERT',
      'signature TIME-IN-SEAL',
      'signature EXT-CRITICAL',
      'signature TSA-TOKEN',
      'seal SES-FMT',
      'seal SEAL-SIG',
      'seal ALG-POLICY',
      'seal MAKER-KU',
      'seal SEAL-TIME',
      'seal EXT-CRITICAL',
    ]);
  });

  it('SES-FMT: the signed part states the version of the seal', () => {
    expect(remarks({ version: integer(5) })).to.deep.equal(['SES-FMT failed FORMAT_VERSION_MISMATCH']);
    expect(remarks({ v1: true, version: integer(11) })).to.deep.equal([]);
  });

  it("SES-SIG: the signer's key signed toSign", () => {
    const failed = ['SES-SIG failed SIGNATURE_INVALID'];
    expect(remarks({ key: Sm2PrivateKey.generate() })).to.deep.equal(failed);
    expect(remarks({ sign: () => signerKey.signDer(DATA_HASH) })).to.deep.equal(failed);
    expect(remarks({ sign: () => new Uint8Array(64) })).to.deep.equal(['SES-FMT warning FORMAT_DEVIATES', ...failed]);
    expect(remarks({ v1: true, key: Sm2PrivateKey.generate() })).to.deep.equal(failed);
  });

  it('SES-SIG: raw r‖s is taken too and is on record', () => {
    expect(remarks({ sign: (tbs) => signerKey.signRaw(tbs) })).to.deep.equal(['SES-FMT warning FORMAT_DEVIATES']);
  });

  it('SES-SIG: a signer certificate that cannot be read has signed nothing', () => {
    const signer = Uint8Array.of(0x30, 0);
    const seal = forgeSeal({ certList: sequence(octetString(signer)) });
    expect(remarks({ signer, seal })).to.deep.equal([
      'SES-SIG failed CERTIFICATE_UNREADABLE',
      'SIGNER-KU skipped CERTIFICATE_UNREADABLE',
      'TIME-IN-CERT skipped CERTIFICATE_UNREADABLE',
    ]);
  });

  describe('SIGNER-IN-LIST', () => {
    const absent = ['SIGNER-IN-LIST failed SIGNER_NOT_IN_LIST'];
    const incomparable = ['SIGNER-IN-LIST skipped SIGNER_LIST_NOT_COMPARABLE'];
    const digests = (...list: Uint8Array[]) => forgeSeal({ certListType: integer(2), certList: sequence(...list) });
    it('is a comparison of bytes: a renewed certificate of the same key is another one', () => {
      expect(remarks({ seal: forgeSeal({ certList: sequence(octetString(signerDer)) }) })).to.deep.equal([]);
      expect(remarks({ seal: forgeSeal({ certList: sequence(octetString(otherSignerDer)) }) })).to.deep.equal(absent);
      expect(remarks({ seal: forgeSeal({ certList: sequence() }) })).to.deep.equal(absent);
    });
    it('is a comparison of SM3 digests in a list of type 2', () => {
      expect(remarks({ seal: digests(digestOf(otherSignerDer), digestOf(signerDer)) })).to.deep.equal([]);
      expect(remarks({ seal: digests(digestOf(signerDer, 'SM3')) })).to.deep.equal([]);
      expect(remarks({ seal: digests(digestOf(otherSignerDer)) })).to.deep.equal(absent);
      expect(remarks({ seal: digests() })).to.deep.equal(absent);
    });
    it('is no yes where certificates cannot be compared', () => {
      expect(remarks({ seal: digests(digestOf(signerDer, '1.3.14.3.2.26')) })).to.deep.equal(incomparable);
      const identifiers = forgeSeal({ version: 1, certList: sequence(element(0x16, Buffer.from('signer'))) });
      expect(remarks({ v1: true, seal: identifiers })).to.deep.equal(incomparable);
    });
  });

  it("SIGNER-KU: the signer's certificate is for signatures", () => {
    const signer = forgeCertificate({ key: signerKey, extensions: [keyUsage(2)] });
    const seal = forgeSeal({ certList: sequence(octetString(signer)) });
    expect(remarks({ signer, seal })).to.deep.equal(['SIGNER-KU failed KEY_USAGE_MISSING']);
  });

  it('DATA-HASH: the digest is the one computed, and covers what is expected', () => {
    const other = { ...EXPECTED, dataHash: DATA_HASH.map((octet) => octet ^ 1) };
    expect(remarks({}, other)).to.deep.equal(['DATA-HASH failed DATA_HASH_MISMATCH']);
    expect(remarks({}, { ...EXPECTED, dataHash: new Uint8Array() })).to.deep.equal([
      'DATA-HASH failed DATA_HASH_MISMATCH',
    ]);
    expect(remarks({}, { ...EXPECTED, propertyInfo: '/elsewhere' })).to.deep.equal([
      'DATA-HASH failed PROPERTY_INFO_MISMATCH',
    ]);
  });

  it('TIME-IN-SEAL: the declared time lies in the seal period, both ends included', () => {
    const at = (time: number) => remarks({ time: generalizedTime(time) });
    const outside = ['TIME-IN-SEAL failed SIGNED_OUTSIDE_SEAL_PERIOD'];
    expect(at(SEAL_FROM)).to.deep.equal([]);
    expect(at(SEAL_TO)).to.deep.equal([]);
    expect(at(SEAL_FROM - 1000)).to.deep.equal(outside);
    expect(at(SEAL_TO + 1000)).to.deep.equal(outside);
  });

  it('TIME-IN-CERT: the declared time lies in the validity of the signer certificate', () => {
    const validity = (from: number, to: number) => {
      const signer = forgeCertificate({ key: signerKey, validity: sequence(utcTime(from), utcTime(to)) });
      return remarks({ signer, seal: forgeSeal({ certList: sequence(octetString(signer)) }) });
    };
    const outside = ['TIME-IN-CERT failed SIGNED_OUTSIDE_CERTIFICATE_VALIDITY'];
    expect(validity(SIGNED_AT, SIGNED_AT)).to.deep.equal([]);
    expect(validity(SIGNED_AT + 1000, SIGNED_AT + 2000)).to.deep.equal(outside);
    expect(validity(SIGNED_AT - 2000, SIGNED_AT - 1000)).to.deep.equal(outside);
  });

  it('a time that is not known is in no period', () => {
    expect(remarks({ v1: true, time: bitString(Buffer.from('yesterday')) })).to.deep.equal([
      'TIME-IN-CERT skipped SIGNING_TIME_UNKNOWN',
      'TIME-IN-SEAL skipped SIGNING_TIME_UNKNOWN',
    ]);
  });

  it('ALG-POLICY: the algorithm stated is SM2 with SM3', () => {
    expect(remarks({ algorithm: oid('1.2.156.10197.1.504') })).to.deep.equal([
      'ALG-POLICY failed ALGORITHM_NOT_ALLOWED',
    ]);
  });

  it('EXT-CRITICAL: a critical extension is reported', () => {
    const extensions = explicit(0, sequence(extData('1.3.6.1.5.5.7.1.4', TOKEN, true)));
    expect(remarks({ extensions })).to.deep.equal(['EXT-CRITICAL warning EXTENSION_CRITICAL_UNKNOWN']);
  });

  it('TSA-TOKEN: a timestamp is not passed over as if verified', () => {
    expect(remarks({ after: explicitTimestamp(TOKEN) })).to.deep.equal(['TSA-TOKEN skipped TIMESTAMP_NOT_VERIFIED']);
  });

  it('SEAL-SIG: a seal that its maker did not sign fails the signature', () => {
    expect(remarks({ seal: forgeSeal({ key: Sm2PrivateKey.generate() }) })).to.deep.equal([
      'SEAL-SIG failed SIGNATURE_INVALID',
    ]);
  });

  it('asks the findings of the seal of the function it is given', () => {
    const findings = checkSealSignature(accepts({}), EXPECTED, { checkSeal: () => [] });
    expect(findings.every((finding) => finding.part === 'signature')).to.equal(true);
  });

  it('no bit of what is signed can change', () => {
    const seal = forgeSeal({ certList: sequence(octetString(signerDer)) });
    const der = forgeSealSignature({ seal });
    const length = parseSealSignature(der).toSign.length;
    for (let bit = 0; bit < length * 8; bit += 17) {
      const changed = der.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
      try {
        const findings = checkSealSignature(parseSealSignature(changed), EXPECTED, { checkSeal: () => [] });
        expect(
          findings.some((finding) => finding.outcome === 'failed'),
          `bit ${bit}`,
        ).to.equal(true);
      } catch (error) {
        if (!(error instanceof PkiError)) throw error;
        expect(error.code).to.equal('SEAL_SIGNATURE_MALFORMED');
      }
    }
  });
});
