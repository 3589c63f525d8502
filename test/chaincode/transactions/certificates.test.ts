import { expect } from 'chai';
import type { CommandOf } from '../../../chaincode/model/command.js';
import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import { formatTime } from '../../../pki/encoding/times.js';
import { sm3Hex } from '../../../pki/sm3.js';
import type { CertificateProfile } from '../../../pki/x509/profiles.js';
import { ledgerCode } from '../../support/ledger-error.js';
import { certificateInput, freshTestNetwork, type TestNetwork } from '../../support/ledger-network.js';
import { DAY_MS, FOUNDED_AT, type TestAuthority, type TestDomain } from '../../support/test-domain.js';
import { type TestCertificate, testCertificate } from '../../support/test-pki.js';

type Body = Omit<CommandOf<'certificate-register'>['body'], 'certificate'>;

describe('certificates', () => {
  let net: TestNetwork;
  let domain: TestDomain;
  let authority: TestAuthority;
  beforeEach(async () => {
    net = await freshTestNetwork();
    domain = net.domains['44'];
    authority = domain.authorities[0];
  });

  const issue = (
    profile: CertificateProfile,
    issuer: TestCertificate | undefined,
    change: { uscc?: string; notBefore?: number; notAfter?: number } = {},
  ) =>
    testCertificate({
      seed: `another ${profile}`,
      profile,
      subject: { organizationIdentifier: change.uscc ?? authority.uscc, commonName: 'Synthetic' },
      ...(issuer !== undefined && { issuer }),
      notBefore: change.notBefore ?? FOUNDED_AT - DAY_MS,
      notAfter: change.notAfter ?? FOUNDED_AT + 365 * DAY_MS,
    });
  const signing = (): Body => ({
    role: 'authority',
    authority: authority.uscc,
    issuer: domain.ca.fingerprint,
    purposes: ['licence-batch'],
  });
  const codeOf = (input: unknown) => ledgerCode(net.submit(input));
  const registered = (certificate: TestCertificate, body: Body) =>
    codeOf(certificateInput(net, domain, certificate, body));

  describe('certificate-register', () => {
    it('keeps what a decision needs: issuer, key, validity, purposes, and the DER of a CA', async () => {
      const certificate = await issue('licence-signing', domain.ca);
      expect(await registered(certificate, signing())).to.equal(undefined);
      const record = net.record('certificate', ledgerKeys.certificate(certificate.fingerprint));
      expect(record).to.deep.include({
        role: 'authority',
        state: 'active',
        authority: authority.uscc,
        issuer: domain.ca.fingerprint,
        purposes: ['licence-batch'],
        publicKey: encodeBase64url(certificate.privateKey.publicKey.point),
        notAfter: formatTime(FOUNDED_AT + 365 * DAY_MS),
      });
      expect(record.certificate).to.equal(undefined);
      const ca = net.record('certificate', ledgerKeys.certificate(domain.ca.fingerprint));
      expect([ca.issuer, ca.certificate]).to.deep.equal([domain.root.fingerprint, encodeBase64url(domain.ca.der)]);
    });

    it('happens once, and never again with other purposes', async () => {
      expect(await registered(authority.signing, signing())).to.equal('STATE_CHANGE_ILLEGAL');
    });

    it('refuses a root, and bytes that are no certificate', async () => {
      const ca: Body = { role: 'ca', purposes: [] };
      expect(await registered(domain.root, ca)).to.equal('CERTIFICATE_INVALID');
      const der = Uint8Array.of(0x30, 0);
      expect(await registered({ ...domain.root, der, fingerprint: sm3Hex(der) }, ca)).to.equal('CERTIFICATE_INVALID');
    });

    it('stands under its own fingerprint', async () => {
      const certificate = await issue('licence-signing', domain.ca);
      const { fingerprint } = authority.signing;
      expect(await registered({ ...certificate, fingerprint }, signing())).to.equal('COMMAND_TARGET');
    });

    it('wants authority and purposes that fit the role', async () => {
      const certificate = await issue('licence-signing', domain.ca);
      const { authority: uscc, ...without } = signing();
      const refused: Body[] = [
        without,
        { ...signing(), purposes: [] },
        { ...signing(), purposes: ['seal'] },
        { ...signing(), purposes: ['licence-batch', 'licence-batch'] },
        { ...signing(), role: 'ca' },
        { ...without, role: 'ca' },
        { ...without, role: 'seal-maker', purposes: [] },
        { ...without, role: 'seal-maker' },
        { ...without, role: 'seal-maker', purposes: ['seal', 'seal-signature'] },
        { ...signing(), role: 'seal-maker', purposes: ['seal'] },
      ];
      for (const body of refused) expect(await registered(certificate, body)).to.equal('CERTIFICATE_INVALID');
      expect(uscc).to.equal(authority.uscc);
      expect(await registered(certificate, signing())).to.equal(undefined);
    });

    it('wants extensions that fit the purposes', async () => {
      const certificate = await issue('seal-signing', domain.ca);
      expect(await registered(certificate, signing())).to.equal('CERTIFICATE_CHAIN');
      const both: Body = { ...signing(), purposes: ['seal-signature', 'licence-state'] };
      expect(await registered(certificate, both)).to.equal('CERTIFICATE_CHAIN');
      expect(await registered(certificate, { ...signing(), purposes: ['seal-signature'] })).to.equal(undefined);
      const maker = await issue('seal-making', domain.ca);
      const { authority: _, ...body } = signing();
      expect(await registered(maker, { ...body, role: 'seal-maker', purposes: ['seal'] })).to.equal(undefined);
    });

    it('wants a subject that names the authority', async () => {
      const foreign = await issue('licence-signing', domain.ca, { uscc: domain.authorities[1].uscc });
      expect(await registered(foreign, signing())).to.equal('CERTIFICATE_INVALID');
    });

    it('wants an authority of the domain that has not ended', async () => {
      const certificate = await issue('licence-signing', domain.ca);
      const foreign = { ...signing(), authority: net.domains['43'].authorities[0].uscc };
      expect(await registered(certificate, foreign)).to.equal('AUTHORITY_FOREIGN');
      const target = ledgerKeys.authority(authority.uscc);
      await net.submit(net.govern(domain, 'authority-end', { target, body: {} }));
      expect(await registered(certificate, signing())).to.equal('AUTHORITY_ENDED');
    });

    it('refuses what is not valid at the transaction’s time', async () => {
      const early = await issue('licence-signing', domain.ca, { notBefore: FOUNDED_AT + 1000 });
      const late = await issue('licence-signing', domain.ca, { notAfter: FOUNDED_AT - 1000 });
      expect(await registered(early, signing())).to.equal('CERTIFICATE_NOT_VALID_NOW');
      expect(await registered(late, signing())).to.equal('CERTIFICATE_NOT_VALID_NOW');
    });

    it('refuses a certificate that no registered CA of the domain issued', async () => {
      const { issuer: _, ...unnamed } = signing();
      const good = await issue('licence-signing', domain.ca);
      expect(await registered(good, unnamed)).to.equal('CERTIFICATE_CHAIN');
      const other = net.domains['43'];
      const foreign = await issue('licence-signing', other.ca);
      expect(await registered(foreign, signing())).to.equal('CERTIFICATE_CHAIN');
      expect(await registered(foreign, { ...signing(), issuer: other.ca.fingerprint })).to.equal('CERTIFICATE_CHAIN');
      const byRoot = await issue('licence-signing', domain.root);
      expect(await registered(byRoot, { ...signing(), issuer: domain.root.fingerprint })).to.equal('CERTIFICATE_CHAIN');
      const byLeaf = await issue('licence-signing', authority.signing);
      const named = { ...signing(), issuer: authority.signing.fingerprint };
      expect(await registered(byLeaf, named)).to.equal('CERTIFICATE_CHAIN');
      expect(await registered(good, signing())).to.equal(undefined);
    });

    it('refuses a CA that no root of the domain issued, and another domain’s CA', async () => {
      const ca: Body = { role: 'ca', purposes: [] };
      expect(await registered(await issue('issuing-ca', domain.ca), ca)).to.equal('CERTIFICATE_CHAIN');
      expect(await registered(await issue('issuing-ca', net.domains['43'].root), ca)).to.equal('CERTIFICATE_CHAIN');
      expect(await registered(await issue('root', undefined), ca)).to.equal('CERTIFICATE_CHAIN');
      const second = await issue('issuing-ca', domain.root);
      const wrong = { ...ca, issuer: domain.ca.fingerprint };
      expect(await registered(second, wrong)).to.equal('CERTIFICATE_CHAIN');
      expect(await registered(second, { ...ca, issuer: domain.root.fingerprint })).to.equal(undefined);
    });

    it('refuses a forged signature under a right name and key identifier', async () => {
      const mallory = await issue('seal-signing', domain.ca);
      const forged = await issue('licence-signing', { ...domain.ca, privateKey: mallory.privateKey });
      expect(await registered(forged, signing())).to.equal('CERTIFICATE_CHAIN');
    });

    it('refuses anything below a CA that is revoked', async () => {
      await net.submit(revoke(domain, domain.ca));
      const certificate = await issue('licence-signing', domain.ca);
      expect(await registered(certificate, signing())).to.equal('CERTIFICATE_REVOKED');
    });
  });

  const revoke = (by: TestDomain, { fingerprint }: TestCertificate, from = net.now) =>
    net.govern(by, 'certificate-revoke', {
      target: ledgerKeys.certificate(fingerprint),
      body: { distrustFrom: formatTime(from) },
    });

  describe('certificate-revoke', () => {
    it('is the domain’s own business', async () => {
      expect(await codeOf(revoke(net.domains['43'], authority.signing))).to.equal('SIGNER_NOT_OF_DOMAIN');
      expect(await codeOf(revoke(domain, await issue('licence-signing', domain.ca)))).to.equal('ENTRY_MISSING');
      expect(await codeOf(revoke(domain, authority.signing))).to.equal(undefined);
    });

    it('may date distrust back, and never later: not once it stands, nor beyond the command', async () => {
      expect(await codeOf(revoke(domain, authority.signing, net.now + 1))).to.equal('DISTRUST_LATER');
      await net.submit(revoke(domain, authority.signing, net.now - DAY_MS));
      expect(await codeOf(revoke(domain, authority.signing, net.now))).to.equal('DISTRUST_LATER');
      expect(await codeOf(revoke(domain, authority.signing, net.now - DAY_MS))).to.equal('DISTRUST_LATER');
      expect(await codeOf(revoke(domain, authority.signing, net.now - 2 * DAY_MS))).to.equal(undefined);
      const record = net.record('certificate', ledgerKeys.certificate(authority.signing.fingerprint));
      expect(record).to.include({ state: 'revoked', distrustFrom: formatTime(net.now - 2 * DAY_MS), version: 3 });
    });

    it('is not undone by registering again', async () => {
      await net.submit(revoke(domain, authority.signing));
      expect(await registered(authority.signing, signing())).to.equal('STATE_CHANGE_ILLEGAL');
    });
  });

  describe('as signers', () => {
    const batch = (serial = 'one') => net.batch(authority, [net.leaf(authority, serial)]);

    it('anchor nothing once revoked, by themselves or by their CA', async () => {
      const done = batch();
      await net.submit(done);
      await net.submit(revoke(domain, authority.signing));
      expect(await codeOf(batch('two'))).to.equal('CERTIFICATE_REVOKED');
      expect((await net.submit(done)).writes).to.deep.equal([]);
      const other = domain.authorities[1];
      expect(await codeOf(net.batch(other, [net.leaf(other, 'three')]))).to.equal(undefined);
      await net.submit(revoke(domain, domain.ca));
      expect(await codeOf(net.batch(other, [net.leaf(other, 'four')]))).to.equal('CERTIFICATE_REVOKED');
    });

    it('anchor nothing outside their validity', async () => {
      net.now += 1095 * DAY_MS + 1;
      expect(await codeOf(batch())).to.equal('CERTIFICATE_NOT_VALID_NOW');
    });

    it('speak for their own authority, domain and purposes only', async () => {
      const second = domain.authorities[1];
      const leaves = [net.leaf(authority, 'one')];
      const by = (certificate: TestCertificate) =>
        codeOf(
          net.batch(authority, leaves, {
            key: certificate.privateKey,
            header: { signer: certificate.fingerprint },
          }),
        );
      expect(await by(second.signing)).to.equal('SIGNER_NOT_OF_AUTHORITY');
      expect(await by(net.domains['43'].authorities[0].signing)).to.equal('SIGNER_NOT_OF_DOMAIN');
      expect(await by(authority.sealSigning)).to.equal('SIGNER_PURPOSE');
      expect(await by(domain.ca)).to.equal('SIGNER_NOT_OF_AUTHORITY');
      expect(await by(await issue('licence-signing', domain.ca))).to.equal('SIGNER_UNKNOWN');
      expect(await by(authority.signing)).to.equal(undefined);
    });

    it('sign a batch or a state only where they are registered for it', async () => {
      const certificate = await issue('licence-signing', domain.ca);
      await net.submit(certificateInput(net, domain, certificate, { ...signing(), purposes: ['licence-state'] }));
      const by = { key: certificate.privateKey, header: { signer: certificate.fingerprint } };
      const leaves = [net.leaf(authority, 'one')];
      expect(await codeOf(net.batch(authority, leaves, by))).to.equal('SIGNER_PURPOSE');
      await net.submit(net.batch(authority, leaves));
      const target = net.licenceKey(authority, 'one');
      const body = { state: 'suspended' } as const;
      expect(await codeOf(net.act(authority, 'licence-state', { target, body }, certificate))).to.equal(undefined);
    });
  });
});
