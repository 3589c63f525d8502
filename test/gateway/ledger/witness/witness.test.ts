import { expect } from 'chai';
import { ledgerKeys } from '../../../../chaincode/model/keys.js';
import type { TransactionInput } from '../../../../chaincode/model/transaction.js';
import { statusLeafHash } from '../../../../gateway/domain/evidence/leaves.js';
import { statusStatement } from '../../../../gateway/domain/evidence/status.js';
import { createMemoryStatementStore } from '../../../../gateway/ledger/witness/memory-statement-store.js';
import type { StatementStore } from '../../../../gateway/ledger/witness/statement-store.js';
import { createWitness, type Witness } from '../../../../gateway/ledger/witness/witness.js';
import type { WitnessEvent } from '../../../../gateway/ledger/witness/witness-events.js';
import type { WitnessPeers } from '../../../../gateway/ledger/witness/witness-peers.js';
import { decodeBase64url } from '../../../../pki/encoding/base64url.js';
import { canonicalBytes } from '../../../../pki/encoding/canonical-json.js';
import { formatTime } from '../../../../pki/encoding/times.js';
import { verifyProof } from '../../../../pki/merkle/proof.js';
import { verifySignature } from '../../../../pki/signer/verify-signature.js';
import { NOW, openTestLedger } from '../support/open-ledger.js';
import { sampleBlock, signStatement } from '../support/statements.js';
import { createTestNetwork, type TestAuthority, type TestNetwork } from '../support/test-network.js';

const CODES = ['44', '43', '52'] as const;

describe('three witnesses of one ledger', function () {
  this.timeout(120_000);
  let opened: Awaited<ReturnType<typeof openTestLedger>>;
  let network: TestNetwork;
  let authority: TestAuthority;
  let batch: TransactionInput;
  let block: number;
  const stores = new Map<string, StatementStore>();
  const witnesses = new Map<string, Witness>();
  const events: WitnessEvent[] = [];
  const stop = new AbortController();
  const running: Promise<void>[] = [];

  const witness = (code: string) => {
    const found = witnesses.get(code);
    if (found === undefined) throw new TypeError(code);
    return found;
  };

  before(async () => {
    opened = await openTestLedger();
    const { ledger, clock } = opened;
    network = await createTestNetwork(ledger.ledgerId, NOW, CODES);
    await ledger.submit(network.founding());
    authority = await network.equip('44');
    for (const input of authority.inputs) await ledger.submit(input);
    batch = network.batch(authority, 0, 3);
    for (const code of CODES) stores.set(code, createMemoryStatementStore());
    const peers: WitnessPeers = {
      statements: async (domain, from, limit) => (await stores.get(domain)?.from(domain, from, limit)) ?? [],
      latestOf: async () => [],
    };
    for (const domain of CODES) {
      const statements = stores.get(domain) ?? createMemoryStatementStore();
      const signer = network.witnessSigner(domain);
      const onEvent = (event: WitnessEvent) => events.push(event);
      const about = { network: network.network, domain, ledger, signer, statements, peers, clock, onEvent };
      witnesses.set(domain, createWitness({ ...about, interval: 10 }));
    }
  });
  after(async () => {
    stop.abort();
    await Promise.all(running);
    await opened.close();
  });

  it('state nothing before a block was seen', async () => {
    const error = await witness('44')
      .statusStatement([ledgerKeys.seal(authority.seal)])
      .catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'WITNESS_STALE');
  });

  it('anchor a block once a quorum of them has signed it and been heard', async () => {
    block = (await opened.ledger.submit(batch)).blockNumber;
    running.push(witness('44').sign(stop.signal));
    await until(async () => (await stores.get('44')?.latest('44'))?.statement.blockNumber === block);
    expect(await witness('44').receiptStatements(block, '44')).to.equal(undefined);
    for (const code of ['43', '52']) running.push(witness(code).sign(stop.signal));
    for (const code of CODES) running.push(witness(code).follow(stop.signal));
    await until(async () => (await witness('44').receiptStatements(block, '44')) !== undefined);
    const statements = (await witness('44').receiptStatements(block, '44')) ?? [];
    expect(statements).to.have.length(2);
    expect(new Set(statements.map(({ statement }) => statement.blockRoot)).size).to.equal(1);
    expect(await witness('44').anchoringTime(block)).to.equal(statements.at(-1)?.statement.seenAt);
    expect(await witness('44').receiptStatements(block + 1, '44')).to.equal(undefined);
  });

  it('state what every verdict rests on, under one signature that verifies', async () => {
    const licences = (batch.leaves ?? []).map(({ key }) => key);
    const keys = [...licences, ledgerKeys.seal(authority.seal), ledgerKeys.right(authority.uscc, authority.type)];
    const both = await Promise.all([
      witness('44').statusStatement(keys),
      witness('44').statusStatement(keys.slice(0, 1)),
    ]);
    expect(both[0].head).to.deep.equal(both[1].head);
    const statement = statusStatement.parse(both[0]);
    expect(statement.leaves.map(({ leaf }) => leaf.key)).to.deep.equal([...keys].sort());
    const { head } = statement;
    expect(head).to.include({ domain: '44', network: network.network, size: 5 });
    const key = network.domainOf('44').witness.publicKey.point;
    const signature = decodeBase64url(statement.signature, 64);
    expect(verifySignature(key, 'status-head', canonicalBytes(head), signature)).to.equal(true);
    for (const { leaf, proof } of statement.leaves) {
      expect(verifyProof(statusLeafHash(leaf), proof, head.root, head.size), leaf.key).to.equal(true);
      expect(leaf.since).to.equal(await witness('44').anchoringTime(leaf.sinceBlock));
    }
    const [first] = statement.leaves;
    expect(first?.leaf).to.include({ kind: 'licence', state: 'active', version: 1, sinceBlock: block });
  });

  it('name the key that has no entry, and refuse entries that have no status', async () => {
    const code = async (keys: string[]) =>
      witness('44')
        .statusStatement(keys)
        .catch((reason: { code: string }) => reason.code);
    expect(await code([`certificate/${'0'.repeat(64)}`])).to.equal('NOT_FOUND');
    expect(await code(['network'])).to.equal('INVALID_REQUEST');
    expect(await code([])).to.equal('INVALID_REQUEST');
    expect(await code(Array.from({ length: 65 }, (_, at) => `seal/${at}`))).to.equal('INVALID_REQUEST');
    const good = ledgerKeys.seal(authority.seal);
    const [bad, fine] = await Promise.allSettled([
      witness('44').statusStatement(['seal/none']),
      witness('44').statusStatement([good]),
    ]);
    expect([bad.status, fine.status]).to.deep.equal(['rejected', 'fulfilled']);
  });

  it('state no status that rests on a block which no quorum has seen', async () => {
    const lonely = createWitness({
      network: network.network,
      domain: '43',
      ledger: opened.ledger,
      signer: network.witnessSigner('43'),
      statements: createMemoryStatementStore(),
      peers: { statements: async () => [], latestOf: async () => [] },
      clock: opened.clock,
    });
    const stopLonely = new AbortController();
    const signing = lonely.sign(stopLonely.signal);
    await until(async () => (lonely.newest()?.blockNumber ?? -1) >= block);
    const error = await lonely.statusStatement([ledgerKeys.seal(authority.seal)]).catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'STATUS_UNAVAILABLE');
    stopLonely.abort();
    await signing;
  });

  it('state no status when the newest block is older than ten minutes', async () => {
    const keys = [ledgerKeys.seal(authority.seal)];
    opened.clock.at = NOW + 600_000;
    expect((await witness('44').statusStatement(keys)).head.seenAt).to.equal(formatTime(NOW + 600_000));
    opened.clock.at = NOW + 600_001;
    const error = await witness('44')
      .statusStatement(keys)
      .catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'WITNESS_STALE');
    opened.clock.at = NOW;
  });

  it('take from others only statements that hold', async () => {
    const good = await signStatement(network, '43', sampleBlock(block), { seenAt: formatTime(NOW) });
    const { statement } = good;
    const ahead = await signStatement(network, '43', sampleBlock(block + 100));
    const others = await signStatement(network, '43', sampleBlock(1), { network: 'f'.repeat(64) });
    const asked: [unknown, string][] = [
      [{ ...good, statement: { ...statement, blockHash: 'd'.repeat(64) } }, 'STATEMENT_SIGNATURE'],
      [await signStatement(network, '52', sampleBlock(1)), 'STATEMENT_OF_OTHER_DOMAIN'],
      [others, 'STATEMENT_OF_OTHER_NETWORK'],
      [ahead, 'STATEMENT_AHEAD'],
    ];
    for (const garbage of [undefined, null, 1, '', [], {}, { statement: {} }, { ...good, more: 1 }]) {
      asked.push([garbage, 'STATEMENT_MALFORMED']);
    }
    asked.push([{ ...good, statement: { ...statement, seenAt: '2026-02-31T00:00:00.000Z' } }, 'STATEMENT_MALFORMED']);
    const collected = await witness('44').collect(
      '43',
      asked.map(([value]) => value),
    );
    expect(collected.refused.map(({ code }) => code)).to.deep.equal(asked.map(([, code]) => code));
    expect(collected.kept).to.equal(0);
    const many = await witness('44')
      .collect('43', new Array(1_001))
      .catch((reason: unknown) => reason);
    expect(many).to.have.property('code', 'PAYLOAD_TOO_LARGE');
  });

  it('convict the witness that has signed two bodies for one height, and decide without it', async () => {
    const second = await signStatement(network, '43', sampleBlock(block, 'c'));
    await witness('44').collect('43', [second]);
    expect(events).to.deep.include({ kind: 'conviction', conviction: { domain: '43', blockNumber: block } });
    expect(events).to.deep.include({ kind: 'disagreement', domain: '43', blockNumber: block });
    const [conviction] = await witness('44').convictions();
    expect(conviction).to.include({ domain: '43', blockNumber: block });
    expect(conviction?.statements).to.have.length(2);
    const statements = (await witness('44').receiptStatements(block, '44')) ?? [];
    expect(statements.map(({ statement }) => statement.domain).sort()).to.deep.equal(['44', '52']);
  });

  it('keep two bodies for one height as the proof, and no third', async () => {
    const bodies = await Promise.all(['d', 'e', 'f'].map((fill) => signStatement(network, '43', sampleBlock(0, fill))));
    const { kept, refused, last } = await witness('52').collect('43', bodies);
    expect([kept <= 2, refused, last]).to.deep.equal([true, [], 0]);
    expect((await witness('52').collect('43', bodies)).kept).to.equal(0);
    const [conviction] = await witness('52').convictions();
    expect(conviction).to.include({ domain: '43', blockNumber: 0 });
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}
