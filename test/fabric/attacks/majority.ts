import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { createNetworkControl } from '../../../network/control.js';
import { everyChaincodeListens } from '../../../network/form/ready.js';
import { layoutOf } from '../../../network/topology/layout.js';
import { theNetwork } from '../../../network/topology/network-file.js';
import { eventually } from '../../support/live-network.js';
import { type AttackedNetwork, DOMAINS, type Domain } from '../support/attacked-network.js';
import { createMemoryJournal } from '../support/fabric-network.js';
import { answering } from '../support/take-over.js';

const A_WHILE_MS = 3_000;

/** Whole provinces that are away: their peer, their orderer and their chaincode. */
export function describeMajority(opened: () => AttackedNetwork): void {
  describe('two of three provinces can write, one alone cannot', () => {
    const parts = ['peer', 'orderer', 'chaincode'] as const;
    type Part = (typeof parts)[number];
    const each = async (verb: 'stop' | 'start', domains: readonly Domain[], which: readonly Part[] = parts) => {
      const control = createNetworkControl(opened().fabric.data);
      const names = domains.flatMap((domain) => which.map((part) => `${part}-${domain}`));
      await Promise.all(names.map((name) => control[verb](name)));
    };
    const settled = async () => {
      const { fabric, attacker } = opened();
      await everyChaincodeListens(theNetwork(layoutOf(fabric.data)));
      await answering(attacker('44'), DOMAINS);
    };
    /** A peer that has just come back is reached again within moments. */
    const history = (domain: Domain, key: string) =>
      eventually(`the history of ${domain}`, () => opened().ledgers[domain].history(key));

    afterEach(async () => {
      await each('start', DOMAINS);
      await settled();
    });

    it('writes of two while the third is away, which catches up', async () => {
      const { network, authorities, ledgers, submit } = opened();
      await each('stop', ['52']);
      const batch = network.batch(authorities['44'], 800, 2);
      const key = batch.leaves?.[0]?.key ?? '';
      const { blockNumber, transactionId } = await submit(batch);
      // Hunan may write as well, an entry of its own too.
      await submit(network.command('authority-register', renaming(opened(), '43')));
      expect((await ledgers['43'].read([key])).entries.get(key)?.blockNumber).to.equal(blockNumber);
      await each('start', ['52']);
      await settled();
      expect((await history('52', key)).map((item) => item.transactionId)).to.deep.equal([transactionId]);
    });

    it('takes nothing that one alone endorses, and takes it once when the others are back', async () => {
      const { network, authorities, fabric } = opened();
      const journal = createMemoryJournal();
      const own = await fabric.open('44', { journal });
      try {
        await each('stop', ['43', '52'], ['peer', 'chaincode']);
        const batch = network.batch(authorities['44'], 810, 1);
        const key = batch.leaves?.[0]?.key ?? '';
        const refused = await own.submit(batch).catch((reason: unknown) => reason);
        expect(refused).to.have.property('code', 'LEDGER_UNAVAILABLE');
        // What has no majority never went out.
        expect(journal.kept.size).to.equal(0);
        expect((await own.read([key])).entries.size).to.equal(0);
        await each('start', ['43', '52'], ['peer', 'chaincode']);
        await settled();
        const { transactionId } = await own.submit(batch);
        expect((await history('44', key)).map((item) => item.transactionId)).to.deep.equal([transactionId]);
      } finally {
        await own.close();
      }
    });

    it('orders nothing by one orderer alone: what was endorsed stays in the journal and is committed once', async () => {
      const { network, authorities, fabric } = opened();
      const journal = createMemoryJournal();
      const own = await fabric.open('44', { journal });
      try {
        await each('stop', ['43', '52'], ['orderer']);
        const batch = network.batch(authorities['44'], 820, 1);
        const key = batch.leaves?.[0]?.key ?? '';
        const sent = own.submit(batch).catch((reason: unknown) => reason);
        await sleep(A_WHILE_MS);
        expect(journal.kept.size).to.equal(1);
        const [kept] = journal.kept.values();
        expect((await own.read([key])).entries.size).to.equal(0);
        // The process dies; another finds the journal.
        await own.close();
        await sent;
        expect(journal.kept.size).to.equal(1);
        await each('start', ['43', '52'], ['orderer']);
        const next = await fabric.open('44', { journal });
        try {
          const { transactionId } = await next.submit(batch);
          expect(transactionId).to.equal(kept?.transactionId);
          expect(journal.kept.size).to.equal(0);
        } finally {
          await next.close();
        }
        expect((await history('44', key)).map((item) => item.transactionId)).to.deep.equal([kept?.transactionId]);
      } finally {
        await own.close();
      }
    });
  });
}

/** The same authority under another name, which its domain's policy guards. */
function renaming({ authorities }: AttackedNetwork, domain: Domain) {
  const target = ledgerKeys.authority(authorities[domain].uscc);
  return { domain, target, reason: 'renaming', expectedVersion: 1, body: { name: '示例市场监督管理总局' } };
}
