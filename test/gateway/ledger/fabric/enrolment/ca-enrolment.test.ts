import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { createCaEnrolment } from '../../../../../gateway/ledger/fabric/enrolment/ca-enrolment.js';
import type { Enrolment } from '../../../../../gateway/ledger/fabric/enrolment/enrolment.js';
import { EnrolmentError } from '../../../../../gateway/ledger/fabric/enrolment/enrolment-error.js';

/** What goes over the line to a certificate authority, without one: network.fabric.ts asks a real one. */
describe('enrolment at a certificate authority', () => {
  let server: Server;
  let enrolment: Enrolment;
  let answer: { status: number; body: string };
  let asked: { url: string | undefined; authorization: string | undefined; body: Record<string, unknown> };
  before(async () => {
    server = createServer((request, response) => {
      const chunks: Uint8Array[] = [];
      request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      request.on('end', () => {
        const { url, headers } = request;
        asked = { url, authorization: headers.authorization, body: JSON.parse(Buffer.concat(chunks).toString()) };
        response.writeHead(answer.status).end(answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://localhost:${(server.address() as AddressInfo).port}`;
    enrolment = createCaEnrolment({ url, name: 'ca-44', trustedRoots: '' });
  });
  after(() => server.close());

  it('sends a request for a key of its own, and gives back key and certificate', async () => {
    const result = { Cert: Buffer.from('certificate').toString('base64'), ServerInfo: { CAChain: '' } };
    answer = { status: 201, body: JSON.stringify({ success: true, result, errors: [], messages: [] }) };
    const enrolled = await enrolment.enrol({ id: 'gateway', secret: 'secret', hosts: ['localhost'] });
    expect(enrolled.certificatePem).to.equal('certificate');
    expect(enrolled.keyPem).to.match(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(asked.url).to.equal('/api/v1/enroll');
    expect(asked.authorization).to.equal(`Basic ${Buffer.from('gateway:secret').toString('base64')}`);
    expect(asked.body.caname).to.equal('ca-44');
    expect(asked.body.certificate_request).to.match(/^-----BEGIN CERTIFICATE REQUEST-----\n/);
    expect(JSON.stringify(asked.body)).not.to.contain('PRIVATE KEY');
  });

  it('makes another key each time', async () => {
    const keys = await Promise.all([1, 2].map(() => enrolment.enrol({ id: 'gateway', secret: 'secret' })));
    expect(keys[0]?.keyPem).not.to.equal(keys[1]?.keyPem);
  });

  it('says so when the authority refuses', async () => {
    answer = {
      status: 401,
      body: '{"success":false,"result":"","errors":[{"code":20,"message":"Authentication failure"}],"messages":[]}',
    };
    const refusal = await enrolment.enrol({ id: 'gateway', secret: 'wrong' }).catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(EnrolmentError);
    expect(refusal).to.include({ code: 'CA_REFUSED' });
    expect(String(refusal)).to.contain('Authentication failure').and.not.to.contain('wrong');
  });

  for (const body of ['', 'Bad Gateway', '[]', '7']) {
    it(`has no answer when the authority says ${JSON.stringify(body)}`, async () => {
      answer = { status: 502, body };
      const failure = await enrolment.enrol({ id: 'gateway', secret: 'secret' }).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(EnrolmentError);
    });
  }

  it('has no answer when nobody listens', async () => {
    const nobody = createCaEnrolment({ url: 'http://localhost:1', name: 'ca-44', trustedRoots: '' });
    const failure = await nobody.enrol({ id: 'gateway', secret: 'secret' }).catch((error: unknown) => error);
    expect(failure).to.include({ code: 'CA_UNAVAILABLE' });
  });

  it('does not register in the name of what is no certificate', async () => {
    const keyPem = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export({
      format: 'pem',
      type: 'pkcs8',
    });
    const registrar = { certificatePem: 'none', keyPem: keyPem.toString() };
    const failure = await enrolment.register({ id: 'a', role: 'client' }, registrar).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(EnrolmentError);
  });
});
