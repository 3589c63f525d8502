import { expect } from 'chai';
import { ledgerKeys } from '../../../chaincode/model/keys.js';
import type { LedgerRecord } from '../../../chaincode/model/records.js';
import type { AttackedNetwork } from '../support/attacked-network.js';
import type { Attacker } from '../support/attacker.js';
import { rewrittenEntry } from '../support/rewrite.js';
import { answering, takeOver } from '../support/take-over.js';
import { revocation } from './revocation.js';

/** Guizhou's service approves everything, and Guizhou has a client of its own. */
export function describeOneCorrupt(opened: () => AttackedNetwork): void {
  describe('one province whose chaincode approves everything', () => {
    let chain: AttackedNetwork;
    let attacker: Attacker;
    const licences = { own: '', other: '' };
    const certificate = { own: '', other: '' };

    before(async () => {
      chain = opened();
      attacker = chain.attacker('52');
      const { network, authorities, submit } = chain;
      for (const [whose, domain] of [
        ['own', '52'],
        ['other', '44'],
      ] as const) {
        const authority = authorities[domain];
        const batch = network.batch(authority, 600, 1);
        await submit(batch);
        licences[whose] = batch.leaves?.[0]?.key ?? '';
        await submit(revocation(chain, domain, licences[whose]));
        certificate[whose] = ledgerKeys.certificate(authority.sealCertificate);
      }
      const own = certificate.own;
      const distrustFrom = chain.network.heartbeat('52', 0).command.issuedAt;
      const about = { domain: '52', target: own, reason: 'superseded', expectedVersion: 1 };
      await submit(network.command('certificate-revoke', { ...about, body: { distrustFrom } }));
      await takeOver(chain.fabric.data, '52');
      await answering(attacker, ['52']);
    });

    /** A well-formed command of Guizhou's, under which its service writes something else. */
    const pretext = () => chain.network.heartbeat('52', 0);
    const entryOf = async (key: string): Promise<LedgerRecord> => {
      const entry = (await chain.ledgers['44'].read([key])).entries.get(key);
      if (entry === undefined) throw new TypeError(`no entry ${key}`);
      return entry.record;
    };
    for (const [name, keyOf] of [
      ["another's revoked licence", () => licences.other],
      ['its own revoked licence', () => licences.own],
      ["another's certificate", () => certificate.other],
      ['its own revoked certificate', () => certificate.own],
      ["another's domain entry", () => ledgerKeys.domain('44')],
      ['its own domain entry', () => ledgerKeys.domain('52')],
    ] as const) {
      it(`changes nothing of ${name}`, async () => {
        const key = keyOf();
        const before = await entryOf(key);
        const input = pretext();
        const ordersFor = (transactionId: string) => {
          return { read: [key], write: [{ key, value: rewrittenEntry(before, { input, transactionId }) }] };
        };
        const call = attacker.call(input);
        const orders = ordersFor(call.transactionId);
        const endorsements = await attacker.endorsed(call, ['52'], orders);
        // Guizhou's peer has signed just that.
        expect(Buffer.from(endorsements[0].payload).includes(orders.write[0]?.value ?? '')).to.equal(true);
        expect(await attacker.commit(call, attacker.envelope(call, endorsements))).to.equal(
          'ENDORSEMENT_POLICY_FAILURE',
        );

        // What the others endorse of the same call is what the rules make of it: their signatures are under something else.
        const again = attacker.call(input);
        const all = await attacker.endorsed(again, ['52', '44', '43'], ordersFor(again.transactionId));
        expect(await attacker.commit(again, attacker.envelope(again, all))).to.equal('ENDORSEMENT_POLICY_FAILURE');
        expect(await entryOf(key)).to.deep.equal(before);
      });
    }

    it('gives no key a policy of its own, and takes none away', async () => {
      for (const key of [licences.own, certificate.other, certificate.own]) {
        const call = attacker.call(JSON.stringify({ keys: [key] }), { functionName: 'protect' });
        const policy = '';
        expect(await attacker.run(call, ['52'], { protect: [{ key, policy }] })).to.equal('ENDORSEMENT_POLICY_FAILURE');
      }
    });

    it('writes nothing new either, and removes nothing', async () => {
      const call = attacker.call(pretext());
      const write = [{ key: 'licence/nobody', value: 'anything' }];
      expect(await attacker.run(call, ['52'], { write })).to.equal('ENDORSEMENT_POLICY_FAILURE');
      const removal = attacker.call(pretext());
      expect(await attacker.run(removal, ['52'], { remove: [licences.other] })).to.equal('ENDORSEMENT_POLICY_FAILURE');
      const { entries } = await chain.ledgers['43'].read([licences.other, 'licence/nobody']);
      expect([...entries.keys()]).to.deep.equal([licences.other]);
    });

    it('does not keep the others from writing, nor anybody from reading every block', async () => {
      const { network, ledgers, submit } = chain;
      const { blockNumber } = await submit(network.heartbeat('43', 0));
      for (const ledger of Object.values(ledgers)) {
        const stop = new AbortController();
        for await (const block of ledger.blocks(0, stop.signal)) if (block.blockNumber === blockNumber) stop.abort();
      }
    });
  });
}
