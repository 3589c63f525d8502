import { expect } from 'chai';
import { ledgerKeys } from '../../chaincode/model/keys.js';
import type { LedgerRecord } from '../../chaincode/model/records.js';
import type { TransactionInput } from '../../chaincode/model/transaction.js';
import { applyTransaction } from '../../chaincode/transactions/index.js';
import type { Finding } from '../../gateway/ledger/fsck/finding.js';
import { fsckNetwork } from '../../gateway/ledger/fsck/fsck-network.js';
import { signStatement } from '../gateway/ledger/support/statements.js';
import { describeEvidenceOfTwo } from './attacks/evidence-of-two.js';
import { revocation } from './attacks/revocation.js';
import { type AttackedNetwork, startAttackedNetwork } from './support/attacked-network.js';
import type { Attacker } from './support/attacker.js';
import type { Orders } from './support/orders.js';
import { rewrittenEntry } from './support/rewrite.js';
import { defineAnother } from './support/second-chaincode.js';
import { stopOf } from './support/stop-at.js';
import { answering, takeOver } from './support/take-over.js';
import { startWitnesses, type Witnesses } from './support/witnesses.js';

const COLLUDING = ['43', '52'] as const;

describe('two of three provinces whose chaincodes approve everything', function () {
  this.timeout(120_000);
  let chain: AttackedNetwork;
  let witnesses: Witnesses;
  let attacker: Attacker;
  let batch: TransactionInput;
  let heartbeats = 0;
  /** What fsck has to find. */
  const done: (Partial<Finding> & { block: number })[] = [];
  const keys = { revoked: '', active: '', seal: '', certificate: '', authority: '', type: '', domain: '' };

  const recordOf = async (key: string): Promise<LedgerRecord> => {
    const entry = (await chain.ledgers['44'].read([key])).entries.get(key);
    if (entry === undefined) throw new TypeError(`no entry ${key}`);
    return entry.record;
  };
  /** A block that holds, after which a reader may begin again. By Hunan, as Guangdong is put out in between. */
  const honestBlock = async () => {
    const { blockNumber } = await chain.submit(chain.network.heartbeat('43', heartbeats));
    heartbeats += 1;
    return blockNumber;
  };
  /** Has it committed, and sees where and why Guangdong's reader stops. */
  const caught = async (
    call: ReturnType<Attacker['call']>,
    orders: Orders,
    finding: { problem: string; code?: Finding['code'] },
  ) => {
    const from = await honestBlock();
    expect(await attacker.run(call, COLLUDING, orders)).to.equal('VALID');
    const { code, details, last } = await stopOf(chain.ledgers['44'], from + 1);
    expect({ code, problem: details.problem }).to.deep.equal({ code: 'LEDGER_CORRUPT', problem: finding.problem });
    const block = last + 1;
    expect(details.block).to.equal(block);
    const written = [...(orders.write ?? []).map(({ key }) => key), ...(orders.remove ?? [])];
    for (const key of written) {
      done.push({ code: finding.code ?? 'WRITE_SURPLUS', block, key, transactionId: call.transactionId });
    }
    return block;
  };
  /** The entry in another version, as an order for this call. */
  const rewriting = async (call: { transactionId: string }, input: TransactionInput, key: string, changes?: object) => {
    const about = { input, transactionId: call.transactionId, ...(changes && { changes }) };
    return { key, value: rewrittenEntry(await recordOf(key), about) };
  };
  /** A command in the name of Guangdong's authority, by a key that is not its. */
  const forged = (target: string): TransactionInput => {
    const authority = { ...chain.authorities['44'], key: chain.authorities['43'].key };
    const about = { domain: '44', target, reason: 'suspension-ended', expectedVersion: 2, authority };
    return chain.network.command('licence-state', { ...about, body: { state: 'active' } });
  };

  before(async () => {
    chain = await startAttackedNetwork();
    const { network, authorities, submit, fabric } = chain;
    const authority = authorities['44'];
    batch = network.batch(authority, 0, 2);
    await submit(batch);
    const [revoked, active] = batch.leaves ?? [];
    keys.revoked = revoked?.key ?? '';
    keys.active = active?.key ?? '';
    keys.seal = ledgerKeys.seal(authority.seal);
    keys.certificate = ledgerKeys.certificate(authority.certificate);
    keys.authority = ledgerKeys.authority(authority.uscc);
    keys.type = ledgerKeys.licenceType(authority.type);
    keys.domain = ledgerKeys.domain('44');
    const { blockNumber } = await submit(revocation(chain, '44', keys.revoked));
    witnesses = startWitnesses(chain);
    await witnesses.reach(blockNumber);
    attacker = chain.attacker('43');
    for (const domain of COLLUDING) await takeOver(fabric.data, domain);
    await answering(attacker, COLLUDING);
  });
  after(async () => {
    await witnesses?.stop();
    await chain?.stop();
  });

  for (const name of ['seal', 'certificate', 'authority', 'type'] as const) {
    it(`cannot change the third's ${name}, nor its policy`, async () => {
      const key = keys[name];
      const before = await recordOf(key);
      const input = chain.network.heartbeat('43', 0);
      const call = attacker.call(input);
      const write = [await rewriting(call, input, key, { state: 'ended' })];
      expect(await attacker.run(call, COLLUDING, { read: [key], write })).to.equal('ENDORSEMENT_POLICY_FAILURE');
      const unguarded = attacker.call(JSON.stringify({ keys: [key] }), { functionName: 'protect' });
      const policy = [{ key, policy: '' }];
      expect(await attacker.run(unguarded, COLLUDING, { protect: policy })).to.equal('ENDORSEMENT_POLICY_FAILURE');
      expect(await recordOf(key)).to.deep.equal(before);
    });
  }

  describe("and set the third's revoked licence back", () => {
    let at: number;

    it('are found out by its reader at that block', async () => {
      const input = forged(keys.revoked);
      const call = attacker.call(input);
      const write = [await rewriting(call, input, keys.revoked)];
      const read = ['network', keys.domain, keys.certificate, keys.authority, keys.revoked];
      at = await caught(call, { read, write }, { problem: 'RULES_BROKEN' });
      // Guangdong's own peer has it in its state all the same.
      expect(await recordOf(keys.revoked)).to.include({ state: 'active' });
    });

    it('get no word of its witness from there on, whatever their own witnesses sign', async () => {
      const { network, ledgers } = chain;
      const end = await witnesses.ended('44').catch((reason: unknown) => reason);
      expect(end).to.have.property('code', 'LEDGER_CORRUPT');
      const own = witnesses.of('44');
      for await (const { block } of ledgers['43'].inspect(at)) {
        if (block?.blockNumber !== at) continue;
        for (const domain of COLLUDING) {
          const seenAt = new Date().toISOString();
          await witnesses.store(domain).append(await signStatement(network, domain, block, { seenAt }));
        }
      }
      for (const domain of COLLUDING) await own.collect(domain, await witnesses.store(domain).list([at]));
      // A quorum of two has anchored that block, and the third still states nothing of what it says.
      expect(await own.anchoringTime(at)).to.be.a('string');
      const refused = await own.statusStatement([keys.revoked]).catch((reason: unknown) => reason);
      expect(refused).to.have.property('code', 'LEDGER_CORRUPT');
      const other = await own.statusStatement([keys.seal]).catch((reason: unknown) => reason);
      expect(other).to.have.property('code', 'LEDGER_CORRUPT');
      await honestBlock();
      expect((await witnesses.store('44').latest('44'))?.statement.blockNumber).to.be.below(at);
    });
  });

  describeEvidenceOfTwo();

  describe('are found out', () => {
    it("by a true command of the third's, under which they write what it does not say", async () => {
      const call = attacker.call(batch);
      const write = [await rewriting(call, batch, keys.active, { state: 'suspended' })];
      await caught(call, { read: [keys.active], write }, { problem: 'RULES_BROKEN' });
    });

    it('by a true command of their own, under which they write something else', async () => {
      const input = chain.network.heartbeat('52', 0);
      const call = attacker.call(input);
      const write = [await rewriting(call, input, keys.active, { state: 'cancelled' })];
      const read = ['network', ledgerKeys.domain('52'), ledgerKeys.heartbeat('52'), keys.active];
      await caught(call, { read, write }, { problem: 'RULES_BROKEN' });
    });

    it("by an entry in the third's place, and by a new one in its name", async () => {
      const { network, authorities } = chain;
      const input = network.command('domain-update', {
        domain: '44',
        target: keys.domain,
        reason: 'key-compromise',
        expectedVersion: 1,
        body: { signed: (await entryOf44()).signed },
      });
      const call = attacker.call({ ...input, signature: network.heartbeat('43', 0).signature });
      const write = [await rewriting(call, input, keys.domain, { state: 'ended' })];
      await caught(call, { read: ['network', keys.domain], write }, { problem: 'RULES_BROKEN' });

      const name = ledgerKeys.certificate('ab'.repeat(32));
      const body = { role: 'authority', authority: authorities['44'].uscc } as const;
      const false44 = network.command('certificate-revoke', {
        domain: '44',
        target: name,
        reason: 'superseded',
        body: { distrustFrom: input.command.issuedAt },
      });
      const second = attacker.call(false44);
      const record = { ...(await recordOf(ledgerKeys.certificate(authorities['43'].certificate))), ...body };
      const value = rewrittenEntry(record, {
        input: false44,
        transactionId: second.transactionId,
        changes: { version: 1, domain: '44' },
      });
      await caught(second, { read: [name], write: [{ key: name, value }] }, { problem: 'RULES_BROKEN' });
    });

    it('by a write that names another transaction, or none', async () => {
      const input = forged(keys.active);
      const elsewhere = attacker.call(input);
      const write = [await rewriting(elsewhere, input, keys.active)];
      const stray = { problem: 'WRITE_STRAY', code: 'WRITE_STRAY' } as const;
      await caught(attacker.call(input), { read: [keys.active], write }, stray);
      const anything = [{ key: 'licence/nobody', value: 'anything' }];
      const form = { problem: 'WRITE_FORM', code: 'WRITE_FORM' } as const;
      await caught(attacker.call(input), { write: anything }, form);
    });

    it('by what `protect` or another function writes', async () => {
      for (const functionName of ['protect', 'read', 'anything']) {
        const call = attacker.call(JSON.stringify({ keys: [keys.revoked] }), { functionName });
        const write = [{ key: keys.revoked, value: 'anything' }];
        await caught(call, { write }, { problem: 'WRITE_STRAY', code: 'WRITE_STRAY' });
      }
    });

    it('by what another chaincode writes through ours', async () => {
      const { fabric, ledgers } = chain;
      const { channel, chaincode } = ledgers['44'].options.connection;
      await defineAnother(fabric.data, 'another', COLLUDING);
      const input = forged(keys.active);
      const call = attacker.call(input, { chaincode: 'another' });
      const write = [await rewritingUnread(call, input)];
      const stray = { problem: 'WRITE_STRAY', code: 'WRITE_STRAY' } as const;
      await caught(call, { through: { chaincode, channel }, write }, stray);
    });

    it('by what they remove', async () => {
      const call = attacker.call(forged(keys.active));
      const finding = { problem: 'WRITE_FORM', code: 'WRITE_FORM' } as const;
      await caught(call, { remove: [keys.active] }, finding);
    });

    it('write by write, by fsck on the third', async () => {
      const statements = await witnesses.store('44').from('44', 0, 10_000);
      const findings = await fsckNetwork({ ledger: chain.ledgers['44'], apply: applyTransaction, statements });
      for (const wanted of done) {
        const found = findings.filter(({ block, key }) => block === wanted.block && key === wanted.key);
        expect(
          found.map(({ code, transactionId }) => ({ code, transactionId })),
          JSON.stringify(wanted),
        ).to.deep.include({ code: wanted.code, transactionId: wanted.transactionId });
      }
      const blocks = new Set(findings.flatMap(({ block, table }) => (table === 'ledger_state' ? [] : [block])));
      expect([...blocks].sort()).to.deep.equal([...new Set(done.map(({ block }) => block))].sort());
      const states = findings.flatMap(({ table, key }) => (table === 'ledger_state' ? [key] : []));
      expect(states).to.include.members([keys.revoked, keys.active, keys.domain]);
      // What is not on that list is as the rules made it.
      expect(states).to.not.include.members([keys.seal, keys.certificate, keys.authority, keys.type]);
    });
  });

  async function entryOf44() {
    const record = await recordOf(keys.domain);
    if (record.kind !== 'domain') throw new TypeError('no domain entry');
    return record;
  }
  /** Of a licence that has been made unreadable by now. */
  async function rewritingUnread(call: { transactionId: string }, input: TransactionInput) {
    const [item] = await chain.ledgers['44'].history(keys.active).catch(() => []);
    const record = item?.record ?? (await recordOf(ledgerKeys.seal(chain.authorities['44'].seal)));
    return { key: keys.active, value: rewrittenEntry(record, { input, transactionId: call.transactionId }) };
  }
});
