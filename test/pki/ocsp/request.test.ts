import { expect } from 'chai';
import { OID } from '../../../pki/der/oids.js';
import { explicit, integer, nullValue, octetString, oid, sequence } from '../../../pki/der/writer.js';
import { encodeCertId, isIssuedBy, issuerHashes } from '../../../pki/ocsp/cert-id.js';
import { buildOcspRequest, MOST_CERT_IDS, parseOcspRequest } from '../../../pki/ocsp/request.js';
import { encodeExtension } from '../../../pki/x509/raw-extensions.js';
import { expectCode } from '../support/expect-code.js';
import { expectSurvivesGarbage } from '../support/survives-garbage.js';
import { createTestDomain, type TestDomain } from '../support/test-domain.js';

describe('OCSP requests', () => {
  let domain: TestDomain;
  let certId: Uint8Array;
  before(async () => {
    domain = await createTestDomain();
    certId = encodeCertId(domain.issuingCa.certificate, '0a0b');
  });
  const refuses = (der: Uint8Array) => expectCode('OCSP_REQUEST_MALFORMED', () => parseOcspRequest(der));

  it('are read back, with and without a nonce, under every hash', () => {
    const issuer = domain.issuingCa.certificate;
    for (const hash of ['sm3', 'sha1', 'sha256'] as const) {
      const nonce = new Uint8Array(32).fill(7);
      const request = parseOcspRequest(buildOcspRequest([encodeCertId(issuer, 'ff01', hash)], nonce));
      expect(request.certIds[0]).to.include({ hash, serialNumber: 'ff01' });
      expect(Buffer.from(request.nonce ?? [])).to.deep.equal(Buffer.from(nonce));
      const [found] = request.certIds;
      if (found === undefined) throw new TypeError('no CertID');
      expect(isIssuedBy(found, issuerHashes(issuer))).to.equal(true);
      expect(isIssuedBy(found, issuerHashes(domain.root.certificate))).to.equal(false);
      expect(isIssuedBy({ ...found, hash: undefined }, issuerHashes(issuer))).to.equal(false);
      expect(isIssuedBy({ ...found, issuerKeyHash: '00' }, issuerHashes(issuer))).to.equal(false);
    }
    expect(parseOcspRequest(buildOcspRequest([certId])).nonce).to.equal(undefined);
  });

  it('a hash that we do not compute is read, and no issuer is known by it', () => {
    const foreign = sequence(sequence(oid('1.2.840.113549.2.5')), octetString(certId), octetString(certId), integer(1));
    expect(parseOcspRequest(buildOcspRequest([foreign])).certIds[0]?.hash).to.equal(undefined);
  });

  it('no certificate, and more than the limit, are refused', () => {
    refuses(buildOcspRequest([]));
    refuses(buildOcspRequest(Array.from({ length: MOST_CERT_IDS + 1 }, () => certId)));
  });

  it('a nonce of 0 or 129 octets is refused (RFC 9654 §2.1)', () => {
    refuses(buildOcspRequest([certId], new Uint8Array(0)));
    refuses(buildOcspRequest([certId], new Uint8Array(129)));
    expect(parseOcspRequest(buildOcspRequest([certId], new Uint8Array(128))).nonce).to.have.length(128);
  });

  it('an unknown critical extension is refused, an unknown other one passed over', () => {
    const list = sequence(sequence(certId));
    const withExtension = (critical: boolean) =>
      sequence(sequence(list, explicit(2, sequence(encodeExtension({ oid: '1.2.3', critical, value: nullValue() })))));
    refuses(withExtension(true));
    expect(parseOcspRequest(withExtension(false)).certIds).to.have.length(1);
    const single = (critical: boolean) =>
      sequence(
        sequence(
          sequence(
            sequence(
              certId,
              explicit(0, sequence(encodeExtension({ oid: OID.ocspNonce, critical, value: nullValue() }))),
            ),
          ),
        ),
      );
    refuses(single(true));
    expect(parseOcspRequest(single(false)).certIds).to.have.length(1);
  });

  it('an encoded version is refused (X.690 §11.5)', () =>
    refuses(sequence(sequence(explicit(0, integer(0)), sequence(sequence(certId))))));

  it('a serial number of zero, below it or above 20 octets is refused', () => {
    const withSerial = (serial: Uint8Array) =>
      buildOcspRequest([sequence(sequence(oid(OID.sm3)), octetString(certId), octetString(certId), serial)]);
    refuses(withSerial(integer(0)));
    refuses(withSerial(integer(-1)));
    refuses(withSerial(integer(1n << 160n)));
    parseOcspRequest(withSerial(integer((1n << 160n) - 1n)));
  });

  it('garbage is OCSP_REQUEST_MALFORMED and nothing else', () =>
    expectSurvivesGarbage(buildOcspRequest([certId], new Uint8Array(32)), 'OCSP_REQUEST_MALFORMED', parseOcspRequest));
});
