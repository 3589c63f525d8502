import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { fromBER } from 'asn1js';
import { expect } from 'chai';
import { CertificationRequest } from 'pkijs';
import { signingRequest } from '../../../../../gateway/ledger/fabric/enrolment/signing-request.js';

const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const derOf = (pem: string) => Buffer.from(pem.replaceAll(/-----[A-Z ]+-----|\s/g, ''), 'base64');

describe('a certificate signing request', () => {
  for (const hosts of [[], ['localhost', '127.0.0.1']]) {
    it(`for ${hosts.length} hosts is what pkijs reads and believes`, async () => {
      const der = derOf(signingRequest('gateway', keys, hosts));
      const request = new CertificationRequest({ schema: fromBER(new Uint8Array(der)).result });
      expect(await request.verify()).to.equal(true);
      expect(request.subject.typesAndValues.map(({ value }) => value.valueBlock.value)).to.deep.equal(['gateway']);
      expect(request.attributes ?? []).to.have.length(hosts.length === 0 ? 0 : 1);
    });
  }

  it('is what OpenSSL reads and believes', () => {
    const input = signingRequest('gateway 广东', keys, ['gateway.example', '10.0.0.1']);
    const args = ['req', '-verify', '-noout', '-text', '-nameopt', 'utf8'];
    const text = execFileSync('openssl', args, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
    expect(text).to.contain('CN=gateway 广东');
    expect(text).to.contain('DNS:gateway.example, IP Address:10.0.0.1');
    expect(text).to.contain('ecdsa-with-SHA256');
  });

  it('whose contents were changed is not believed', async () => {
    const der = derOf(signingRequest('gateway', keys, ['localhost']));
    der.write('gatewaY', der.indexOf('gateway'), 'latin1');
    const request = new CertificationRequest({ schema: fromBER(new Uint8Array(der)).result });
    expect(await request.verify()).to.equal(false);
  });

  for (const host of ['::1', '', 'a b', 'exämple', '-', '.local']) {
    it(`names no host ${JSON.stringify(host)}`, () => {
      expect(() => signingRequest('gateway', keys, [host])).to.throw(TypeError);
    });
  }
});
