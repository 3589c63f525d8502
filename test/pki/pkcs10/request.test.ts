import { expect } from 'chai';
import { OID } from '../../../pki/der/oids.js';
import {
  bitString,
  boolean,
  element,
  ia5String,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
  setOf,
} from '../../../pki/der/writer.js';
import { buildCertificateRequest } from '../../../pki/pkcs10/build-request.js';
import { parseCertificateRequest, provesPossession } from '../../../pki/pkcs10/request.js';
import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { encodeName } from '../../../pki/x509/name.js';
import { subjectAltName } from '../../../pki/x509/write-extensions.js';
import { expectCode } from '../support/expect-code.js';
import { expectSurvivesGarbage, rejection } from '../support/survives-garbage.js';
import { AUTHORITY } from '../support/test-domain.js';

const key = Sm2PrivateKey.generate();
const other = Sm2PrivateKey.generate();
const wish = subjectAltName(['gateway.example']);
const build = (changes: Partial<Parameters<typeof buildCertificateRequest>[0]> = {}) =>
  buildCertificateRequest({
    subject: AUTHORITY,
    point: key.publicKey.point,
    sign: async (info) => key.signRaw(info),
    ...changes,
  });

const ALGORITHM = sequence(oid(OID.sm2WithSm3));
const extensionRequest = (...values: Uint8Array[]) => sequence(oid(OID.extensionRequest), setOf(...values));
const oneExtension = sequence(sequence(oid(OID.subjectAltName), octetString(wish.value)));

interface Parts {
  version?: Uint8Array;
  spki?: Uint8Array;
  attributes?: Uint8Array;
  algorithm?: Uint8Array;
  after?: Uint8Array;
}
function forge(parts: Parts = {}): Uint8Array {
  const info = sequence(
    parts.version ?? integer(0),
    encodeName(AUTHORITY),
    parts.spki ?? key.publicKey.spki,
    parts.attributes ?? element(0xa0),
  );
  return sequence(
    info,
    parts.algorithm ?? ALGORITHM,
    bitString(key.signDer(info)),
    ...(parts.after === undefined ? [] : [parts.after]),
  );
}
const refuses = (parts: Parts) =>
  expectCode('CERTIFICATE_REQUEST_MALFORMED', () => parseCertificateRequest(forge(parts)));

describe('PKCS#10 requests', () => {
  it('are read back with subject, key and wishes, and prove possession', async () => {
    const request = parseCertificateRequest(await build({ extensions: [wish] }));
    expect(request.subject.map(({ value }) => value)).to.deep.equal([
      'CN',
      AUTHORITY.organization,
      AUTHORITY.organizationIdentifier,
      AUTHORITY.commonName,
    ]);
    expect(Buffer.compare(request.point, key.publicKey.point)).to.equal(0);
    expect(request.extensions).to.have.length(1);
    expect(request.extensions[0]).to.include({ oid: OID.subjectAltName, critical: false });
    expect(provesPossession(request)).to.equal(true);
    expect(parseCertificateRequest(await build()).extensions).to.deep.equal([]);
  });

  it('may hold NULL parameters or none, and attributes that we do not know', () => {
    const challenge = sequence(oid('1.2.840.113549.1.9.7'), setOf(ia5String('x')));
    for (const parts of [
      {},
      { algorithm: sequence(oid(OID.sm2WithSm3), nullValue()) },
      { attributes: element(0xa0, challenge, extensionRequest(oneExtension)) },
    ]) {
      expect(provesPossession(parseCertificateRequest(forge(parts)))).to.equal(true);
    }
  });

  it('prove nothing under another key, over other bytes, or with a key off the curve', async () => {
    const good = parseCertificateRequest(await build());
    expect(provesPossession({ ...good, point: other.publicKey.point })).to.equal(false);
    expect(provesPossession({ ...good, info: Uint8Array.of(...good.info, 0) })).to.equal(false);
    expect(provesPossession({ ...good, signature: other.signDer(good.info) })).to.equal(false);
    expect(provesPossession({ ...good, point: new Uint8Array(65).fill(4) })).to.equal(false);
  });

  it('are not built with the signature of another key, or with none', async () => {
    expect(await rejection(build({ sign: async (info) => other.signRaw(info) }))).to.equal(
      'CERTIFICATE_REQUEST_MALFORMED',
    );
    expect(await rejection(build({ sign: async () => new Uint8Array(64) }))).to.equal('ENCODING_INVALID');
    expect(await rejection(build({ point: new Uint8Array(65).fill(4) }))).to.equal('SM2_KEY_INVALID');
  });

  it('version 1 is refused (RFC 2986 §4.1)', () => refuses({ version: integer(1) }));

  it('another curve, a compressed point, and another signature algorithm are refused', () => {
    const spki = key.publicKey.spki;
    spki[20] = (spki[20] ?? 0) ^ 1;
    refuses({ spki });
    refuses({ algorithm: sequence(oid('1.2.840.10045.4.3.2')) });
    refuses({ algorithm: sequence(oid(OID.sm2WithSm3), integer(1)) });
  });

  it('missing attributes, an attribute twice, without or with two values are refused', () => {
    refuses({ attributes: new Uint8Array() });
    refuses({ attributes: element(0xa0, extensionRequest(oneExtension), extensionRequest(oneExtension)) });
    refuses({ attributes: element(0xa0, extensionRequest()) });
    refuses({ attributes: element(0xa0, extensionRequest(oneExtension, sequence(...[oneExtension, oneExtension]))) });
  });

  it('an empty list of extensions, one twice, and an encoded default are refused', () => {
    const [one] = [sequence(oid(OID.subjectAltName), octetString(wish.value))];
    const encodedDefault = sequence(oid(OID.subjectAltName), boolean(false), octetString(wish.value));
    for (const list of [sequence(), sequence(one ?? nullValue(), one ?? nullValue()), sequence(encodedDefault)]) {
      refuses({ attributes: element(0xa0, extensionRequest(list)) });
    }
  });

  it('a surplus element is refused', () => refuses({ after: nullValue() }));

  it('garbage is CERTIFICATE_REQUEST_MALFORMED and nothing else', async () => {
    expectSurvivesGarbage(
      await build({ extensions: [wish] }),
      'CERTIFICATE_REQUEST_MALFORMED',
      parseCertificateRequest,
    );
  });
});
