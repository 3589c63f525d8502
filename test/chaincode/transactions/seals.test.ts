import { expect } from 'chai';
import type { CommandOf } from '../../../chaincode/model/command.js';
import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { formatTime } from '../../../pki/encoding/times.js';
import { ledgerCode } from '../../support/ledger-error.js';
import { freshTestNetwork, sealInput, type TestNetwork } from '../../support/ledger-network.js';
import { DAY_MS, type TestAuthority, type TestDomain } from '../../support/test-domain.js';
import type { TestCertificate } from '../../support/test-pki.js';

const SECOND_SEAL = '5'.repeat(64);

describe('seals', () => {
  let net: TestNetwork;
  let domain: TestDomain;
  let authority: TestAuthority;
  beforeEach(async () => {
    net = await freshTestNetwork();
    domain = net.domains['44'];
    authority = domain.authorities[0];
  });

  const codeOf = (input: unknown) => ledgerCode(net.submit(input));
  const second = (changes: Partial<CommandOf<'seal-register'>['body']> & { seal?: string } = {}) =>
    codeOf(sealInput(net, domain, authority, { seal: SECOND_SEAL, esId: 'second', ...changes }));
  const revoke = ({ fingerprint }: TestCertificate) =>
    net.submit(
      net.govern(domain, 'certificate-revoke', {
        target: ledgerKeys.certificate(fingerprint),
        body: { distrustFrom: formatTime(net.now) },
      }),
    );

  describe('seal-register', () => {
    it('puts a seal and its number on the ledger', async () => {
      expect(await second()).to.equal(undefined);
      expect(net.record('seal', `seal/${SECOND_SEAL}`)).to.include({ state: 'active', domain: '44', version: 1 });
      expect(net.record('seal-number', `seal-number/${authority.uscc}/second`).digest).to.equal(SECOND_SEAL);
    });

    it('happens once, and never gives a number twice', async () => {
      expect(await codeOf(sealInput(net, domain, authority))).to.equal('STATE_CHANGE_ILLEGAL');
      expect(await second({ esId: authority.esId })).to.equal('SEAL_NUMBER_TAKEN');
    });

    it('wants an authority of the domain', async () => {
      expect(await second({ authority: net.domains['43'].authorities[0].uscc })).to.equal('AUTHORITY_FOREIGN');
      const target = ledgerKeys.authority(authority.uscc);
      await net.submit(net.govern(domain, 'authority-end', { target, body: {} }));
      expect(await second()).to.equal('AUTHORITY_ENDED');
    });

    it('wants a validity that begins before it ends', async () => {
      const at = formatTime(net.now);
      expect(await second({ validFrom: at, validUntil: at })).to.equal('TRANSACTION_MALFORMED');
      expect(await second({ validFrom: '2026-02-30T00:00:00.000Z' })).to.equal('TRANSACTION_MALFORMED');
    });

    it('wants a live seal maker of the domain', async () => {
      const foreign = net.domains['43'].sealMaker.fingerprint;
      expect(await second({ makerCertificate: foreign })).to.equal('SIGNER_NOT_OF_DOMAIN');
      expect(await second({ makerCertificate: authority.sealSigning.fingerprint })).to.equal('SIGNER_NOT_OF_AUTHORITY');
      expect(await second({ makerCertificate: domain.ca.fingerprint })).to.equal('SIGNER_PURPOSE');
      expect(await second({ makerCertificate: SECOND_SEAL })).to.equal('SIGNER_UNKNOWN');
      await revoke(domain.sealMaker);
      expect(await second()).to.equal('CERTIFICATE_REVOKED');
    });

    it('wants live seal signers of the same authority', async () => {
      const signers = (...certificates: TestCertificate[]) =>
        second({ signerCertificates: certificates.map(({ fingerprint }) => fingerprint) });
      const other = domain.authorities[1];
      expect(await signers(authority.sealSigning, other.sealSigning)).to.equal('SIGNER_NOT_OF_AUTHORITY');
      expect(await signers(authority.signing)).to.equal('SIGNER_PURPOSE');
      expect(await signers(authority.sealSigning, authority.sealSigning)).to.equal('TRANSACTION_MALFORMED');
      await revoke(authority.sealSigning);
      expect(await second()).to.equal('CERTIFICATE_REVOKED');
    });
  });

  describe('seal-state', () => {
    type State = CommandOf<'seal-state'>['body']['state'];
    const change = (state: State, distrustFrom?: number, by = domain) =>
      codeOf(
        net.govern(by, 'seal-state', {
          target: ledgerKeys.seal(authority.seal),
          body: { state, ...(distrustFrom !== undefined && { distrustFrom: formatTime(distrustFrom) }) },
        }),
      );
    const seal = () => net.record('seal', ledgerKeys.seal(authority.seal));

    it('freezes and thaws', async () => {
      expect(await change('active')).to.equal('STATE_CHANGE_ILLEGAL');
      expect(await change('frozen')).to.equal(undefined);
      expect(await change('frozen')).to.equal('STATE_CHANGE_ILLEGAL');
      expect(await change('active')).to.equal(undefined);
      expect(seal()).to.include({ state: 'active', version: 3 });
    });

    it('lets a lost seal be cancelled and nothing else, and a cancelled one be', async () => {
      expect(await change('lost')).to.equal(undefined);
      expect(await change('active')).to.equal('STATE_CHANGE_ILLEGAL');
      expect(await change('frozen')).to.equal('STATE_CHANGE_ILLEGAL');
      expect(await change('cancelled')).to.equal(undefined);
      for (const state of ['active', 'frozen', 'lost', 'cancelled'] as const) {
        expect(await change(state)).to.equal('STATE_CHANGE_ILLEGAL');
      }
    });

    it('moves the time of distrust back only', async () => {
      expect(await change('frozen', net.now)).to.equal('STATE_CHANGE_ILLEGAL');
      expect(await change('lost', net.now + 1)).to.equal('DISTRUST_LATER');
      expect(await change('lost', net.now - DAY_MS)).to.equal(undefined);
      expect(await change('lost', net.now)).to.equal('DISTRUST_LATER');
      expect(await change('lost', net.now - 2 * DAY_MS)).to.equal(undefined);
      expect(await change('cancelled')).to.equal(undefined);
      expect(seal().distrustFrom).to.equal(formatTime(net.now - 2 * DAY_MS));
      expect(await change('cancelled', net.now - 3 * DAY_MS)).to.equal(undefined);
      expect(seal().distrustFrom).to.equal(formatTime(net.now - 3 * DAY_MS));
      expect(await change('lost', net.now - 4 * DAY_MS)).to.equal('STATE_CHANGE_ILLEGAL');
    });

    it('is the domain’s own business, of a seal that exists, for a reason that fits', async () => {
      expect(await change('frozen', undefined, net.domains['43'])).to.equal('SEAL_FOREIGN');
      const body = { state: 'frozen' } as const;
      const unknown = net.govern(domain, 'seal-state', { target: ledgerKeys.seal(SECOND_SEAL), body });
      expect(await codeOf(unknown)).to.equal('ENTRY_MISSING');
      const header = { reason: 'stolen' };
      const target = ledgerKeys.seal(authority.seal);
      expect(await codeOf(net.govern(domain, 'seal-state', { target, body, header }))).to.equal('REASON_UNKNOWN');
    });
  });
});
