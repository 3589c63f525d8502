import { expect } from 'chai';
import { ledgerKeys } from '../../../chaincode/model/keys.js';
import type { TrustEntry } from '../../../chaincode/model/trust-entry.js';
import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import type { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { ledgerCode } from '../../support/ledger-error.js';
import { freshTestNetwork, type TestNetwork } from '../../support/ledger-network.js';
import { signEntry, testEntry } from '../../support/test-domain.js';
import { publicKeyText, testKey } from '../../support/test-pki.js';

describe('domain-update', () => {
  let net: TestNetwork;
  beforeEach(async () => {
    net = await freshTestNetwork();
  });

  interface Signers {
    governance?: Sm2PrivateKey;
    before?: Sm2PrivateKey;
    /** Signs the command. */
    key?: Sm2PrivateKey;
  }
  const update = (change: Partial<TrustEntry>, { governance, before, key }: Signers = {}) => {
    const domain = net.domains['44'];
    const version = net.record('domain', 'domain/44').version + 1;
    const entry = { ...testEntry(domain, net.founding, net.ledger), version, ...change };
    const signed = signEntry(entry, governance ?? domain.governance, before);
    return net.govern(domain, 'domain-update', {
      target: ledgerKeys.domain('44'),
      body: { signed },
      ...(key !== undefined && { key }),
    });
  };
  const codeOf = (...about: Parameters<typeof update>) => ledgerCode(net.submit(update(...about)));

  it('writes the domain’s next entry', async () => {
    const gateways = ['https://gateway.example.test'];
    await net.submit(update({ gateways }));
    const record = net.record('domain', 'domain/44');
    expect([record.version, record.signed.entry.gateways, record.state]).to.deep.equal([2, gateways, 'active']);
  });

  it('takes the next version only', async () => {
    expect(await codeOf({ version: 1 })).to.equal('TRUST_ENTRY_INVALID');
    expect(await codeOf({ version: 3 })).to.equal('TRUST_ENTRY_INVALID');
    expect(await codeOf({ version: 2 })).to.equal(undefined);
  });

  it('takes 200 versions, four roots and eight addresses at most', async () => {
    expect(await codeOf({ version: 201 })).to.equal('TRANSACTION_MALFORMED');
    expect(await codeOf({ version: 200 })).to.equal('TRUST_ENTRY_INVALID');
    const root = encodeBase64url(net.domains['44'].root.der);
    expect(await codeOf({ roots: Array(5).fill(root) })).to.equal('TRANSACTION_MALFORMED');
    expect(await codeOf({ roots: [encodeBase64url(new Uint8Array(2049))] })).to.equal('TRANSACTION_MALFORMED');
    expect(await codeOf({ roots: [encodeBase64url(new Uint8Array(2048))] })).to.equal('TRUST_ENTRY_INVALID');
    const gateways = Array.from({ length: 9 }, (_, at) => `https://g${at}.example.test`);
    expect(await codeOf({ gateways })).to.equal('TRANSACTION_MALFORMED');
    expect(await codeOf({ gateways: gateways.slice(0, 8) })).to.equal(undefined);
  });

  it('refuses another domain’s entry', async () => {
    expect(await codeOf({ domain: '43' })).to.equal('COMMAND_TARGET');
  });

  it('wants both keys’ signatures where the governance key changes', async () => {
    const fresh = testKey('new governance of 44');
    const change = { governanceKey: publicKeyText(fresh) };
    const { governance } = net.domains['44'];
    expect(await codeOf(change, { governance: fresh })).to.equal('TRUST_ENTRY_INVALID');
    expect(await codeOf(change, { governance: fresh, before: fresh })).to.equal('TRUST_ENTRY_INVALID');
    expect(await codeOf(change, { before: governance })).to.equal('TRUST_ENTRY_INVALID');
    expect(await codeOf(change, { governance: fresh, before: governance, key: fresh })).to.equal('SIGNER_UNKNOWN');
    expect(await codeOf({}, { before: governance })).to.equal('TRUST_ENTRY_INVALID');
    expect(await codeOf(change, { governance: fresh, before: governance })).to.equal(undefined);
    expect(net.record('domain', 'domain/44').formerGovernanceKeys).to.deep.equal([publicKeyText(governance)]);
  });

  it('never takes a governance key back', async () => {
    const { governance } = net.domains['44'];
    const fresh = testKey('new governance of 44');
    await net.submit(update({ governanceKey: publicKeyText(fresh) }, { governance: fresh, before: governance }));
    const back = { governance, before: fresh, key: fresh };
    expect(await codeOf({ governanceKey: publicKeyText(governance) }, back)).to.equal('TRUST_ENTRY_INVALID');
  });

  it('refuses a key of another domain', async () => {
    for (const key of [net.domains['43'].governance, net.domains['43'].witness, net.domains['43'].receipt]) {
      expect(await codeOf({ witnessKey: publicKeyText(key) })).to.equal('TRUST_ENTRY_INVALID');
    }
    expect(await codeOf({ witnessKey: publicKeyText(testKey('new witness')) })).to.equal(undefined);
  });

  it('refuses a key that a root of another domain has, and one that another domain has given up', async () => {
    const { root, witness, receipt } = net.domains['43'];
    expect(await codeOf({ receiptKey: publicKeyText(root.privateKey) })).to.equal('TRUST_ENTRY_INVALID');
    const renewed = async (version: number, change: Partial<TrustEntry>) => {
      const domain = net.domains['43'];
      const signed = signEntry(
        { ...testEntry(domain, net.founding, net.ledger), version, ...change },
        domain.governance,
      );
      await net.submit(net.govern(domain, 'domain-update', { target: ledgerKeys.domain('43'), body: { signed } }));
    };
    const second = { witnessKey: publicKeyText(testKey('second witness of 43')) };
    await renewed(2, second);
    await renewed(3, { ...second, receiptKey: publicKeyText(testKey('second receipt key of 43')) });
    expect(net.record('domain', 'domain/43').formerKeys).to.have.members([witness, receipt].map(publicKeyText));
    for (const key of [witness, receipt]) {
      expect(await codeOf({ witnessKey: publicKeyText(key) })).to.equal('TRUST_ENTRY_INVALID');
    }
  });

  it('lets a domain go back to its own witness key', async () => {
    const { witness } = net.domains['44'];
    await net.submit(update({ witnessKey: publicKeyText(testKey('second witness of 44')) }));
    await net.submit(update({ witnessKey: publicKeyText(witness) }));
    expect(net.record('domain', 'domain/44').formerKeys).to.have.length(1);
  });

  it('leaves other roots to the votes of the members', async () => {
    const { root } = net.domains['43'];
    const own = encodeBase64url(net.domains['44'].root.der);
    expect(await codeOf({ roots: [own, encodeBase64url(root.der)] })).to.equal('ROOTS_NEED_VOTES');
  });
});
