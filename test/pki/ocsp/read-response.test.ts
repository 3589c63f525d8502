import { expect } from 'chai';
import {
  element,
  explicit,
  generalizedTime,
  integer,
  nullValue,
  octetString,
  sequence,
  utcTime,
} from '../../../pki/der/writer.js';
import { readOcspResponse } from '../../../pki/ocsp/read-response.js';
import { PATH_OID } from '../../../pki/path/oids.js';
import { encodeName } from '../../../pki/x509/name.js';
import { expectCode } from '../support/expect-code.js';
import { extension, NONE } from '../support/forge-certificate.js';
import { enumerated, REVOKED_AT } from '../support/forge-crl.js';
import { type ForgeKey, sm2Key } from '../support/forge-key.js';
import {
  byKey,
  byName,
  certIdOf,
  forgeOcsp,
  OCSP_FROM,
  OCSP_TO,
  type OcspParts,
  revokedStatus,
  UNKNOWN_STATUS,
} from '../support/forge-ocsp.js';
import { garbageOf } from '../support/garbage.js';

const issuer = encodeName({ commonName: '合成签发机构' });
const UNKNOWN = '1.2.156.10197.6.7.2.2.1';
const NONCE = Uint8Array.of(0x04, 2, 7, 7);

describe('readOcspResponse', () => {
  let key: ForgeKey;
  before(() => {
    key = sm2Key();
  });
  const bits = () => key.spki.subarray(-65);
  const certId = (serial: number) => certIdOf(issuer, bits(), Uint8Array.of(serial), 'sm3');
  const forge = (parts: OcspParts = {}) =>
    forgeOcsp(key, byName(issuer), { singles: [{ certId: certId(1) }], ...parts });

  it('reads good, revoked and unknown, by name and by key, with nonce and certificates', async () => {
    const der = await forge({
      responderId: byKey(bits()),
      singles: [
        { certId: certId(1) },
        { certId: certId(2), status: revokedStatus(REVOKED_AT, 1), nextUpdate: null },
        { certId: certId(3), status: revokedStatus(REVOKED_AT) },
        { certId: certId(0x8f), status: UNKNOWN_STATUS },
      ],
      extensions: explicit(1, sequence(extension(PATH_OID.ocspNonce, NONCE))),
      certificates: [sequence(nullValue())],
    });
    const { status, basic } = readOcspResponse(der);
    expect(status).to.equal('successful');
    expect(
      basic?.responses.map((each) => [each.certId.serialNumber, each.status, each.revokedAt, each.reason]),
    ).to.deep.equal([
      ['01', 'good', undefined, undefined],
      ['02', 'revoked', REVOKED_AT, 'keyCompromise'],
      ['03', 'revoked', REVOKED_AT, undefined],
      ['8f', 'unknown', undefined, undefined],
    ]);
    expect(basic?.responses.map((each) => each.nextUpdate)).to.deep.equal([OCSP_TO, undefined, OCSP_TO, OCSP_TO]);
    expect(basic?.producedAt).to.equal(OCSP_FROM);
    expect(basic?.nonce).to.deep.equal(NONCE);
    expect(basic?.certificates.map((each) => each.length)).to.deep.equal([4]);
    expect(basic?.responderId).to.have.property('keyHash');
    expect(readOcspResponse(await forge()).basic?.responderId).to.have.property('name');
  });

  it('reads a response that is no answer', async () => {
    const der = await forge({ status: enumerated(3), bytes: NONE });
    expect(readOcspResponse(der)).to.deep.equal({ status: 'tryLater' });
  });

  it('names critical extensions that nobody knows, and an encoded default version', async () => {
    const critical = explicit(1, sequence(extension(UNKNOWN, nullValue(), true)));
    const whole = readOcspResponse(await forge({ extensions: critical })).basic;
    const one = readOcspResponse(await forge({ singles: [{ certId: certId(1), extensions: critical }] })).basic;
    const version = readOcspResponse(await forge({ version: explicit(0, integer(0)) })).basic;
    expect(whole?.unknownCriticalExtensions).to.deep.equal([UNKNOWN]);
    expect(one?.responses[0]?.unknownCriticalExtensions).to.deep.equal([UNKNOWN]);
    expect([...(version?.deviations ?? [])]).to.deep.equal(['DER_DEFAULT_ENCODED']);
  });

  const refused: Readonly<Record<string, OcspParts>> = {
    'success without an answer (RFC 6960 §4.2.1)': { bytes: NONE },
    'failure with an answer (RFC 6960 §4.2.1)': { status: enumerated(2) },
    'status 4 (RFC 6960 §4.2.1)': { status: enumerated(4), bytes: NONE },
    'status 7 (RFC 6960 §4.2.1)': { status: enumerated(7), bytes: NONE },
    'a response of another type (RFC 6960 §4.2.1)': { type: UNKNOWN },
    'version 2 (RFC 6960 §4.2.1)': { version: explicit(0, integer(1)) },
    'a responder named in a third way (RFC 6960 §4.2.1)': { responderId: explicit(3, octetString(NONCE)) },
    'UTCTime (RFC 6960 §4.2.2.1)': { producedAt: utcTime(OCSP_FROM) },
    'a time with fractions (RFC 6960 §4.2.2.1)': { producedAt: element(0x18, Buffer.from('20261101000000.5Z')) },
    'an extension twice': {
      extensions: explicit(1, sequence(extension(PATH_OID.ocspNonce, NONCE), extension(PATH_OID.ocspNonce, NONCE))),
    },
    'something after the answer': { after: nullValue() },
  };
  for (const [rule, parts] of Object.entries(refused)) {
    it(`refuses ${rule}`, async () => {
      const der = await forge(parts);
      expectCode('OCSP_RESPONSE_MALFORMED', () => readOcspResponse(der));
    });
  }
  const refusedSingles: Readonly<Record<string, Uint8Array>> = {
    'good with content': element(0x80, Uint8Array.of(0)),
    'a status of a fourth kind': element(0x83),
    'revoked without a time': element(0xa1),
    'a reason that does not exist': revokedStatus(REVOKED_AT, 7),
    'revoked with something more': element(0xa1, generalizedTime(REVOKED_AT), explicit(0, enumerated(1)), nullValue()),
  };
  for (const [rule, status] of Object.entries(refusedSingles)) {
    it(`refuses ${rule}`, async () => {
      const der = await forge({ singles: [{ certId: certId(1), status }] });
      expectCode('OCSP_RESPONSE_MALFORMED', () => readOcspResponse(der));
    });
  }

  it('has no other error for garbage', async () => {
    const der = await forge({ singles: [{ certId: certId(1), status: revokedStatus(REVOKED_AT, 1) }] });
    for (const garbage of garbageOf(der)) {
      expectCode('OCSP_RESPONSE_MALFORMED', () => readOcspResponse(garbage), { mayPass: true });
    }
  });
});
