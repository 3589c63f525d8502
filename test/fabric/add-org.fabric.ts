import { join } from 'node:path';
import { expect } from 'chai';
import type { Command, CommandKind, CommandOf } from '../../chaincode/model/command.js';
import { ledgerKeys } from '../../chaincode/model/keys.js';
import { PURPOSE_OF_KIND, type TransactionInput } from '../../chaincode/model/transaction.js';
import type { SignedTrustEntry } from '../../chaincode/model/trust-entry.js';
import type { TrustList } from '../../chaincode/model/trust-list.js';
import { BUSINESS_LICENCE } from '../../fixtures/licence-types.js';
import type { FixtureAuthority } from '../../fixtures/provinces.js';
import { sealOf } from '../../fixtures/seals.js';
import { syntheticUscc } from '../../fixtures/synthetic-codes.js';
import type { Evidence } from '../../gateway/domain/evidence/evidence.js';
import { DOMAIN_KEYS, licenceKeyId } from '../../gateway/domain/ports/key-ring.js';
import { readSecretFile } from '../../gateway/keys/secret-file.js';
import { createLog } from '../../gateway/observability/log.js';
import { agree, publishTrustList, registerAuthority } from '../../gateway/start/fill-registry.js';
import { foundNetwork } from '../../gateway/start/found-network.js';
import { type Province, type Provinces, startProvince, startProvinces } from '../../gateway/start/provinces.js';
import { startFabric } from '../../gateway/start/shared-ledger.js';
import { addOrg } from '../../network/commands/add-org.js';
import { encodeBase64url } from '../../pki/encoding/base64url.js';
import { canonicalBytes } from '../../pki/encoding/canonical-json.js';
import { formatTime } from '../../pki/encoding/times.js';
import { openFileKeyStore } from '../../pki/signer/file-key-store.js';
import { sm3Hex } from '../../pki/sm3.js';
import { businessOrders, eventually, MARKET } from '../support/live-network.js';
import { type Attacker, createAttacker } from './support/attacker.js';
import { enrolledGateway } from './support/identities.js';
import { connectNodes, type Nodes } from './support/nodes.js';

const ALL = ['44', '43', '52', '45'];
const DEPARTMENT: FixtureAuthority = {
  ...MARKET,
  ...{ domain: '45', areaCode: '450000', uscc: syntheticUscc('11', '450000', '45M000') },
  name: { zh: '广西市场监督管理局（合成）', en: 'Guangxi Administration for Market Regulation (synthetic)' },
};
const NEWCOMER = { domain: '45', name: { zh: '广西（合成）', en: 'Guangxi (synthetic)' }, authorities: [DEPARTMENT] };
const REFUSED = 'ENDORSEMENT_POLICY_FAILURE';

interface Report {
  verdict: string;
  codes: string[];
}
interface Issued {
  licenceId: string;
  evidence: Evidence;
}

/** One network from three provinces to four; the steps build on each other. */
describe('a fourth province that joins a running network', function () {
  this.timeout(300_000);
  const log = createLog({ level: 'silent' });
  let provinces: Provinces;
  let fourth: Province;
  let nodes: Nodes;
  /** A client with the key of Guangdong's gateway, which asks whom it likes. */
  let client: Attacker;
  let old: Issued;

  const governs = ({ domain, as }: Province) => as(domain, 'governance');
  const guangdong = () => provinces.of('44');
  const officer = () => guangdong().as(MARKET.uscc, 'issuer', 'registrar', 'auditor');
  const networkFolder = () => join(provinces.folder, 'network');
  const issue = async (seed: string): Promise<Issued> => {
    const [order] = businessOrders(seed, 1);
    const { licenceId } = await officer().post<{ licenceId: string }>(`/v1/authorities/${MARKET.uscc}/licences`, order);
    const evidence = await eventually('its evidence', () =>
      officer().get<Evidence>(`/v1/licences/${licenceId}/evidence`),
    );
    return { licenceId, evidence };
  };
  /** Both sides agree, and a list that has as many agreements is published by the three. */
  const recognise = async (pair: { issuing: string; recognising: string }, agreements: number): Promise<TrustList> => {
    const four = { ...provinces, of: (domain: string) => (domain === '45' ? fourth : provinces.of(domain)) };
    await agree(four, { ...pair, licenceType: BUSINESS_LICENCE.typeCode, decision: 'accept' });
    return eventually(`a list with ${agreements} agreements`, async () => {
      const next = await publishTrustList(provinces);
      return next.list.agreements.length === agreements && next;
    });
  };
  /** What the fourth says of evidence once its own node has the blocks that it rests on. */
  const verdictOfFourth = ({ evidence }: Issued, expected: string) =>
    eventually(`${expected} by the fourth`, async () => {
      const report = await fourth.as('45', 'window').post<Report>('/v1/verifications/evidence', evidence);
      return report.verdict === expected && report;
    });

  before(async () => {
    provinces = await startProvinces({ log, openLedger: (folder) => startFabric(join(folder, 'network')) });
    const network = await foundNetwork(provinces);
    await governs(guangdong()).post('/v1/types', { definition: BUSINESS_LICENCE });
    await registerAuthority(guangdong(), MARKET);
    old = await issue('before');

    const interrupted = new AbortController().signal;
    const options = { data: networkFolder(), env: process.env, interrupted, tell: () => undefined };
    await addOrg({ ...options, domain: '45', name: 'Guangxi' });
    const { folder, ledger } = provinces;
    fourth = await startProvince(NEWCOMER, { folder, ledger, log, network });
    nodes = await connectNodes(networkFolder());
    const { identity, connection } = await enrolledGateway(networkFolder(), '44');
    client = createAttacker(nodes, identity, connection);
  });
  after(async () => {
    nodes?.close();
    await fourth?.stop();
    await provinces?.stop();
  });

  it('is admitted by two of the three, and stands in the next trust list', async () => {
    const { list: first } = await governs(guangdong()).get<TrustList>('/v1/trust-lists/0');
    const { signed } = await governs(fourth).post<{ signed: SignedTrustEntry }>('/v1/network/founding-entry', {
      founding: first.founding,
    });
    for (const domain of ['44', '43']) {
      await governs(provinces.of(domain)).post('/v1/network/votes', { proposal: { kind: 'admit-domain', signed } });
    }
    await eventually('its own node has the vote', async () => {
      const { items } = await governs(fourth).get<{ items: { domain: string }[] }>('/v1/domains');
      return items.some(({ domain }) => domain === '45');
    });
    const { list } = await recognise({ issuing: '44', recognising: '45' }, 1);
    expect(list.domains.map(({ signed: { entry } }) => entry.domain)).to.deep.equal(['43', '44', '45', '52']);
    for (let sequence = 0; sequence <= list.sequence; sequence += 1) {
      const each = await governs(guangdong()).get<TrustList>(`/v1/trust-lists/${sequence}`);
      await governs(fourth).post('/v1/trust-lists', each);
    }
  });

  it('verifies a licence from before it joined, by its own node', async () => {
    expect(await verdictOfFourth(old, 'valid')).to.deep.include({ codes: [] });
  });

  it('counts where an old licence is changed: two of four are too few, three are enough', async () => {
    const { command } = old.evidence.receipt.batch;
    const suspension = await signedByGuangdong(licenceKeyId(MARKET.uscc), {
      kind: 'licence-state',
      target: old.evidence.receipt.leaf.key,
      reason: 'under-investigation',
      authority: MARKET.uscc,
      signer: command.signer,
      body: { state: 'suspended' },
    });
    expect(await client.run(client.call(suspension), ['44', '43'])).to.equal(REFUSED);
    expect(await client.run(client.call(suspension), ['44', '43', '45'])).to.equal('VALID');
    await verdictOfFourth(old, 'invalid');
    await client.level(ALL);

    await officer().post(`/v1/licences/${old.licenceId}/resume`, { reason: 'suspension-lifted' });
    await verdictOfFourth(old, 'valid');
  });

  it('counts where an old entry with an owner is changed, and takes the place of no owner', async () => {
    const { items } = await officer().get<{ items: { digest: string }[] }>(`/v1/seals?authority=${MARKET.uscc}`);
    const [{ digest } = { digest: '' }] = items;
    const target = ledgerKeys.seal(digest);
    const freeze = await signedByGuangdong(DOMAIN_KEYS.governance, {
      kind: 'seal-state',
      target,
      reason: 'under-investigation',
      body: { state: 'frozen' },
    });
    for (const few of [
      ['44', '52'],
      ['43', '52', '45'],
    ]) {
      expect(await client.run(client.call(freeze), few), few.join()).to.equal(REFUSED);
      const policy = client.call(JSON.stringify({ keys: [target] }), { functionName: 'protect' });
      expect(await client.run(policy, few), few.join()).to.equal(REFUSED);
    }
    expect(await client.run(client.call(freeze), ['44', '52', '45'])).to.equal('VALID');

    await client.level(ALL);
    await governs(guangdong()).post(`/v1/seals/${digest}/state`, { state: 'active', reason: 'freeze-lifted' });
    const after = await issue('after');
    expect(await verdictOfFourth(after, 'valid')).to.deep.include({ codes: [] });
    const quorums = [old, after].map(({ evidence }) => evidence.receipt.statements.length);
    expect(quorums).to.deep.equal([2, 3]);
  });

  it('issues, once its CA is on the ledger, what the others verify', async () => {
    const register = () => governs(fourth).post<{ items: { role: string }[] }>('/v1/network/certificates');
    const registered = await register();
    expect(registered.items.map(({ role }) => role)).to.deep.equal(['ca', 'seal-maker']);
    expect(await register()).to.deep.equal(registered);
    await registerAuthority(fourth, DEPARTMENT, sealOf(DEPARTMENT, 0));
    await recognise({ issuing: '45', recognising: '44' }, 2);
    const [order] = businessOrders('by-the-fourth', 1, DEPARTMENT);
    const people = fourth.as(DEPARTMENT.uscc, 'issuer', 'auditor');
    const path = `/v1/authorities/${DEPARTMENT.uscc}/licences`;
    const { licenceId } = await people.post<{ licenceId: string }>(path, order);
    const evidence = await eventually('its evidence', () => people.get<Evidence>(`/v1/licences/${licenceId}/evidence`));
    const report = await eventually('valid by Guangdong', async () => {
      const said = await guangdong().as('44', 'window').post<Report>('/v1/verifications/evidence', evidence);
      return said.verdict === 'valid' && said;
    });
    expect(report.codes).to.deep.equal([]);
  });

  /** A command on an entry of version 1, by a key of Guangdong's gateway. */
  async function signedByGuangdong<K extends CommandKind>(
    keyId: string,
    about: Pick<CommandOf<K>, 'kind' | 'target' | 'reason' | 'body'> & { authority?: string; signer?: string },
  ): Promise<TransactionInput> {
    const folder = join(provinces.folder, '44');
    const kek = await readSecretFile(join(folder, 'development.kek'), { create: false });
    const keys = await openFileKeyStore({ folder: join(folder, 'keys'), kek, now: () => Date.now() });
    const key = await keys.signer(keyId);
    const { network, ledger, domain } = old.evidence.receipt.batch.command;
    const now = Date.now();
    const command = {
      ...{ network, ledger, domain, expectedVersion: 1, signer: sm3Hex(key.publicKey) },
      ...{ issuedAt: formatTime(now), expires: formatTime(now + 3600_000) },
      ...about,
    } as Command;
    const signature = await key.sign(PURPOSE_OF_KIND[command.kind], canonicalBytes(command));
    return { command, signature: encodeBase64url(signature) };
  }
});
