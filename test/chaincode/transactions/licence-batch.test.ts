import { expect } from 'chai';
import type { BatchLeaf } from '../../../chaincode/model/batch-leaf.js';
import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { canonicalBytes, canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { formatTime } from '../../../pki/encoding/times.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { ledgerCode } from '../../support/ledger-error.js';
import { certificateInput, freshTestNetwork, sealInput, type TestNetwork } from '../../support/ledger-network.js';
import { DAY_MS, type TestAuthority, type TestDomain } from '../../support/test-domain.js';

describe('licence-batch', () => {
  let net: TestNetwork;
  let domain: TestDomain;
  let authority: TestAuthority;
  beforeEach(async () => {
    net = await freshTestNetwork();
    domain = net.domains['44'];
    authority = domain.authorities[0];
  });

  const codeOf = (input: unknown) => ledgerCode(net.submit(input));
  const leaf = (serial: string, changes: Partial<BatchLeaf> = {}) => net.leaf(authority, serial, changes);
  const anchored = (...leaves: BatchLeaf[]) => codeOf(net.batch(authority, leaves));
  const reissue = (serial: string, changes: Partial<BatchLeaf> = {}, reason = 'renewal') =>
    codeOf(
      net.batch(
        authority,
        [leaf(serial, { expectedVersion: 1, licenceVersion: 2, digest: '2'.repeat(64), ...changes })],
        {
          header: { reason },
        },
      ),
    );
  const licence = (serial: string) => net.record('licence', net.licenceKey(authority, serial));

  it('anchors each licence under its own key, in one transaction', async () => {
    const leaves = [leaf('one'), leaf('two')];
    const { digest, purpose, writes } = await net.submit(net.batch(authority, leaves));
    expect(purpose).to.equal('licence-batch');
    expect(writes).to.deep.equal(leaves.map(({ key }) => key));
    expect(licence('one')).to.deep.equal({
      kind: 'licence',
      version: 1,
      digest: leaf('one').digest,
      state: 'active',
      by: digest,
      licenceVersion: 1,
      domain: '44',
      authority: authority.uscc,
      type: domain.type,
      leaf: sm3Hex(canonicalBytes(leaf('one'))),
      reason: 'issue',
      attestationCertificate: authority.signing.fingerprint,
      sealCertificate: authority.sealSigning.fingerprint,
      seal: authority.seal,
    });
  });

  it('takes 500 leaves, reading what they share once', async () => {
    const leaves = Array.from({ length: 500 }, (_, at) => leaf(`serial ${at}`));
    const before = net.memory.reads;
    await net.submit(canonicalJson(net.batch(authority, leaves)));
    expect(net.memory.reads - before).to.be.below(500 + 16);
    expect(await codeOf(net.batch(authority, [...leaves, leaf('one more')]))).to.equal('TRANSACTION_MALFORMED');
  });

  it('is done where every leaf was written by it, and then writes nothing', async () => {
    const input = net.batch(authority, [leaf('one'), leaf('two')]);
    await net.submit(input);
    net.now += 30 * DAY_MS;
    expect((await net.submit(input)).writes).to.deep.equal([]);
    net.now -= 30 * DAY_MS;
    const target = net.licenceKey(authority, 'two');
    await net.submit(net.act(authority, 'licence-state', { target, body: { state: 'suspended' } }));
    expect(await codeOf(input)).to.equal('LICENCE_EXISTS');
  });

  it('refuses leaves that are not the ones signed', async () => {
    const input = net.batch(authority, [leaf('one'), leaf('two')]);
    expect(await codeOf({ ...input, leaves: [leaf('two'), leaf('one')] })).to.equal('BATCH_ROOT');
    expect(await codeOf({ ...input, leaves: [leaf('one')] })).to.equal('BATCH_ROOT');
    expect(await codeOf({ ...input, leaves: [leaf('one'), leaf('two', { digest: '0'.repeat(64) })] })).to.equal(
      'BATCH_ROOT',
    );
    const { root } = { root: input.command.target.slice('batch/'.length) };
    const wrongSize = net.batch(authority, [leaf('one'), leaf('two')], { body: { root, size: 1 } });
    expect(await codeOf(wrongSize)).to.equal('BATCH_ROOT');
    expect(await codeOf(input)).to.equal(undefined);
  });

  it('refuses a target that is not the root, and an expected version of its own', async () => {
    const leaves = [leaf('one')];
    expect(await codeOf(net.batch(authority, leaves, { target: `batch/${'0'.repeat(64)}` }))).to.equal(
      'COMMAND_TARGET',
    );
    expect(await codeOf(net.batch(authority, leaves, { header: { expectedVersion: 1 } }))).to.equal('VERSION_CONFLICT');
  });

  it('refuses one identifier twice: in the batch, in another batch, with a fresh digest', async () => {
    expect(await anchored(leaf('one'), leaf('one', { digest: '0'.repeat(64) }))).to.equal('BATCH_DUPLICATE');
    expect(await anchored(leaf('one'))).to.equal(undefined);
    expect(await anchored(leaf('one', { digest: '0'.repeat(64) }))).to.equal('LICENCE_EXISTS');
    expect(await anchored(leaf('two'), leaf('one'))).to.equal('LICENCE_EXISTS');
    expect(net.memory.record(net.licenceKey(authority, 'two'))).to.equal(undefined);
    const other = { ...authority, seal: domain.authorities[1].seal };
    expect(await anchored(net.leaf(other, 'three'))).to.equal('SEAL_FOREIGN');
  });

  it('refuses a key of another authority of the province, and of another province', async () => {
    const neighbour = domain.authorities[1];
    const stranger = net.domains['43'].authorities[0];
    for (const other of [neighbour, stranger]) {
      expect(await anchored(net.leaf(other, 'one'))).to.equal('LICENCE_KEY_FOREIGN');
      const key = net.licenceKey(other, 'one');
      expect(await anchored(leaf('one', { key }))).to.equal('LICENCE_KEY_FOREIGN');
      const header = { authority: other.uscc, signer: authority.signing.fingerprint };
      const posing = net.batch(authority, [net.leaf(other, 'one')], { header });
      expect(await codeOf(posing)).to.equal('SIGNER_NOT_OF_AUTHORITY');
    }
    expect(await anchored(leaf('one', { domain: '43' }))).to.equal('LICENCE_KEY_FOREIGN');
    const type = net.domains['43'].type;
    expect(await anchored(leaf('one', { type }))).to.equal('LICENCE_KEY_FOREIGN');
  });

  it('refuses a type that the authority may not issue, or no longer', async () => {
    const { type } = net.domains['43'];
    const key = leaf('one').key.replace(domain.type, type);
    expect(await anchored(leaf('one', { type, key }))).to.equal('TYPE_NOT_GRANTED');
    const target = ledgerKeys.right(authority.uscc, domain.type);
    await net.submit(net.govern(domain, 'right-end', { target, body: {} }));
    expect(await anchored(leaf('one'))).to.equal('TYPE_NOT_GRANTED');
    await net.submit(net.govern(domain, 'right-grant', { target, body: {} }));
    expect(await anchored(leaf('one'))).to.equal(undefined);
  });

  it('refuses days that do not exist or are out of order', async () => {
    expect(await anchored(leaf('one', { validFrom: '2026-02-29' }))).to.equal('TRANSACTION_MALFORMED');
    expect(await anchored(leaf('one', { validUntil: '2027-06-31' }))).to.equal('TRANSACTION_MALFORMED');
    expect(await anchored(leaf('one', { validUntil: '2026-11-20' }))).to.equal('TRANSACTION_MALFORMED');
    const { validUntil: _, ...longTerm } = leaf('one');
    expect(await anchored(longTerm)).to.equal(undefined);
  });

  describe('the certificates that it rests on', () => {
    it('are registered for attestation and for the seal, of the same authority', async () => {
      const { signing, sealSigning } = domain.authorities[1];
      const attestation = (fingerprint: string) => anchored(leaf('one', { attestationCertificate: fingerprint }));
      expect(await attestation(signing.fingerprint)).to.equal('SIGNER_NOT_OF_AUTHORITY');
      expect(await attestation(net.domains['43'].authorities[0].signing.fingerprint)).to.equal('SIGNER_NOT_OF_DOMAIN');
      expect(await attestation(authority.sealSigning.fingerprint)).to.equal('SIGNER_PURPOSE');
      expect(await attestation('0'.repeat(64))).to.equal('SIGNER_UNKNOWN');
      expect(await anchored(leaf('one', { sealCertificate: sealSigning.fingerprint }))).to.equal('SEAL_SIGNER');
      expect(await attestation(authority.signing.fingerprint)).to.equal(undefined);
    });

    it('are live', async () => {
      const revoked = async (fingerprint: string) => {
        const fork = net.fork();
        const target = ledgerKeys.certificate(fingerprint);
        const body = { distrustFrom: formatTime(net.now) };
        await fork.submit(fork.govern(domain, 'certificate-revoke', { target, body }));
        return ledgerCode(fork.submit(net.batch(authority, [leaf('one')])));
      };
      for (const certificate of [authority.signing, authority.sealSigning, domain.sealMaker, domain.ca]) {
        expect(await revoked(certificate.fingerprint)).to.equal('CERTIFICATE_REVOKED');
      }
      expect(await revoked(domain.authorities[1].signing.fingerprint)).to.equal(undefined);
    });
  });

  describe('the seal', () => {
    const state = (to: 'frozen' | 'lost' | 'active') =>
      net.submit(net.govern(domain, 'seal-state', { target: ledgerKeys.seal(authority.seal), body: { state: to } }));

    it('is registered and active', async () => {
      expect(await anchored(leaf('one', { seal: '0'.repeat(64) }))).to.equal('SEAL_UNKNOWN');
      await state('frozen');
      expect(await anchored(leaf('one'))).to.equal('SEAL_NOT_ACTIVE');
      await state('active');
      expect(await anchored(leaf('one'))).to.equal(undefined);
      await state('lost');
      expect(await anchored(leaf('two'))).to.equal('SEAL_NOT_ACTIVE');
    });

    it('is the authority’s own', async () => {
      expect(await anchored(leaf('one', { seal: domain.authorities[1].seal }))).to.equal('SEAL_FOREIGN');
      const foreign = net.domains['43'].authorities[0].seal;
      expect(await anchored(leaf('one', { seal: foreign }))).to.equal('SEAL_FOREIGN');
    });

    it('is within its validity', async () => {
      net.now += 1000 * DAY_MS + 1;
      expect(await anchored(leaf('one'))).to.equal('SEAL_NOT_ACTIVE');
      const seal = '6'.repeat(64);
      const validFrom = formatTime(net.now + DAY_MS);
      const validUntil = formatTime(net.now + 2 * DAY_MS);
      await net.submit(sealInput(net, domain, authority, { seal, esId: 'next', validFrom, validUntil }));
      expect(await anchored(leaf('one', { seal }))).to.equal('SEAL_NOT_ACTIVE');
      net.now += DAY_MS;
      expect(await anchored(leaf('one', { seal }))).to.equal(undefined);
    });
  });

  describe('a reissue', () => {
    beforeEach(async () => {
      await net.submit(net.batch(authority, [leaf('one')]));
    });

    it('is the next version under the same key', async () => {
      expect(await reissue('one')).to.equal(undefined);
      expect(licence('one')).to.include({ version: 2, licenceVersion: 2, state: 'active', reason: 'renewal' });
      expect(licence('one').digest).to.equal('2'.repeat(64));
      expect(await reissue('one', { expectedVersion: 2, licenceVersion: 3 }, 'correction')).to.equal(undefined);
    });

    it('meets the version of the entry and of the licence', async () => {
      expect(await reissue('one', { expectedVersion: 2 })).to.equal('VERSION_CONFLICT');
      expect(await reissue('one', { licenceVersion: 3 })).to.equal('LICENCE_VERSION');
      expect(await reissue('one', { licenceVersion: 1 })).to.equal('LICENCE_VERSION');
      expect(await anchored(leaf('two', { licenceVersion: 2 }))).to.equal('LICENCE_VERSION');
    });

    it('is of a licence that exists and is active', async () => {
      expect(await reissue('two')).to.equal('ENTRY_MISSING');
      const target = net.licenceKey(authority, 'one');
      await net.submit(net.act(authority, 'licence-state', { target, body: { state: 'suspended' } }));
      expect(await reissue('one', { expectedVersion: 2 })).to.equal('STATE_CHANGE_ILLEGAL');
    });

    it('has a reason of its own, and so a batch of its own', async () => {
      expect(await reissue('one', {}, 'issue')).to.equal('REASON_UNKNOWN');
      const news = net.batch(authority, [leaf('two')], { header: { reason: 'renewal' } });
      expect(await codeOf(news)).to.equal('REASON_UNKNOWN');
    });
  });

  it('refuses a batch by a certificate registered for seals only, whatever it holds', async () => {
    const second = { ...authority.sealSigning };
    const input = net.batch(authority, [leaf('one')], {
      key: second.privateKey,
      header: { signer: second.fingerprint },
    });
    expect(await codeOf(input)).to.equal('SIGNER_PURPOSE');
    expect(
      await codeOf(
        certificateInput(net, domain, second, {
          role: 'authority',
          authority: authority.uscc,
          issuer: domain.ca.fingerprint,
          purposes: ['licence-batch'],
        }),
      ),
    ).to.equal('STATE_CHANGE_ILLEGAL');
  });
});
