import { expect } from 'chai';
import { AppError } from '../../../../gateway/domain/errors.js';
import type { CertificateOrder } from '../../../../gateway/use-cases/contract.js';
import { readCrl } from '../../../../pki/crl/read-crl.js';
import { encodeCertId } from '../../../../pki/ocsp/cert-id.js';
import { readOcspResponse } from '../../../../pki/ocsp/read-response.js';
import { buildOcspRequest } from '../../../../pki/ocsp/request.js';
import { buildCertificateRequest } from '../../../../pki/pkcs10/build-request.js';
import { Sm2PrivateKey } from '../../../../pki/sm2/private-key.js';
import { imprintOf } from '../../../../pki/timestamp/imprint.js';
import { buildTimestampRequest } from '../../../../pki/timestamp/request.js';
import { parseTimestampResponse } from '../../../../pki/timestamp/response.js';
import { parseTimestampToken } from '../../../../pki/timestamp/token.js';
import { verifyTimestampToken } from '../../../../pki/timestamp/verify-token.js';
import { parseCertificate } from '../../../../pki/x509/certificate.js';
import { verifyCertificateSignature } from '../../../../pki/x509/path.js';
import { GOVERNANCE, NOW, openAuthority } from './support.js';

const HOUR = 3600_000;
const DAY = 24 * HOUR;

describe('the certificate authority of a domain', () => {
  let ca: Awaited<ReturnType<typeof openAuthority>>;
  const key = Sm2PrivateKey.generate();
  let request: Uint8Array;
  beforeEach(async () => {
    ca = await openAuthority();
    request = await buildCertificateRequest({
      subject: { commonName: '不采用' },
      point: key.publicKey.point,
      sign: async (info) => key.signRaw(info),
    });
  });
  afterEach(() => ca.close());

  const order = (changes: Partial<CertificateOrder> = {}): CertificateOrder => ({
    profile: 'tls-server',
    request,
    subject: { organization: '合成省', commonName: '合成网关' },
    dnsNames: ['gateway.example'],
    ...changes,
  });
  const issue = (changes: Partial<CertificateOrder> = {}) => ca.issue(GOVERNANCE, order(changes));
  const end = (serialNumber: string) => ca.end(GOVERNANCE, { serialNumber, reason: 'keyCompromise' });
  const code = async (action: Promise<unknown>) => {
    try {
      await action;
      return 'none';
    } catch (error) {
      if (error instanceof AppError) return error.code;
      throw error;
    }
  };
  const statusOf = async (serialNumber: string): Promise<string | undefined> => {
    const asked = buildOcspRequest([encodeCertId(ca.issuer, serialNumber)]);
    const { der } = await ca.answerOcsp({ request: asked });
    return JSON.stringify(readOcspResponse(der), (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    ).match(/"(good|revoked|unknown)"/)?.[1];
  };
  const forget = () => new Promise((done) => setImmediate(done));

  it('issues from a request: its key, and nothing else of it', async () => {
    const issued = await issue({ identity: { organisation: '11990000MB1A00001N' } });
    const certificate = parseCertificate(issued.der);
    expect(verifyCertificateSignature(certificate, ca.issuer)).to.equal(true);
    expect(Buffer.compare(certificate.publicKey.point, key.publicKey.point)).to.equal(0);
    expect(certificate.subject.map(({ value }) => value)).to.deep.equal(['CN', '合成省', '合成网关']);
    expect(Buffer.from(issued.der).includes('http://gateway.example/v1/pki/full.crl')).to.equal(true);
    expect(await statusOf(issued.serialNumber)).to.equal('good');
  });

  it('issues to governance only', async () => {
    const clerk = { ...GOVERNANCE, roles: ['issuer' as const] };
    expect(await code(ca.issue(clerk, order()))).to.equal('FORBIDDEN');
    expect(await code(ca.issue({ ...GOVERNANCE, tenant: '43' }, order()))).to.equal('FORBIDDEN');
    expect(await code(ca.end(clerk, { serialNumber: '0a', reason: 'superseded' }))).to.equal('FORBIDDEN');
    expect(await code(ca.renew(clerk, { serialNumber: '0a', request }))).to.equal('FORBIDDEN');
  });

  it('refuses what is no request, and one without proof of possession', async () => {
    expect(await code(issue({ request: Uint8Array.of(0x30, 0) }))).to.equal('INVALID_REQUEST');
    const forged = request.slice();
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    expect(await code(issue({ request: forged }))).to.equal('INVALID_REQUEST');
  });

  it('refuses orders that make no certificate', async () => {
    expect(await code(ca.issue(GOVERNANCE, { profile: 'tls-server', request, subject: { commonName: 'x' } }))).to.equal(
      'INVALID_REQUEST',
    );
    expect(await code(issue({ profile: 'tls-client' }))).to.equal('INVALID_REQUEST');
    expect(await code(issue({ subject: { commonName: '长'.repeat(65) } }))).to.equal('INVALID_REQUEST');
    expect(await code(issue({ identity: { personal: '号' } }))).to.equal('INVALID_REQUEST');
  });

  it('renews with subject, profile, names and numbers, and another key', async () => {
    const first = await issue({ identity: { taxpayer: 'T1' } });
    const fresh = Sm2PrivateKey.generate();
    const again = await buildCertificateRequest({
      subject: { commonName: 'x' },
      point: fresh.publicKey.point,
      sign: async (info) => fresh.signRaw(info),
    });
    ca.world.now += 300 * DAY;
    const renewed = await ca.renew(GOVERNANCE, { serialNumber: first.serialNumber, request: again });
    const [old, young] = [parseCertificate(first.der), parseCertificate(renewed.der)];
    expect(renewed.profile).to.equal('tls-server');
    expect(Buffer.compare(young.subjectDer, old.subjectDer)).to.equal(0);
    expect(Buffer.compare(young.publicKey.point, fresh.publicKey.point)).to.equal(0);
    expect(young.notAfter - old.notAfter).to.equal(300 * DAY);
    for (const part of ['gateway.example', 'T1']) expect(Buffer.from(renewed.der).includes(part)).to.equal(true);
    expect(await statusOf(first.serialNumber)).to.equal('good');
  });

  it('renews nothing that is unknown, revoked, or in the register without its signature', async () => {
    expect(await code(ca.renew(GOVERNANCE, { serialNumber: '0a', request }))).to.equal('CERTIFICATE_NOT_FOUND');
    const { serialNumber } = await issue();
    const entry = ca.memory.entries.get(serialNumber);
    if (entry === undefined) throw new TypeError('no entry');
    ca.memory.entries.set('0a', { ...entry, serialNumber: '0a' });
    expect(await code(ca.renew(GOVERNANCE, { serialNumber: '0a', request }))).to.equal('CERTIFICATE_NOT_FOUND');
    const der = entry.der.slice();
    der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
    ca.memory.entries.set(serialNumber, { ...entry, der });
    expect(await code(ca.renew(GOVERNANCE, { serialNumber, request }))).to.equal('CERTIFICATE_NOT_FOUND');
    expect(await statusOf(serialNumber)).to.equal('unknown');
    ca.memory.entries.set(serialNumber, entry);
    await end(serialNumber);
    expect(await code(ca.renew(GOVERNANCE, { serialNumber, request }))).to.equal('CERTIFICATE_REVOKED');
  });

  it('renews by the purpose in the certificate, whatever the row calls it', async () => {
    const { serialNumber } = await issue();
    const entry = ca.memory.entries.get(serialNumber);
    if (entry === undefined) throw new TypeError('no entry');
    ca.memory.entries.set(serialNumber, { ...entry, profile: 'licence-signing' });
    expect((await ca.renew(GOVERNANCE, { serialNumber, request })).profile).to.equal('tls-server');
  });

  it('revokes: lists and answers tell of it at once, with reason and date', async () => {
    const { serialNumber } = await issue();
    const other = await issue();
    expect(await statusOf(serialNumber)).to.equal('good');
    const ended = await ca.end(GOVERNANCE, {
      serialNumber,
      reason: 'keyCompromise',
      invalidAt: new Date(NOW - DAY).toISOString(),
    });
    await forget();
    expect(await statusOf(serialNumber)).to.equal('revoked');
    expect(await statusOf(other.serialNumber)).to.equal('good');
    expect(await statusOf('0a')).to.equal('unknown');
    const list = readCrl((await ca.lists.newest()).full);
    expect(list.crlNumber).to.equal(BigInt(ended.listNumber));
    expect(list.find(serialNumber)).to.deep.equal({
      revokedAt: NOW,
      reason: 'keyCompromise',
      invalidityDate: NOW - DAY,
    });
    expect(list.find(other.serialNumber)).to.equal(undefined);
    expect(ca.issuer.publicKey.verifyDer(list.tbs, list.signature)).to.equal(true);
  });

  it('revokes once, only what it has issued, and not from a later time', async () => {
    const { serialNumber } = await issue();
    const later = { serialNumber, reason: 'superseded' as const, invalidAt: new Date(NOW + HOUR).toISOString() };
    expect(await code(ca.end(GOVERNANCE, later))).to.equal('INVALID_REQUEST');
    expect(await code(end('0a'))).to.equal('CERTIFICATE_NOT_FOUND');
    await end(serialNumber);
    expect(await code(end(serialNumber))).to.equal('CERTIFICATE_REVOKED');
  });

  it('publishes deltas from the newest scheduled lists, with the number of the full list', async () => {
    const serials = [(await issue()).serialNumber, (await issue()).serialNumber, (await issue()).serialNumber];
    await ca.lists.keepFresh();
    expect(ca.memory.lists.map(({ number, scheduled, delta }) => [number, scheduled, delta])).to.deep.equal([
      [1, true, undefined],
    ]);
    await end(serials[0] ?? '');
    await end(serials[1] ?? '');
    const found = ca.memory.lists.map(({ full, delta }) => [full, delta].map((der) => der && readCrl(der)));
    expect(found.map(([full]) => full?.entryCount)).to.deep.equal([0, 1, 2]);
    expect(
      found.slice(1).map(([, delta]) => [delta?.crlNumber, delta?.baseCrlNumber, delta?.entryCount]),
    ).to.deep.equal([
      [2n, 1n, 1],
      [3n, 1n, 2],
    ]);
    ca.world.now += 12 * HOUR;
    await ca.lists.keepFresh();
    await end(serials[2] ?? '');
    const delta = readCrl((await ca.lists.newest()).delta ?? new Uint8Array());
    expect([delta.baseCrlNumber, delta.entryCount]).to.deep.equal([4n, 1]);
    expect(delta.find(serials[2] ?? '')).not.to.equal(undefined);
  });

  it('publishes on schedule after half of the time, and at once what a crash has kept out of the lists', async () => {
    const { serialNumber } = await issue();
    await ca.lists.keepFresh();
    await ca.lists.keepFresh();
    ca.world.now += 12 * HOUR - 1;
    await ca.lists.keepFresh();
    expect(ca.memory.lists).to.have.length(1);
    ca.world.now += 1;
    await ca.lists.keepFresh();
    expect(ca.memory.lists).to.have.length(2);
    await end(serialNumber);
    ca.memory.lists.pop();
    await ca.lists.keepFresh();
    expect(readCrl((await ca.lists.newest()).full).find(serialNumber)).not.to.equal(undefined);
  });

  it('keeps the old lists while the new ones cannot be made', async () => {
    await ca.lists.keepFresh();
    const before = await ca.lists.newest();
    const { serialNumber } = await issue();
    ca.memory.register.publish = () => Promise.reject(new Error('no database'));
    expect(await end(serialNumber).catch((error: Error) => error.message)).to.equal('no database');
    expect(await ca.lists.newest()).to.equal(before);
  });

  it('REVOCATIONS_CORRUPT: signs over no row that was made, changed or taken away in the database', async () => {
    const { serialNumber } = await issue();
    await end(serialNumber);
    const kept = ca.memory.revoked.get(serialNumber);
    if (kept === undefined) throw new TypeError('no revocation');
    ca.memory.revoked.set(serialNumber, { ...kept, reason: 'superseded' });
    expect(await code(ca.lists.publish())).to.equal('REVOCATIONS_CORRUPT');
    await forget();
    expect(await code(statusOf(serialNumber))).to.equal('REVOCATIONS_CORRUPT');
    ca.memory.revoked.set(serialNumber, kept);
    const other = await issue();
    ca.memory.revoked.set(other.serialNumber, { ...kept, serialNumber: other.serialNumber });
    expect(await code(ca.lists.publish())).to.equal('REVOCATIONS_CORRUPT');
    ca.memory.revoked.clear();
    expect(await code(ca.lists.publish())).to.equal('REVOCATIONS_CORRUPT');
    ca.memory.revoked.set(serialNumber, kept);
    await ca.lists.publish();
  });

  it('stamps times that verify, by a certificate of the domain', async () => {
    const asked = buildTimestampRequest({
      hash: 'sm3',
      digest: imprintOf('sm3', Buffer.from('x')),
      certificateWanted: true,
    });
    const { token = new Uint8Array() } = parseTimestampResponse((await ca.stampTime({ request: asked })).der);
    const result = verifyTimestampToken({
      token: parseTimestampToken(token),
      stamped: { data: Buffer.from('x') },
    });
    expect(result.findings).to.deep.equal([]);
    expect(result.signer && verifyCertificateSignature(result.signer, ca.issuer)).to.equal(true);
    expect(parseTimestampToken(token).info.genTime).to.equal(NOW);
  });

  it('answers OCSP by a certificate that is made anew before it ends', async () => {
    await statusOf('0a');
    ca.world.now += 59 * DAY;
    await statusOf('0a');
    expect(ca.files.filter(({ role }) => role === 'ocsp')).to.have.length(1);
    ca.world.now += 2 * DAY;
    await statusOf('0a');
    expect(ca.files.filter(({ role }) => role === 'ocsp')).to.have.length(2);
  });

  it('gives nobody a certificate that outlives its own', async () => {
    ca.world.now = ca.issuer.notAfter - DAY;
    const { der } = await issue();
    expect(parseCertificate(der).notAfter).to.equal(ca.issuer.notAfter);
  });
});
