import { expect } from 'chai';
import { ledgerKeys } from '../../../chaincode/model/keys.js';
import type { TransactionInput } from '../../../chaincode/model/transaction.js';
import { formatTime, parseTime } from '../../../pki/encoding/times.js';
import { type AttackedNetwork, DOMAINS, domainOf } from '../support/attacked-network.js';
import { equipAgain } from '../support/equip-again.js';
import { startWitnesses } from '../support/witnesses.js';

const TWO_DAYS_MS = 2 * 86_400_000;

/** Transactions that were endorsed in time and are sent when it suits their owner. */
export function describeLateAnchors(opened: () => AttackedNetwork): void {
  describe('an anchor that is held back', () => {
    const endorsed = async (chain: AttackedNetwork, input: TransactionInput) => {
      const attacker = chain.attacker(domainOf(input.command.domain));
      const call = attacker.call(input);
      const envelope = attacker.envelope(call, await attacker.endorsed(call, DOMAINS));
      return { commit: () => attacker.commit(call, envelope), key: input.leaves?.[0]?.key ?? '' };
    };

    it('until its witnesses have seen two days go by is as late as that', async () => {
      const chain = opened();
      const { network, authorities, submit } = chain;
      const began = Date.now();
      const witnesses = startWitnesses(chain);
      try {
        const prompt = network.batch(authorities['43'], 700, 1);
        const { blockNumber: early } = await submit(prompt);
        const held = await endorsed(chain, network.batch(authorities['43'], 710, 1));
        await witnesses.reach(early);
        witnesses.forward(TWO_DAYS_MS);
        expect(await held.commit()).to.equal('VALID');
        // A block without a time of its own: what the peers' clocks of today write would be two days old.
        const attacker = chain.attacker('43');
        expect(await attacker.run(attacker.call(network.heartbeat('43', 0)), ['43'])).to.equal(
          'ENDORSEMENT_POLICY_FAILURE',
        );
        const { height, entries } = await chain.ledgers['44'].read([held.key]);
        const anchored = entries.get(held.key)?.blockNumber ?? -1;
        await witnesses.reach(height);
        const own = witnesses.of('44');
        const late = parseTime((await own.anchoringTime(anchored)) ?? '');
        expect(late).to.be.at.least(began + TWO_DAYS_MS);
        expect(parseTime((await own.anchoringTime(early)) ?? '')).to.be.below(began + TWO_DAYS_MS);
        const { leaves } = await own.statusStatement([held.key]);
        expect(leaves.map(({ leaf }) => leaf.since)).to.deep.equal([formatTime(late)]);
      } finally {
        await witnesses.stop();
      }
    });

    it('until its seal is cancelled commits as invalid', async () => {
      const chain = opened();
      const { network, submit, ledgers } = chain;
      const authority = await equipAgain(chain, '43');
      const held = await endorsed(chain, network.batch(authority, 720, 1));
      const target = ledgerKeys.seal(authority.seal);
      const about = { domain: '43', target, reason: 'stolen', expectedVersion: 1 };
      await submit(network.command('seal-state', { ...about, body: { state: 'lost' } }));
      expect(await held.commit()).to.equal('MVCC_READ_CONFLICT');
      expect((await ledgers['43'].read([held.key])).entries.size).to.equal(0);
    });

    for (const which of ['certificate', 'sealCertificate'] as const) {
      it(`until its ${which} is revoked commits as invalid`, async () => {
        const chain = opened();
        const { network, submit, ledgers } = chain;
        const authority = await equipAgain(chain, '44');
        const held = await endorsed(chain, network.batch(authority, 730, 1));
        const target = ledgerKeys.certificate(authority[which]);
        const about = { domain: '44', target, reason: 'key-compromise', expectedVersion: 1 };
        const distrustFrom = network.heartbeat('44', 0).command.issuedAt;
        await submit(network.command('certificate-revoke', { ...about, body: { distrustFrom } }));
        expect(await held.commit()).to.equal('MVCC_READ_CONFLICT');
        expect((await ledgers['44'].read([held.key])).entries.size).to.equal(0);
      });
    }
  });
}
