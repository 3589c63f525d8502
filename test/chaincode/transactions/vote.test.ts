import { expect } from 'chai';
import type { Proposal } from '../../../chaincode/model/command.js';
import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { formatTime } from '../../../pki/encoding/times.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { ledgerCode } from '../../support/ledger-error.js';
import { certificateInput, freshTestNetwork, type TestNetwork } from '../../support/ledger-network.js';
import { DAY_MS, FOUNDED_AT, signEntry, type TestDomain, testDomain, testEntry } from '../../support/test-domain.js';
import { publicKeyText, testCertificate, testKey } from '../../support/test-pki.js';

describe('vote', () => {
  let net: TestNetwork;
  let newcomer: TestDomain;
  before(async () => {
    newcomer = await testDomain('61', 'newcomer');
  });
  beforeEach(async () => {
    net = await freshTestNetwork();
  });

  const vote = (domain: TestDomain, proposal: Proposal, of = net) =>
    of.govern(domain, 'vote', {
      target: ledgerKeys.vote(sm3Hex(canonicalBytes(proposal)), domain.code),
      body: { proposal },
    });
  const cast = (domain: TestDomain, proposal: Proposal) => net.submit(vote(domain, proposal));
  const codeOf = (domain: TestDomain, proposal: Proposal) => ledgerCode(cast(domain, proposal));
  // A signature is never made twice alike, and members vote on one text.
  const admissions = new Map<TestDomain, Proposal>();
  const admit = (domain = newcomer): Proposal => {
    const signed = () => signEntry(testEntry(domain, net.founding, net.ledger), domain.governance);
    const proposal = admissions.get(domain) ?? { kind: 'admit-domain', signed: signed() };
    admissions.set(domain, proposal);
    return proposal;
  };
  const quorum: Proposal = { kind: 'change-quorum', quorum: 'byzantine', version: 1 };

  it('is only recorded while no majority has voted', async () => {
    const { writes } = await cast(net.domains['44'], admit());
    expect(writes).to.have.length(1);
    expect(net.memory.record('domain/61')).to.equal(undefined);
    expect(net.record('vote', writes[0] ?? '').domain).to.equal('44');
  });

  it('admits a domain at the majority, with its record and the list of domains', async () => {
    await cast(net.domains['44'], admit());
    const { writes } = await cast(net.domains['52'], admit());
    expect(writes.slice(1)).to.deep.equal(['network', 'domain/61']);
    expect(net.record('network', 'network').domains).to.deep.equal(['43', '44', '52', '61']);
    expect(net.record('domain', 'domain/61').state).to.equal('active');
    const heartbeat = net.govern(newcomer, 'heartbeat', { target: 'heartbeat/61', body: {} });
    expect(await ledgerCode(net.submit(heartbeat))).to.equal(undefined);
  });

  it('does not apply a proposal twice', async () => {
    await cast(net.domains['44'], quorum);
    await cast(net.domains['52'], quorum);
    expect(net.record('network', 'network').quorum).to.equal('byzantine');
    expect(await codeOf(net.domains['43'], quorum)).to.equal('PROPOSAL_INVALID');
    await cast(net.domains['44'], admit());
    await cast(net.domains['52'], admit());
    expect(await codeOf(net.domains['43'], admit())).to.equal('PROPOSAL_INVALID');
  });

  it('counts a member once, however often it votes', async () => {
    await cast(net.domains['44'], quorum);
    await cast(net.domains['44'], quorum);
    expect(net.record('network', 'network').quorum).to.equal('majority');
  });

  it('counts a vote for thirty days', async () => {
    await cast(net.domains['44'], quorum);
    expect(net.record('vote', ledgerKeys.vote(sm3Hex(canonicalBytes(quorum)), '44')).at).to.equal(formatTime(net.now));
    const voted = net.now;
    const late = net.fork();
    late.now = voted + 30 * DAY_MS + 1;
    await late.submit(vote(net.domains['52'], quorum, late));
    expect(late.record('network', 'network').quorum).to.equal('majority');
    net.now = voted + 30 * DAY_MS;
    await cast(net.domains['52'], quorum);
    expect(net.record('network', 'network').quorum).to.equal('byzantine');
  });

  it('renews a vote that is cast again', async () => {
    await cast(net.domains['44'], quorum);
    net.now += 20 * DAY_MS;
    await cast(net.domains['44'], quorum);
    net.now += 20 * DAY_MS;
    await cast(net.domains['52'], quorum);
    expect(net.record('network', 'network').quorum).to.equal('byzantine');
  });

  it('carries a proposal whose first votes have lapsed once they are renewed', async () => {
    await cast(net.domains['44'], quorum);
    net.now += 40 * DAY_MS;
    await cast(net.domains['52'], quorum);
    expect(net.record('network', 'network').quorum).to.equal('majority');
    await cast(net.domains['44'], quorum);
    expect(net.record('network', 'network').quorum).to.equal('byzantine');
  });

  it('counts a vote for this proposal only', async () => {
    await cast(net.domains['44'], quorum);
    await cast(net.domains['52'], admit());
    expect(net.record('network', 'network').version).to.equal(1);
  });

  it('refuses a vote in another domain’s name', async () => {
    const target = ledgerKeys.vote(sm3Hex(canonicalBytes(quorum)), '43');
    const input = net.govern(net.domains['44'], 'vote', { target, body: { proposal: quorum } });
    expect(await ledgerCode(net.submit(input))).to.equal('COMMAND_TARGET');
  });

  it('refuses a newcomer that is known, signs for others or shares keys', async () => {
    expect(await codeOf(net.domains['43'], admit(net.domains['44']))).to.equal('PROPOSAL_INVALID');
    const entry = testEntry(newcomer, net.founding, net.ledger);
    const byOthers: Proposal = { kind: 'admit-domain', signed: signEntry(entry, net.domains['44'].governance) };
    expect(await codeOf(net.domains['44'], byOthers)).to.equal('TRUST_ENTRY_INVALID');
    const sharing = { ...newcomer, witness: net.domains['43'].witness };
    expect(await codeOf(net.domains['44'], admit(sharing))).to.equal('TRUST_ENTRY_INVALID');
    expect(await codeOf(net.domains['44'], admit())).to.equal(undefined);
  });

  it('ends a domain, which then commands nothing and comes not back', async () => {
    const end: Proposal = { kind: 'end-domain', domain: '52', version: 1 };
    await cast(net.domains['44'], end);
    await cast(net.domains['43'], end);
    expect(net.record('domain', 'domain/52').state).to.equal('ended');
    const beat = net.govern(net.domains['52'], 'heartbeat', { target: 'heartbeat/52', body: {} });
    expect(await ledgerCode(net.submit(beat))).to.equal('NOT_A_MEMBER');
    const [authority] = net.domains['52'].authorities;
    const batch = net.batch(authority, [net.leaf(authority, 'one')]);
    expect(await ledgerCode(net.submit(batch))).to.equal('NOT_A_MEMBER');
    expect(await codeOf(net.domains['44'], admit(net.domains['52']))).to.equal('PROPOSAL_INVALID');
    expect(await codeOf(net.domains['44'], end)).to.equal('PROPOSAL_INVALID');
  });

  it('ends a domain whatever new entries that one makes meanwhile', async () => {
    const end: Proposal = { kind: 'end-domain', domain: '52', version: 1 };
    await cast(net.domains['44'], end);
    const domain = net.domains['52'];
    const entry = { ...testEntry(domain, net.founding, net.ledger), version: 2, gateways: [] };
    const body = { signed: signEntry(entry, domain.governance) };
    await net.submit(net.govern(domain, 'domain-update', { target: 'domain/52', body }));
    await cast(net.domains['43'], end);
    expect(net.record('domain', 'domain/52').state).to.equal('ended');
    expect(await codeOf(net.domains['44'], { ...end, domain: '43', version: 2 })).to.equal('PROPOSAL_INVALID');
    expect(await codeOf(net.domains['44'], { ...end, domain: '99' })).to.equal('PROPOSAL_INVALID');
  });

  it('does not count the vote of a domain that has ended since, and counts anew when a member votes again', async () => {
    await cast(net.domains['44'], admit());
    await cast(net.domains['43'], admit());
    const sixtyTwo = await testDomain('62', 'newcomer');
    // Four members: three votes are a majority.
    await cast(net.domains['52'], admit(sixtyTwo));
    await cast(net.domains['44'], admit(sixtyTwo));
    expect(net.memory.record('domain/62')).to.equal(undefined);
    const end: Proposal = { kind: 'end-domain', domain: '52', version: 1 };
    for (const domain of [net.domains['44'], net.domains['43'], newcomer]) await cast(domain, end);
    // Three members: the vote of 52 no longer counts, so that 44's stands alone.
    await cast(net.domains['44'], admit(sixtyTwo));
    expect(net.memory.record('domain/62')).to.equal(undefined);
    await cast(newcomer, admit(sixtyTwo));
    expect(net.record('domain', 'domain/62').state).to.equal('active');
  });

  it('never ends the last member', async () => {
    const end = (domain: string): Proposal => ({ kind: 'end-domain', domain, version: 1 });
    for (const code of ['52', '43']) {
      await cast(net.domains['44'], end(code));
      await cast(net.domains['43'], end(code));
    }
    expect(net.record('domain', 'domain/43').state).to.equal('ended');
    expect(await codeOf(net.domains['44'], end('44'))).to.equal('PROPOSAL_INVALID');
  });

  it('changes the quorum for exactly this version of the network', async () => {
    expect(await codeOf(net.domains['44'], { ...quorum, version: 2 })).to.equal('PROPOSAL_INVALID');
    expect(await codeOf(net.domains['44'], { ...quorum, quorum: 'majority' })).to.equal('PROPOSAL_INVALID');
    await cast(net.domains['44'], quorum);
    await cast(net.domains['43'], admit());
    await cast(net.domains['52'], admit());
    expect(await codeOf(net.domains['52'], quorum)).to.equal('PROPOSAL_INVALID');
  });

  describe('for other roots', () => {
    const rootOf = (seed: string) =>
      testCertificate({
        seed,
        profile: 'root',
        subject: { commonName: 'Synthetic root 44, second' },
        notBefore: FOUNDED_AT - DAY_MS,
        notAfter: FOUNDED_AT + 7300 * DAY_MS,
      });
    const change = async (roots: Uint8Array[], version = 2): Promise<Proposal> => {
      const entry = testEntry(net.domains['44'], net.founding, net.ledger);
      const next = { ...entry, version, roots: roots.map(encodeBase64url) };
      return { kind: 'change-roots', signed: signEntry(next, net.domains['44'].governance) };
    };

    it('takes the domain’s own next entry', async () => {
      const { root } = net.domains['44'];
      const proposal = await change([root.der, (await rootOf('second root')).der]);
      await cast(net.domains['43'], proposal);
      await cast(net.domains['52'], proposal);
      expect(net.record('domain', 'domain/44').signed.entry.roots).to.have.length(2);
    });

    it('refuses the same roots, another version and an unknown domain', async () => {
      const { root } = net.domains['44'];
      const second = (await rootOf('second root')).der;
      expect(await codeOf(net.domains['43'], await change([root.der]))).to.equal('PROPOSAL_INVALID');
      expect(await codeOf(net.domains['43'], await change([second], 3))).to.equal('PROPOSAL_INVALID');
      const unknown = signEntry({ ...testEntry(newcomer, net.founding, net.ledger), version: 2 }, newcomer.governance);
      const proposal: Proposal = { kind: 'change-roots', signed: unknown };
      expect(await codeOf(net.domains['43'], proposal)).to.equal('PROPOSAL_INVALID');
    });

    it('refuses an entry that the others wrote', async () => {
      const second = (await rootOf('second root')).der;
      const entry = { ...testEntry(net.domains['44'], net.founding, net.ledger), version: 2 };
      const mallory = testKey('mallory');
      const written = { ...entry, roots: [encodeBase64url(second)], governanceKey: publicKeyText(mallory) };
      const proposal: Proposal = { kind: 'change-roots', signed: signEntry(written, mallory, mallory) };
      expect(await codeOf(net.domains['43'], proposal)).to.equal('TRUST_ENTRY_INVALID');
    });

    it('leaves nothing to a CA whose root is gone', async () => {
      const proposal = await change([(await rootOf('second root')).der]);
      await cast(net.domains['43'], proposal);
      await cast(net.domains['52'], proposal);
      const domain = net.domains['44'];
      const [authority] = domain.authorities;
      const batch = net.batch(authority, [net.leaf(authority, 'one')]);
      expect(await ledgerCode(net.submit(batch))).to.equal('CERTIFICATE_CHAIN');
      const again = certificateInput(net, domain, domain.root, { role: 'ca', purposes: [] });
      expect(await ledgerCode(net.submit(again))).to.equal('CERTIFICATE_CHAIN');
    });
  });
});
