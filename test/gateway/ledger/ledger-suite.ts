import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { LedgerError } from '../../../chaincode/errors.js';
import { commandDigest } from '../../../chaincode/model/command-digest.js';
import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { provincialAuthority } from '../../../fixtures/provinces.js';
import type { Ledger, VerifiedBlock } from '../../../gateway/domain/ports/ledger.js';
import { blockRootOf } from '../../../gateway/ledger/block-root.js';
import { createTestNetwork, type TestAuthority, type TestNetwork } from './support/test-network.js';

/** One ledger that two gateways have opened. */
export interface LedgerUnderTest {
  first: Ledger;
  second: Ledger;
  /** Milliseconds since 1970: what the ledger takes the present to be. */
  now: number;
  close(): Promise<void>;
}

/** What every ledger does, whatever carries it. `open` gives an empty one. */
export function describeLedger(name: string, open: () => Promise<LedgerUnderTest>): void {
  describe(`${name}, as every ledger`, function () {
    this.timeout(120_000);
    let ledger: LedgerUnderTest;
    let network: TestNetwork;
    let equipped: TestAuthority;

    before(async () => {
      ledger = await open();
      network = await createTestNetwork(ledger.first.ledgerId, ledger.now);
    });
    after(() => ledger.close());

    it('has one identity for all who open it', () => {
      expect(ledger.second.ledgerId)
        .to.equal(ledger.first.ledgerId)
        .and.to.match(/^[0-9a-f]{64}$/);
    });

    it('takes no command before the network is founded', async () => {
      const error = await ledger.first.submit(network.heartbeat('44', 0)).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(LedgerError).with.property('code', 'NETWORK_NOT_FOUNDED');
    });

    it('answers a founding with its position, and shows it to both', async () => {
      const input = network.founding();
      const committed = await ledger.first.submit(input);
      expect(committed.digest).to.equal(commandDigest(input.command));
      expect(committed.index).to.equal(0);
      for (const each of [ledger.first, ledger.second]) {
        const { height, entries } = await each.read(['network', ledgerKeys.domain('43'), 'domain/none']);
        expect(height).to.be.at.least(committed.blockNumber);
        expect([...entries.keys()].sort()).to.deep.equal(['domain/43', 'network']);
        expect(entries.get('network')).to.deep.include({ blockNumber: committed.blockNumber, index: 0 });
      }
    });

    it('answers the same command sent again with its first position, by either gateway', async () => {
      const input = network.heartbeat('43', 0);
      const first = await ledger.first.submit(input);
      expect(await ledger.first.submit(input)).to.deep.equal(first);
      expect(await ledger.second.submit(input)).to.deep.equal(first);
      const both = network.heartbeat('43', 1);
      const answers = await Promise.all([
        ledger.first.submit(both),
        ledger.second.submit(both),
        ledger.first.submit(both),
      ]);
      for (const answer of answers) expect(answer).to.deep.equal(answers[0]);
    });

    it('passes on the refusal of the rules, and writes nothing of it', async () => {
      // A node's height is what it has read: by this entry it has read all that was sent so far.
      const { height } = await ledger.first.read([ledgerKeys.heartbeat('43')]);
      const stale = await ledger.first
        .submit(network.heartbeat('43', 0, ledger.now - 1))
        .catch((reason: unknown) => reason);
      expect(stale).to.be.instanceOf(LedgerError).with.property('code', 'VERSION_CONFLICT');
      const unsigned = { ...network.heartbeat('52', 0), signature: network.heartbeat('52', 1).signature };
      const forged = await ledger.first.submit(unsigned).catch((reason: unknown) => reason);
      expect(forged).to.be.instanceOf(LedgerError).with.property('code', 'COMMAND_SIGNATURE_INVALID');
      const after = await ledger.first.read([ledgerKeys.heartbeat('52')]);
      expect(after.entries.size).to.equal(0);
      expect(after.height).to.equal(height);
    });

    it('refuses one of the transactions sent together, and takes the others', async () => {
      const good = provincialAuthority('44', 'transport').uscc;
      const foreign = { ...network.heartbeat('52', 7) };
      const [refused, taken] = await Promise.allSettled([
        ledger.first.submit(foreign),
        ledger.first.submit(network.registerAuthority('44', good)),
      ]);
      expect(refused.status).to.equal('rejected');
      expect(taken.status).to.equal('fulfilled');
    });

    it('keeps the history of an entry, oldest first', async () => {
      const history = await ledger.second.history(ledgerKeys.heartbeat('43'));
      expect(history.map(({ record }) => record.version)).to.deep.equal([1, 2]);
      // `by` is the digest of the command; each was sent and answered above.
      const answers = await Promise.all([0, 1].map((version) => ledger.first.submit(network.heartbeat('43', version))));
      expect(history.map(({ record }) => record.by)).to.deep.equal(answers.map(({ digest }) => digest));
      expect(history.map(({ transactionId }) => transactionId)).to.deep.equal(
        answers.map(({ transactionId }) => transactionId),
      );
      expect(await ledger.second.history('heartbeat/none')).to.deep.equal([]);
    });

    it('anchors a batch of licences, each under its own key', async () => {
      const authority = await network.equip('44');
      equipped = authority;
      for (const input of authority.inputs) await ledger.first.submit(input);
      const batch = network.batch(authority, 0, 25);
      const committed = await ledger.first.submit(batch);
      const keys = (batch.leaves ?? []).map(({ key }) => key);
      const { entries } = await ledger.second.read(keys);
      expect(entries.size).to.equal(25);
      for (const entry of entries.values()) expect(entry.blockNumber).to.equal(committed.blockNumber);
    });

    it('leads a seal from application to use by two persons, and refuses one alone', async () => {
      const { inputs, uscc, seal: before } = equipped;
      const [registered] = inputs.flatMap(({ command }) => (command.kind === 'seal-register' ? [command.body] : []));
      if (registered === undefined) throw new TypeError('an authority has a seal');
      const { makerCertificate, esId: _esId, ...about } = registered;
      const [application, seal, anna, bo] = ['1', '2', '3', '4'].map((digit) => digit.repeat(64)) as [
        string,
        string,
        string,
        string,
      ];
      const [target, sealKey] = [ledgerKeys.sealApplication(application), ledgerKeys.seal(seal)];
      const esId = 'applied-for';
      const { sealClass } = about;
      const apply = network.command('seal-apply', {
        domain: '44',
        target,
        reason: 'replacement',
        body: { authority: uscc, esId, sealClass, applicant: anna, replaces: before },
      });
      const decide = (approver: string) =>
        network.command('seal-decide', {
          domain: '44',
          target,
          reason: 'requirements-met',
          expectedVersion: 1,
          body: { decision: 'approved', approver },
        });
      const make = (maker: string) =>
        network.command('seal-make', {
          domain: '44',
          target,
          reason: 'approved-application',
          expectedVersion: 2,
          body: { seal, makerCertificate, maker },
        });
      const file = (filer: string) =>
        network.command('seal-register', {
          domain: '44',
          target: sealKey,
          reason: 'replacement',
          body: { ...about, esId, makerCertificate, application, filer },
        });
      const use = (person: string) =>
        network.command('seal-state', {
          domain: '44',
          target: sealKey,
          reason: 'put-into-use',
          expectedVersion: 1,
          body: { state: 'active', person },
        });
      await ledger.first.submit(apply);
      for (const [step, first, second] of [
        [decide, anna, bo],
        [make, bo, anna],
        [file, anna, bo],
        [use, bo, anna],
      ] as const) {
        const alone = await ledger.first.submit(step(first)).catch((reason: unknown) => reason);
        expect(alone, step.name).to.be.instanceOf(LedgerError).with.property('code', 'SECOND_PERSON');
        await ledger.first.submit(step(second));
      }
      const { entries } = await ledger.first.read([target, sealKey, ledgerKeys.seal(before)]);
      expect([...entries.values()].map(({ record }) => record.state).sort()).to.deep.equal([
        'active',
        'filed',
        'remade',
      ]);
      const around = network.command('seal-register', {
        domain: '44',
        target: ledgerKeys.seal('5'.repeat(64)),
        reason: 'initial',
        body: { ...about, esId: 'around', makerCertificate },
      });
      const refused = await ledger.first.submit(around).catch((reason: unknown) => reason);
      expect(refused).to.be.instanceOf(LedgerError).with.property('code', 'SEAL_APPLICATION');
    });

    it('keeps the head of a journal of seal uses, which only grows', async () => {
      const anchor = (count: number, expectedVersion: number) =>
        network.command('use-journal-anchor', {
          domain: '44',
          target: ledgerKeys.useJournal('44', '6'.repeat(64)),
          reason: 'journal-grown',
          expectedVersion,
          body: { count, head: String(count % 10).repeat(64) },
        });
      await ledger.first.submit(anchor(7, 0));
      const shorter = await ledger.first.submit(anchor(6, 1)).catch((reason: unknown) => reason);
      expect(shorter).to.be.instanceOf(LedgerError).with.property('code', 'JOURNAL_SHORTER');
      await ledger.first.submit(anchor(9, 1));
      const history = await ledger.second.history(ledgerKeys.useJournal('44', '6'.repeat(64)));
      expect(history.map(({ record }) => record.kind === 'use-journal' && record.count)).to.deep.equal([7, 9]);
    });

    it('delivers every block from 0 on, in order, with what its transactions wrote', async () => {
      const { height } = await ledger.first.read([]);
      const blocks = await take(ledger.second, 0, height + 1);
      expect(blocks.map(({ blockNumber }) => blockNumber)).to.deep.equal(blocks.map((_, index) => index));
      expect(blocks[0]?.blockHash).to.equal(ledger.first.ledgerId);
      const state = new Map<string, number>();
      for (const block of blocks) {
        expect(block.blockSize).to.equal(block.transactions.length);
        expect(block.blockRoot).to.equal(blockRootOf(block.transactions));
        for (const { writes, input, digest } of block.transactions) {
          expect(commandDigest(input.command)).to.equal(digest);
          for (const { key, record } of writes) state.set(key, record.version);
        }
      }
      const { entries } = await ledger.first.read([...state.keys()]);
      for (const [key, version] of state) expect(entries.get(key)?.record.version, key).to.equal(version);
    });

    it('delivers a block that is made later, and ends when it is told to', async () => {
      const { height } = await ledger.first.read([]);
      const waiting = take(ledger.second, height + 1, 1);
      await sleep(20);
      const { blockNumber } = await ledger.first.submit(network.heartbeat('52', 0));
      const [block] = await waiting;
      expect(block?.blockNumber).to.equal(blockNumber);
      const controller = new AbortController();
      const none = collect(ledger.second, blockNumber + 1, controller.signal);
      controller.abort();
      expect(await none).to.deep.equal([]);
    });

    it('makes one chain without gaps or doubles of what two gateways write at once', async () => {
      const domains = ['44', '43', '52'];
      const { height, entries } = await ledger.first.read(domains.map(ledgerKeys.heartbeat));
      const rounds = 12;
      // Each domain's heartbeats follow one another; the domains, and both gateways, write at the same time.
      const sent = await Promise.all(
        domains.map(async (domain, at) => {
          const before = entries.get(ledgerKeys.heartbeat(domain))?.record.version ?? 0;
          const ids: string[] = [];
          for (let round = 0; round < rounds; round += 1) {
            const gateway = (round + at) % 2 === 0 ? ledger.first : ledger.second;
            ids.push((await gateway.submit(network.heartbeat(domain, before + round))).transactionId);
          }
          return ids;
        }),
      );
      const end = (await ledger.first.read([])).height;
      const blocks = await take(ledger.first, height + 1, end - height);
      const found = blocks.flatMap(({ transactions }) => transactions.map(({ transactionId }) => transactionId));
      expect(found.toSorted()).to.deep.equal(sent.flat().toSorted());
      for (const domain of domains) {
        const versions = (await ledger.first.history(ledgerKeys.heartbeat(domain))).map(({ record }) => record.version);
        expect(versions).to.deep.equal(versions.map((_, index) => index + 1));
      }
    });
  });
}

async function take(ledger: Ledger, from: number, count: number): Promise<VerifiedBlock[]> {
  const controller = new AbortController();
  const blocks: VerifiedBlock[] = [];
  for await (const block of ledger.blocks(from, controller.signal)) {
    blocks.push(block);
    if (blocks.length === count) controller.abort();
  }
  return blocks;
}

async function collect(ledger: Ledger, from: number, signal: AbortSignal): Promise<VerifiedBlock[]> {
  const blocks: VerifiedBlock[] = [];
  for await (const block of ledger.blocks(from, signal)) blocks.push(block);
  return blocks;
}
