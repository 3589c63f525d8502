import { expect } from 'chai';
import protos from 'fabric-protos';
import { ledgerKeys } from '../../../chaincode/model/keys.js';
import type { TransactionInput } from '../../../chaincode/model/transaction.js';
import { type AttackedNetwork, DOMAINS } from '../support/attacked-network.js';
import type { Attacker } from '../support/attacker.js';
import { equipAgain } from '../support/equip-again.js';
import { mspOf } from '../support/identities.js';

const WINDOW_MS = 5 * 60_000;

/** What honest peers refuse to endorse and honest orderers to take, whatever client sends it. */
export function describeRefusals(opened: () => AttackedNetwork): void {
  describe('refused by the chain itself', () => {
    let chain: AttackedNetwork;
    let heights: number;

    const refusedBy = async (attacker: Attacker, input: TransactionInput, at?: number) => {
      const call = attacker.call(input, at === undefined ? {} : { at });
      const answers = await attacker.ask(call, DOMAINS);
      for (const { endorsement } of answers) expect(endorsement).to.equal(undefined);
      return answers.map(({ message }) => message.split(':')[0]);
    };
    const everyone = (code: string) => DOMAINS.map(() => code);

    before(async () => {
      chain = opened();
      heights = (await chain.ledgers['44'].read([])).height;
    });

    it("an identity that another member's authority has made, and one of a member that does not exist", async () => {
      const heartbeat = chain.network.heartbeat('44', 0);
      for (const msp of [mspOf(chain.fabric.data, '44'), 'SichuanMSP']) {
        const stranger = chain.outsider('43', msp);
        for (const domain of DOMAINS) {
          const answer = stranger.ask(stranger.call(heartbeat), [domain]);
          const refusal = await answer.then(String, (reason: Error) => String(reason.cause));
          expect(refusal).to.match(/access denied/);
        }
      }
    });

    it('an envelope of such an identity, with whatever endorsements', async () => {
      const member = chain.attacker('44');
      const call = member.call(chain.network.heartbeat('44', 0));
      const endorsements = await member.endorsed(call, DOMAINS);
      const stranger = chain.outsider('43', mspOf(chain.fabric.data, '44'));
      const stolen = stranger.call(chain.network.heartbeat('44', 0));
      for (const proposal of [call, stolen]) {
        for (const orderer of DOMAINS) {
          expect(await chain.nodes.send(orderer, stranger.envelope(proposal, endorsements))).to.equal('FORBIDDEN');
        }
      }
    });

    it('a member that is no gateway', async () => {
      const codes = await refusedBy(chain.outsider('44'), chain.network.heartbeat('44', 0));
      expect(codes).to.deep.equal(everyone('CLIENT_ROLE'));
    });

    it("the gateway of another domain than the command's", async () => {
      const codes = await refusedBy(chain.attacker('43'), chain.network.heartbeat('44', 0));
      expect(codes).to.deep.equal(everyone('CLIENT_NOT_OF_DOMAIN'));
    });

    it('a batch that its authority has not signed', async () => {
      const { network, authorities } = chain;
      const batch = network.batch(authorities['44'], 100, 3);
      const another = network.batch(authorities['44'], 200, 3);
      const swapped = { ...batch, signature: another.signature };
      expect(await refusedBy(chain.attacker('44'), swapped)).to.deep.equal(everyone('COMMAND_SIGNATURE_INVALID'));
      const bySomebodyElse = network.batch({ ...authorities['44'], key: authorities['43'].key }, 100, 3);
      expect(await refusedBy(chain.attacker('44'), bySomebodyElse)).to.deep.equal(
        everyone('COMMAND_SIGNATURE_INVALID'),
      );
      const otherLeaves = { ...batch, leaves: another.leaves ?? [] };
      expect(await refusedBy(chain.attacker('44'), otherLeaves)).to.deep.equal(everyone('BATCH_ROOT'));
    });

    it('a licence a second time', async () => {
      const { network, authorities, attacker } = chain;
      await chain.submit(network.batch(authorities['44'], 300, 2));
      const again = network.batch(authorities['44'], 301, 2);
      expect(await refusedBy(attacker('44'), again)).to.deep.equal(everyone('LICENCE_EXISTS'));
    });

    it('a change that the state of a licence does not allow', async () => {
      const { network, authorities, attacker, submit } = chain;
      const authority = authorities['44'];
      const batch = network.batch(authority, 400, 1);
      await submit(batch);
      const target = batch.leaves?.[0]?.key ?? '';
      const change = (state: 'revoked' | 'active', reason: string, expectedVersion: number) =>
        network.command('licence-state', { domain: '44', target, reason, expectedVersion, authority, body: { state } });
      await submit(change('revoked', 'penalty-revocation', 1));
      const back = change('active', 'suspension-ended', 2);
      expect(await refusedBy(attacker('44'), back)).to.deep.equal(everyone('STATE_CHANGE_ILLEGAL'));
    });

    it('a batch under a seal that has been cancelled', async () => {
      const { network, attacker, submit } = chain;
      const authority = await equipAgain(chain, '44');
      const target = ledgerKeys.seal(authority.seal);
      const about = { domain: '44', target, reason: 'holder-ended', expectedVersion: 1 };
      await submit(network.command('seal-state', { ...about, body: { state: 'cancelled' } }));
      const batch = network.batch(authority, 500, 1);
      expect(await refusedBy(attacker('44'), batch)).to.deep.equal(everyone('SEAL_NOT_ACTIVE'));
    });

    it("a time that is not the peers'", async () => {
      const heartbeat = chain.network.heartbeat('44', 0);
      for (const by of [-WINDOW_MS - 30_000, WINDOW_MS + 30_000]) {
        const codes = await refusedBy(chain.attacker('44'), heartbeat, Date.now() + by);
        expect(codes).to.deep.equal(everyone('TRANSACTION_TIME'));
      }
    });

    it('what nobody has endorsed, or a majority has endorsed otherwise', async () => {
      const attacker = chain.attacker('44');
      const call = attacker.call(chain.network.heartbeat('44', 0));
      const [first, second, third] = await attacker.endorsed(call, DOMAINS);
      if (second === undefined || third === undefined) throw new RangeError('three endorsements');
      expect(await attacker.commit(call, attacker.envelope(call, [first]))).to.equal('ENDORSEMENT_POLICY_FAILURE');
      // One peer's signature three times is one.
      const thrice = attacker.call(chain.network.heartbeat('44', 0));
      const [only] = await attacker.endorsed(thrice, ['52']);
      expect(await attacker.commit(thrice, attacker.envelope(thrice, [only, only, only]))).to.equal(
        'ENDORSEMENT_POLICY_FAILURE',
      );
      // Signatures of a majority, over what it has endorsed, under another content.
      const altered = attacker.call(chain.network.heartbeat('44', 0));
      const signed = await attacker.endorsed(altered, DOMAINS);
      const payload = withTime(signed[0].payload);
      const [one, ...more] = signed.map((each) => ({ ...each, payload }));
      if (one === undefined) throw new RangeError('three endorsements');
      expect(await attacker.commit(altered, attacker.envelope(altered, [one, ...more]))).to.equal(
        'ENDORSEMENT_POLICY_FAILURE',
      );
      expect((await chain.ledgers['43'].read([ledgerKeys.heartbeat('44')])).entries.size).to.equal(0);
    });

    it('and every member still reads every block', async () => {
      for (const ledger of Object.values(chain.ledgers)) {
        const { height } = await ledger.read([ledgerKeys.heartbeat('44')]);
        expect(height).to.be.greaterThan(heights);
        const stop = new AbortController();
        let last = -1;
        for await (const { blockNumber } of ledger.blocks(0, stop.signal)) {
          last = blockNumber;
          if (blockNumber >= height) stop.abort();
        }
        expect(last).to.equal(height);
      }
    });
  });
}

/** An endorsed answer that says something else of what was written. */
function withTime(payload: Uint8Array): Uint8Array {
  const response = protos.protos.ProposalResponsePayload.decode(payload);
  const action = protos.protos.ChaincodeAction.decode(response.extension ?? new Uint8Array());
  const results = Buffer.from(action.results ?? new Uint8Array());
  const at = results.indexOf('"alive"');
  if (at < 0) throw new TypeError('no heartbeat in what was written');
  results.write('"dead!"', at);
  action.results = results;
  return protos.protos.ProposalResponsePayload.encode({
    ...response,
    extension: protos.protos.ChaincodeAction.encode(action).finish(),
  }).finish();
}
