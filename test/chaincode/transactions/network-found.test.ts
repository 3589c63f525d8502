import { expect } from 'chai';
import type { CommandOf } from '../../../chaincode/model/command.js';
import { foundingList, networkOf } from '../../../chaincode/model/founding-list.js';
import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import { formatTime } from '../../../pki/encoding/times.js';
import { ledgerCode } from '../../support/ledger-error.js';
import { foundingInput, foundTestNetwork, type TestNetwork } from '../../support/ledger-network.js';
import { createMemoryLedger } from '../../support/memory-ledger.js';
import { FOUNDED_AT, signEntry, testEntry } from '../../support/test-domain.js';
import { keyName, publicKeyText } from '../../support/test-pki.js';

type Founding = CommandOf<'network-found'>;

describe('network-found', () => {
  let net: TestNetwork;
  before(async () => {
    net = await foundTestNetwork({ bare: true });
  });

  const submit = (input: unknown, at = FOUNDED_AT) => createMemoryLedger(net.ledger).submit(input, at);
  const codeOf = (input: unknown) => ledgerCode(submit(input));
  const changed = (change: (command: Founding) => void) => codeOf(foundingInput({ ...net, change }));
  const withHeader = (change: Partial<Founding>) => changed((command) => Object.assign(command, change));
  /** The same founders, the first with another entry of its own. */
  const withEntry = (change: Partial<ReturnType<typeof testEntry>>) =>
    changed(({ body }) => {
      const entry = { ...testEntry(net.domains['44'], net.founding, net.ledger), ...change };
      body.domains[0] = signEntry(entry, net.domains['44'].governance);
    });

  it('writes the network and its domains', async () => {
    const ledger = createMemoryLedger(net.ledger);
    const input = foundingInput(net);
    const { digest, writes } = await ledger.submit(input, FOUNDED_AT);
    expect(writes).to.deep.equal(['network', 'domain/44', 'domain/43', 'domain/52']);
    const { body, network } = input.command as Founding;
    expect(network).to.equal(networkOf(foundingList(body, net.ledger)));
    expect(ledger.record('network')).to.deep.equal({
      kind: 'network',
      version: 1,
      digest: network,
      state: 'active',
      by: digest,
      network,
      ledger: net.ledger,
      founding: net.founding,
      profile: 'evaluation',
      quorum: 'majority',
      domains: ['43', '44', '52'],
    });
  });

  it('happens once: again it is done, and another founding is refused', async () => {
    const ledger = createMemoryLedger(net.ledger);
    const input = foundingInput(net);
    await ledger.submit(input, FOUNDED_AT);
    expect((await ledger.submit(input, FOUNDED_AT)).writes).to.deep.equal([]);
    const other = foundingInput({
      ...net,
      profile: 'evaluation',
      change: ({ body }) => {
        body.quorum = 'byzantine';
      },
    });
    expect(await ledgerCode(ledger.submit(other, FOUNDED_AT))).to.equal('NETWORK_FOUNDED');
  });

  it('wants the signature of every founder, once', async () => {
    const input = foundingInput(net);
    const [second, third] = input.founders ?? [];
    if (second === undefined || third === undefined) throw new RangeError('two other founders');
    expect(await codeOf({ ...input, founders: [second] })).to.equal('FOUNDER_SIGNATURE_MISSING');
    const { founders: _, ...alone } = input;
    expect(await codeOf(alone)).to.equal('FOUNDER_SIGNATURE_MISSING');
    expect(await codeOf({ ...input, founders: [second, second] })).to.equal('TRANSACTION_MALFORMED');
    const swapped = [second, { domain: third.domain, signature: second.signature }];
    expect(await codeOf({ ...input, founders: swapped })).to.equal('COMMAND_SIGNATURE_INVALID');
    const stranger = [second, third, { domain: '61', signature: second.signature }];
    expect(await codeOf({ ...input, founders: stranger })).to.equal('NOT_A_MEMBER');
    expect(await codeOf({ ...input, founders: [third, second] })).to.equal(undefined);
  });

  it('binds the network to the body, and the ledger to block 0', async () => {
    expect(await withHeader({ network: net.founding })).to.equal('WRONG_NETWORK');
    const elsewhere = createMemoryLedger(net.founding);
    expect(await ledgerCode(elsewhere.submit(foundingInput(net), FOUNDED_AT))).to.equal('WRONG_LEDGER');
  });

  it('meets the rules of every command', async () => {
    const { governance } = net.domains['43'];
    expect(await withHeader({ signer: keyName(governance) })).to.equal('SIGNER_UNKNOWN');
    expect(await withHeader({ target: 'network/1' })).to.equal('COMMAND_TARGET');
    expect(await withHeader({ reason: 'key-rollover' })).to.equal('REASON_UNKNOWN');
    expect(await withHeader({ expectedVersion: 1 })).to.equal('VERSION_CONFLICT');
    const late = formatTime(FOUNDED_AT + 25 * 3_600_000);
    expect(await withHeader({ expires: late })).to.equal('COMMAND_LIFETIME');
    const input = foundingInput(net);
    expect(await ledgerCode(submit(input, FOUNDED_AT + 3_600_000))).to.equal('COMMAND_EXPIRED');
    expect(await ledgerCode(submit(input, FOUNDED_AT - 3_600_000))).to.equal('COMMAND_NOT_YET_VALID');
    const nextUpdate = formatTime(FOUNDED_AT);
    expect(
      await changed(({ body }) => {
        body.nextUpdate = nextUpdate;
      }),
    ).to.equal('TRANSACTION_MALFORMED');
  });

  it('refuses an entry of another network, ledger or version, or with another’s signature', async () => {
    expect(await withEntry({ founding: net.ledger })).to.equal('TRUST_ENTRY_INVALID');
    expect(await withEntry({ ledger: net.founding })).to.equal('TRUST_ENTRY_INVALID');
    expect(await withEntry({ version: 2 })).to.equal('TRUST_ENTRY_INVALID');
    const byAnother = await changed(({ body }) => {
      const entry = testEntry(net.domains['44'], net.founding, net.ledger);
      body.domains[0] = signEntry(entry, net.domains['43'].governance);
    });
    expect(byAnother).to.equal('TRUST_ENTRY_INVALID');
    const withPrevious = await changed(({ body }) => {
      const { governance } = net.domains['44'];
      body.domains[0] = signEntry(testEntry(net.domains['44'], net.founding, net.ledger), governance, governance);
    });
    expect(withPrevious).to.equal('TRUST_ENTRY_INVALID');
    expect(await withEntry({})).to.equal(undefined);
  });

  it('refuses one key in two roles or two domains, and a key that is no point', async () => {
    const { receipt } = net.domains['44'];
    expect(await withEntry({ witnessKey: publicKeyText(receipt) })).to.equal('TRUST_ENTRY_INVALID');
    const foreign = publicKeyText(net.domains['43'].witness);
    expect(await withEntry({ witnessKey: foreign })).to.equal('TRUST_ENTRY_INVALID');
    const noPoint = encodeBase64url(Uint8Array.of(4, ...new Uint8Array(64)));
    expect(await withEntry({ witnessKey: noPoint })).to.equal('TRUST_ENTRY_INVALID');
  });

  it('refuses roots that are no valid self-signed CA certificates, or another domain’s', async () => {
    const { ca, sealMaker, root } = net.domains['44'];
    const roots = (...ders: Uint8Array[]) => withEntry({ roots: ders.map(encodeBase64url) });
    expect(await roots(ca.der)).to.equal('TRUST_ENTRY_INVALID');
    expect(await roots(sealMaker.der)).to.equal('TRUST_ENTRY_INVALID');
    expect(await roots(Uint8Array.of(1, 2, 3))).to.equal('TRUST_ENTRY_INVALID');
    expect(await roots(root.der, root.der)).to.equal('TRUST_ENTRY_INVALID');
    expect(await roots(root.der, net.domains['43'].root.der)).to.equal('TRUST_ENTRY_INVALID');
    expect(await roots(root.der)).to.equal(undefined);
  });

  it('refuses a domain twice', async () => {
    const twice = await changed(({ body }) => {
      const [first] = body.domains;
      if (first !== undefined) body.domains.push(first);
    });
    expect(twice).to.equal('TRUST_ENTRY_INVALID');
  });

  it('takes plain addresses of the machine itself on evaluation networks only', async () => {
    expect(await withEntry({ gateways: ['http://example.test'] })).to.equal('TRUST_ENTRY_INVALID');
    expect(await withEntry({ gateways: ['https://gateway.example.test'] })).to.equal(undefined);
    expect(await codeOf(foundingInput({ ...net, profile: 'production' }))).to.equal('TRUST_ENTRY_INVALID');
  });
});
