import { expect } from 'chai';
import { readCrl } from '../../pki/crl/read-crl.js';
import { encodeCertId } from '../../pki/ocsp/cert-id.js';
import { readOcspResponse } from '../../pki/ocsp/read-response.js';
import { buildOcspRequest } from '../../pki/ocsp/request.js';
import { buildCertificateRequest } from '../../pki/pkcs10/build-request.js';
import { Sm2PrivateKey } from '../../pki/sm2/private-key.js';
import { imprintOf } from '../../pki/timestamp/imprint.js';
import { buildTimestampRequest } from '../../pki/timestamp/request.js';
import { parseTimestampResponse } from '../../pki/timestamp/response.js';
import { parseTimestampToken } from '../../pki/timestamp/token.js';
import { verifyTimestampToken } from '../../pki/timestamp/verify-token.js';
import { parseCertificate, type X509Certificate } from '../../pki/x509/certificate.js';
import { verifyCertificateSignature } from '../../pki/x509/path.js';
import { type LiveNetwork, withNetwork } from '../support/live-network.js';

describe('the certificate authority of a live gateway', function () {
  this.timeout(60_000);
  let network: LiveNetwork;
  let base: string;
  let issuer: X509Certificate;
  before(async () => {
    network = await withNetwork();
    base = `${network.of('44').address}/v1/pki`;
    issuer = parseCertificate(await get('/issuing-ca.cer', 'application/pkix-cert'));
  });

  const bytesOf = async (response: Response, type: string): Promise<Uint8Array> => {
    expect([response.status, response.headers.get('content-type')]).to.deep.equal([200, type]);
    return new Uint8Array(await response.arrayBuffer());
  };
  const get = async (path: string, type: string) => bytesOf(await fetch(`${base}${path}`), type);
  const post = async (path: string, name: string, body: Uint8Array) =>
    bytesOf(
      await fetch(`${base}${path}`, {
        method: 'POST',
        headers: { 'content-type': `application/${name}` },
        body: Buffer.from(body),
      }),
      `application/${name.replace('request', 'response').replace('query', 'reply')}`,
    );
  const list = async () => readCrl(await get('/full.crl', 'application/pkix-crl'));
  /** The CertStatus of the one answer: its tag stands after the CertID. */
  const tagOf = (response: Uint8Array, certId: Uint8Array): number | undefined => {
    expect(readOcspResponse(response).status).to.equal('successful');
    return response[Buffer.from(response).indexOf(certId) + certId.length];
  };

  it('issues, tells the state by POST and GET, revokes, and publishes', async () => {
    const key = Sm2PrivateKey.generate();
    const request = await buildCertificateRequest({
      subject: { commonName: '合成' },
      point: key.publicKey.point,
      sign: async (info) => key.signRaw(info),
    });
    const governance = network.of('44').as('44', 'governance');
    const { serialNumber, certificate } = await governance.post<{ serialNumber: string; certificate: string }>(
      '/v1/pki/certificates',
      {
        profile: 'tls-client',
        request: Buffer.from(request).toString('base64'),
        subject: { commonName: '合成客户端' },
      },
    );
    expect(verifyCertificateSignature(parseCertificate(Buffer.from(certificate, 'base64')), issuer)).to.equal(true);

    const certId = encodeCertId(issuer, serialNumber);
    const asked = buildOcspRequest([certId]);
    const inPath = encodeURIComponent(Buffer.from(asked).toString('base64'));
    expect(tagOf(await post('/ocsp', 'ocsp-request', asked), certId)).to.equal(0x80);
    expect(tagOf(await get(`/ocsp/${inPath}`, 'application/ocsp-response'), certId)).to.equal(0x80);
    expect((await list()).find(serialNumber)).to.equal(undefined);

    await governance.post(`/v1/pki/certificates/${serialNumber}/end`, { reason: 'cessationOfOperation' });
    expect(tagOf(await get(`/ocsp/${inPath}`, 'application/ocsp-response'), certId)).to.equal(0xa1);
    expect((await list()).find(serialNumber)).to.include({ reason: 'cessationOfOperation' });
    expect(readCrl(await get('/delta.crl', 'application/pkix-crl')).find(serialNumber)).not.to.equal(undefined);
  });

  it('takes bytes of its media type only, and says unknown of what it has not issued', async () => {
    const response = await fetch(`${base}/ocsp`, { method: 'POST', body: 'x' });
    expect(response.status).to.equal(415);
    const certId = encodeCertId(issuer, '0a');
    expect(tagOf(await post('/ocsp', 'ocsp-request', buildOcspRequest([certId])), certId)).to.equal(0x82);
  });

  it('stamps times', async () => {
    const data = Buffer.from('signature value');
    const query = buildTimestampRequest({ hash: 'sm3', digest: imprintOf('sm3', data), certificateWanted: true });
    const { token = new Uint8Array() } = parseTimestampResponse(await post('/timestamp', 'timestamp-query', query));
    const { findings } = verifyTimestampToken({ token: parseTimestampToken(token), stamped: { data } });
    expect(findings).to.deep.equal([]);
  });
});
