import { expect } from 'chai';
import { OID } from '../../../pki/der/oids.js';
import { childrenOf, type DerNode, readDer } from '../../../pki/der/reader.js';
import { checkTree } from '../../../pki/der/tree.js';
import { readBitStringOctets, readOid } from '../../../pki/der/values.js';
import { encodeCertId } from '../../../pki/ocsp/cert-id.js';
import { buildOcspRequest } from '../../../pki/ocsp/request.js';
import { createOcspResponder, type OcspResponderDeps } from '../../../pki/ocsp/responder.js';
import type { CertificateStatus } from '../../../pki/ocsp/response.js';
import { expectCode } from '../support/expect-code.js';
import { createTestDomain, IN_VALIDITY, type Issued, issue, type TestDomain } from '../support/test-domain.js';

const VALID_FOR = 3_600_000;

/** A second reading of RFC 6960 §4.2.1, for these tests alone. */
function read(der: Uint8Array) {
  const root = readDer(der);
  checkTree(root);
  const [status, bytes] = childrenOf(root) as [DerNode, DerNode | undefined];
  const failure = status.content[0];
  if (bytes === undefined) return { failure };
  const [type, octets] = childrenOf(childrenOf(bytes)[0] as DerNode) as [DerNode, DerNode];
  expect(readOid(type)).to.equal(OID.ocspBasic);
  const basic = readDer(octets.content);
  checkTree(basic);
  const [tbs, , signature, certs] = childrenOf(basic) as [DerNode, DerNode, DerNode, DerNode | undefined];
  const [, producedAt, list, extensions] = childrenOf(tbs) as [DerNode, DerNode, DerNode, DerNode | undefined];
  return {
    failure,
    tbs: tbs.raw,
    signature: readBitStringOctets(signature),
    certs: certs === undefined ? 0 : childrenOf(childrenOf(certs)[0] as DerNode).length,
    producedAt: Buffer.from(producedAt.content).toString('latin1'),
    tags: childrenOf(list).map((single) => childrenOf(single)[1]?.tag),
    certIds: childrenOf(list).map((single) => childrenOf(single)[0]?.raw),
    nonce: extensions === undefined ? undefined : Buffer.from(extensions.raw),
  };
}

describe('OCSP responder', () => {
  let domain: TestDomain;
  let delegate: Issued;
  before(async () => {
    domain = await createTestDomain();
    delegate = await issue('ocsp-signing', '示例状态应答证书', domain.issuingCa);
  });

  function house(changes: Partial<OcspResponderDeps> = {}) {
    const world = { at: IN_VALIDITY, signatures: 0, states: new Map<string, CertificateStatus>() };
    const responder = createOcspResponder({
      issuer: domain.issuingCa.certificate,
      responder: delegate.certificate,
      statusOf: async (serial) => world.states.get(serial) ?? { state: 'unknown' },
      now: () => world.at,
      validFor: VALID_FOR,
      sign: async (tbs) => {
        world.signatures += 1;
        return delegate.key.signRaw(tbs);
      },
      ...changes,
    });
    world.states.set('0a', { state: 'good' });
    world.states.set('0b', { state: 'revoked', revokedAt: IN_VALIDITY, reason: 'keyCompromise' });
    return { world, responder };
  }
  const ask = (serials: readonly string[], nonce?: Uint8Array, issuer: Issued = domain.issuingCa) =>
    buildOcspRequest(
      serials.map((serial) => encodeCertId(issuer.certificate, serial)),
      nonce,
    );

  it('answers good, revoked and unknown, signed by the delegate, with its certificate', async () => {
    const { responder } = house();
    const found = read((await responder.answer(ask(['0a', '0b', '0c']))).der);
    expect(found.failure).to.equal(0);
    expect(found.tags).to.deep.equal([0x80, 0xa1, 0x82]);
    expect(found.certs).to.equal(1);
    expect(
      delegate.key.publicKey.verifyDer(found.tbs ?? new Uint8Array(), found.signature ?? new Uint8Array()),
    ).to.equal(true);
  });

  it('repeats the CertID byte for byte, and the nonce', async () => {
    const { responder } = house();
    const nonce = new Uint8Array(16).fill(9);
    for (const hash of ['sm3', 'sha1'] as const) {
      const certId = encodeCertId(domain.issuingCa.certificate, '0a', hash);
      const answer = await responder.answer(buildOcspRequest([certId], nonce));
      const found = read(answer.der);
      expect(Buffer.compare(found.certIds?.[0] ?? new Uint8Array(), certId)).to.equal(0);
      expect(found.nonce?.includes(Buffer.from(nonce))).to.equal(true);
      expect(answer.freshUntil).to.equal(undefined);
    }
  });

  it('signs once for as long as the answer is fresh, and anew after that', async () => {
    const { world, responder } = house();
    const first = await responder.answer(ask(['0a']));
    world.at += VALID_FOR - 1_000;
    expect(await responder.answer(ask(['0a']))).to.equal(first);
    expect(world.signatures).to.equal(1);
    world.at += 1_000;
    expect(await responder.answer(ask(['0a']))).not.to.equal(first);
    expect(world.signatures).to.equal(2);
  });

  it('keeps no answer across a clock that went back', async () => {
    const { world, responder } = house();
    const first = await responder.answer(ask(['0a']));
    world.at -= 1_000;
    expect(await responder.answer(ask(['0a']))).not.to.equal(first);
  });

  it('never gives a kept answer to a nonce', async () => {
    const { world, responder } = house();
    await responder.answer(ask(['0a']));
    await responder.answer(ask(['0a'], new Uint8Array(16)));
    expect(world.signatures).to.equal(2);
  });

  it('tells of a revocation at once when told to forget', async () => {
    const { world, responder } = house();
    expect(read((await responder.answer(ask(['0a']))).der).tags).to.deep.equal([0x80]);
    world.states.set('0a', { state: 'revoked', revokedAt: IN_VALIDITY });
    responder.forget('0a');
    expect(read((await responder.answer(ask(['0a']))).der).tags).to.deep.equal([0xa1]);
  });

  it('keeps no answer whose state was read before a revocation and signed after it', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { world, responder } = house({
      sign: async (tbs) => {
        await promise;
        return delegate.key.signRaw(tbs);
      },
    });
    const early = responder.answer(ask(['0a']));
    await new Promise((done) => setImmediate(done));
    world.states.set('0a', { state: 'revoked', revokedAt: IN_VALIDITY });
    responder.forget('0a');
    resolve();
    expect(read((await early).der).tags).to.deep.equal([0x80]);
    expect(read((await responder.answer(ask(['0a']))).der).tags).to.deep.equal([0xa1]);
  });

  it('holds no more answers than its capacity', async () => {
    const { world, responder } = house({ capacity: 2 });
    for (const serial of ['0a', '0b', '0c', '0a']) await responder.answer(ask([serial]));
    expect(world.signatures).to.equal(4);
    await responder.answer(ask(['0c']));
    expect(world.signatures).to.equal(4);
  });

  it('says malformedRequest to noise and unauthorized for another issuer, and signs neither', async () => {
    const { world, responder } = house();
    expect(read((await responder.answer(Uint8Array.of(1, 2, 3))).der)).to.deep.equal({ failure: 1 });
    expect(read((await responder.answer(ask(['0a'], undefined, domain.root))).der)).to.deep.equal({ failure: 6 });
    const mixed = buildOcspRequest([
      encodeCertId(domain.issuingCa.certificate, '0a'),
      encodeCertId(domain.root.certificate, '0a'),
    ]);
    expect(read((await responder.answer(mixed)).der)).to.deep.equal({ failure: 6 });
    expect(world.signatures).to.equal(0);
  });

  it('rejects when the status cannot be had: an outage is no answer', async () => {
    const { responder } = house({ statusOf: () => Promise.reject(new Error('no database')) });
    const outcome = await responder.answer(ask(['0a'])).catch((error: Error) => error.message);
    expect(outcome).to.equal('no database');
  });

  it('sends no certificate when the issuer itself answers', async () => {
    const { issuingCa } = domain;
    const { responder } = house({
      responder: issuingCa.certificate,
      sign: async (tbs) => issuingCa.key.signRaw(tbs),
    });
    expect(read((await responder.answer(ask(['0a']))).der).certs).to.equal(0);
  });

  it('rejects a signature that is none', async () => {
    const { responder } = house({ sign: async () => new Uint8Array(64) });
    const outcome = await responder.answer(ask(['0a'])).then(
      () => () => undefined,
      (error: unknown) => () => {
        throw error;
      },
    );
    expectCode('ENCODING_INVALID', outcome);
  });
});
