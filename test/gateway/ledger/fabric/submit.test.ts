import { expect } from 'chai';
import protos from 'fabric-protos';
import { LedgerError } from '../../../../chaincode/errors.js';
import { commandDigest } from '../../../../chaincode/model/command-digest.js';
import type { TransactionInput } from '../../../../chaincode/model/transaction.js';
import { AppError } from '../../../../gateway/domain/errors.js';
import type { CommittedTransaction } from '../../../../gateway/domain/ports/ledger.js';
import type { EndorsedSubmission } from '../../../../gateway/domain/ports/submission-journal.js';
import { createFabricCalls } from '../../../../gateway/ledger/fabric/calls.js';
import type { TransactionOutcome } from '../../../../gateway/ledger/fabric/chain.js';
import { createBlockBell } from '../../../../gateway/ledger/fabric/client/block-bell.js';
import { OrderersRefuse } from '../../../../gateway/ledger/fabric/client/orderers.js';
import { isSubmissionOf } from '../../../../gateway/ledger/fabric/kept-submission.js';
import { canonicalInput, createSubmit, type SubmitDeps } from '../../../../gateway/ledger/fabric/submit.js';
import { freshTestNetwork } from '../../../support/ledger-network.js';
import { AT, CHAINCODE, CHANNEL, identity, nextNonce } from './support/fabric-blocks.js';
import { fakePeer, type Word } from './support/fake-peer.js';

const { VALID, MVCC_READ_CONFLICT, ENDORSEMENT_POLICY_FAILURE, BAD_PROPOSAL_TXID } = protos.protos.TxValidationCode;
const YES: Word = { says: '{"written":2}' };
const DONE: Word = { says: '{"written":0}' };
const away = () => new AppError('LEDGER_UNAVAILABLE', 'away');

describe('the submission of a command on Fabric', () => {
  let input: TransactionInput;
  let digest: string;
  before(async () => {
    const net = await freshTestNetwork();
    const [authority] = net.domains['44'].authorities;
    input = net.batch(authority, [net.leaf(authority, 'one')]);
    digest = commandDigest(input.command);
  });

  interface Scene {
    journal?: Map<string, EndorsedSubmission>;
    /** What the peers say at the nth endorsement, the last one for ever. */
    words?: Word[];
    /** The same of the other members' peers, where they say something else. */
    othersWords?: Word[];
    /** What becomes of the nth transaction that is sent; undefined for one that is never seen. */
    outcomes?: (number | undefined)[];
    /** What the own peer knows of older transactions. */
    ledger?: Map<string, TransactionOutcome>;
    first?: CommittedTransaction;
    orderersAreAway?: boolean;
    signal?: AbortSignal;
  }
  /** Everything that the submission does, in order. */
  const setUp = (scene: Scene = {}) => {
    const { journal = new Map(), words = [YES], outcomes = [VALID], ledger = new Map(), first } = scene;
    const done: string[] = [];
    const sent: Uint8Array[] = [];
    let endorsements = 0;
    const nth = (those: Word[]) => those[Math.min(endorsements, those.length) - 1] ?? YES;
    const word = () => nth(words);
    const own = fakePeer('GuangdongMSP', () => {
      endorsements += 1;
      done.push('endorse');
      return word();
    });
    const othersWord = () => nth(scene.othersWords ?? words);
    const others = [fakePeer('HunanMSP', othersWord), fakePeer('GuizhouMSP', othersWord)];
    const deps: SubmitDeps = {
      client: {
        own,
        others: () => others,
        orderers: {
          async broadcast(envelope) {
            done.push('broadcast');
            if (scene.orderersAreAway) throw away();
            sent.push(envelope);
          },
        },
        bell: createBlockBell(),
        close: () => undefined,
      },
      calls: createFabricCalls({
        channel: CHANNEL,
        chaincode: CHAINCODE,
        identity,
        clock: { now: () => AT },
        nonce: nextNonce,
        timeoutMs: 10,
      }),
      chain: {
        height: () => 0,
        isCurrent: () => true,
        async outcome() {
          done.push('await');
          const code = outcomes[Math.min(sent.length, outcomes.length) - 1];
          return code === undefined
            ? undefined
            : { blockNumber: sent.length, code, ...(code === VALID && { index: 3 }) };
        },
        async lookUp(transactionId) {
          done.push('look up');
          return ledger.get(transactionId);
        },
        position: () => Promise.reject(away()),
        positionAt: async () => undefined,
        watch: async () => undefined,
        async *blocks() {},
      },
      identity,
      journal: {
        async keep(name, submission) {
          done.push('keep');
          const standing = journal.get(name) ?? submission;
          journal.set(name, standing);
          return standing;
        },
        find: async (name) => journal.get(name),
        async drop(name, transactionId) {
          done.push('drop');
          if (journal.get(name)?.transactionId === transactionId) journal.delete(name);
        },
      },
      firstPosition: async () => {
        done.push('first position');
        return first;
      },
      random: () => 0,
      signal: scene.signal ?? new AbortController().signal,
    };
    const submitOnce = createSubmit(deps);
    return { submit: () => submitOnce(input, canonicalInput(input)), done, sent, journal, deps, others };
  };
  const codeOf = async (work: Promise<unknown>) => {
    try {
      await work;
      return undefined;
    } catch (error) {
      if (error instanceof LedgerError || error instanceof AppError) return error.code;
      throw error;
    }
  };
  /** What a process that crashed before its answer has left behind. */
  const crashed = async () => {
    const before = setUp({ outcomes: [undefined], orderersAreAway: true });
    expect(await codeOf(before.submit())).to.equal('LEDGER_UNAVAILABLE');
    const [kept] = before.journal.values();
    if (kept === undefined) throw new TypeError('nothing was kept');
    return { journal: before.journal, kept };
  };
  const FIRST = { transactionId: 'aa'.repeat(32), digest: '', blockNumber: 4, index: 1 };

  it('keeps the transaction before an orderer sees it, and drops it when it has an outcome', async () => {
    const { submit, done, sent, journal } = setUp();
    const committed = await submit();
    expect(done).to.deep.equal(['endorse', 'keep', 'broadcast', 'await', 'drop']);
    expect(committed).to.deep.include({ digest, blockNumber: 1, index: 3 });
    expect(sent).to.have.length(1);
    expect(journal.size).to.equal(0);
  });

  it('sends the same bytes again where an orderer has forgotten them', async () => {
    const { submit, done, sent } = setUp({ outcomes: [undefined, undefined, VALID] });
    await submit();
    expect(sent).to.have.length(3);
    expect(new Set(sent.map((each) => Buffer.from(each).toString('hex'))).size).to.equal(1);
    expect(done.filter((each) => each === 'endorse' || each === 'keep')).to.deep.equal(['endorse', 'keep']);
  });

  it('keeps what nobody tells the outcome of, in the end', async () => {
    const { submit, sent, journal } = setUp({ outcomes: [undefined] });
    expect(await codeOf(submit())).to.equal('LEDGER_UNAVAILABLE');
    expect(sent).to.have.length(12);
    expect(journal.has(digest)).to.equal(true);
  });

  it('asks after a crash for the transaction that was kept, and sends none where it is valid', async () => {
    const { journal, kept } = await crashed();
    const ledger = new Map([[kept.transactionId, { blockNumber: 9, code: VALID, index: 2 }]]);
    const { submit, done } = setUp({ journal, ledger });
    expect(await submit()).to.deep.equal({ transactionId: kept.transactionId, digest, blockNumber: 9, index: 2 });
    expect(done).to.deep.equal(['look up', 'drop']);
  });

  it('sends the kept bytes after a crash where the ledger knows nothing of them', async () => {
    const { journal, kept } = await crashed();
    const { submit, done, sent } = setUp({ journal });
    expect(await submit()).to.deep.include({ transactionId: kept.transactionId });
    expect(done).to.deep.equal(['look up', 'broadcast', 'await', 'drop']);
    expect(sent).to.deep.equal([kept.envelope]);
  });

  it('endorses anew after a crash where no orderer takes the kept transaction any more', async () => {
    const { journal, kept } = await crashed();
    const { submit, deps, sent } = setUp({ journal });
    const { broadcast } = deps.client.orderers;
    const refuse = async (envelope: Uint8Array) => {
      if (envelope !== kept.envelope) return broadcast(envelope, 0, deps.signal);
      throw new OrderersRefuse('LEDGER_UNAVAILABLE', 'refused');
    };
    deps.client.orderers.broadcast = refuse;
    expect((await submit()).transactionId).to.not.equal(kept.transactionId);
    expect(sent).to.have.length(1);
    // One that is new is kept and not made again and again.
    const now = setUp();
    now.deps.client.orderers.broadcast = () => refuse(kept.envelope);
    expect(await codeOf(now.submit())).to.equal('LEDGER_UNAVAILABLE');
    expect(now.done).to.deep.equal(['endorse', 'keep']);
  });

  it('endorses anew after a crash where the kept transaction met another', async () => {
    const { journal, kept } = await crashed();
    const ledger = new Map([[kept.transactionId, { blockNumber: 9, code: MVCC_READ_CONFLICT }]]);
    const { submit, done } = setUp({ journal, ledger });
    expect((await submit()).transactionId).to.not.equal(kept.transactionId);
    expect(done).to.deep.equal(['look up', 'drop', 'endorse', 'keep', 'broadcast', 'await', 'drop']);
  });

  it('sends one transaction from two processes: the one that was kept first', async () => {
    const journal = new Map<string, EndorsedSubmission>();
    const [one, two] = [setUp({ journal }), setUp({ journal })];
    const answers = await Promise.all([one.submit(), two.submit()]);
    expect(answers[0].transactionId).to.equal(answers[1].transactionId);
    expect(one.sent).to.deep.equal(two.sent);
  });

  it('drops no transaction that another process has kept since', async () => {
    const { journal, kept } = await crashed();
    const later = { transactionId: 'bb'.repeat(32), envelope: kept.envelope };
    const ledger = new Map([[kept.transactionId, { blockNumber: 9, code: BAD_PROPOSAL_TXID }]]);
    const { submit, deps } = setUp({ journal, ledger });
    const { lookUp } = deps.chain;
    deps.chain.lookUp = async (transactionId) => {
      journal.set(digest, later);
      return lookUp(transactionId);
    };
    expect(await codeOf(submit())).to.equal('LEDGER_UNAVAILABLE');
    expect(journal.get(digest)).to.equal(later);
  });

  it('takes nothing from the journal that is not of this very command', async () => {
    const { kept } = await crashed();
    for (const strange of [
      { ...kept, transactionId: 'bb'.repeat(32) },
      { ...kept, envelope: Buffer.from('garbage') },
      { ...kept, envelope: kept.envelope.subarray(0, -1) },
    ]) {
      const journal = new Map([[digest, strange]]);
      const ledger = new Map([[strange.transactionId, { blockNumber: 9, code: VALID, index: 2 }]]);
      const { submit } = setUp({ journal, ledger });
      expect(await submit()).to.deep.include({ blockNumber: 1, index: 3 });
    }
    expect(isSubmissionOf(kept, `${canonicalInput(input)} `)).to.equal(false);
    expect(isSubmissionOf(kept, canonicalInput(input))).to.equal(true);
  });

  it('endorses anew what met the writes of another, while the rules allow it', async () => {
    const again = setUp({ outcomes: [MVCC_READ_CONFLICT, MVCC_READ_CONFLICT, VALID] });
    expect(await again.submit()).to.deep.include({ blockNumber: 3 });
    expect(new Set(again.sent).size).to.equal(3);
    const taken = setUp({ outcomes: [MVCC_READ_CONFLICT], words: [YES, { refuses: 'LICENCE_EXISTS:key' }] });
    expect(await codeOf(taken.submit())).to.equal('LICENCE_EXISTS');
    expect(taken.journal.size).to.equal(0);
  });

  it('asks again where peers are behind for a moment, and not for ever where they never agree', async () => {
    const behind = setUp({ othersWords: [{ refuses: 'LICENCE_EXISTS: one' }, DONE, YES] });
    expect(await behind.submit()).to.deep.include({ blockNumber: 1 });
    expect(behind.done.filter((step) => step === 'endorse')).to.have.length(3);

    const lying = setUp({ othersWords: [DONE] });
    expect(await codeOf(lying.submit())).to.equal('LEDGER_UNAVAILABLE');
    expect(lying.done).to.not.include('broadcast');
  });

  it('asks every member after a policy has failed', async () => {
    const { submit, others } = setUp({ outcomes: [ENDORSEMENT_POLICY_FAILURE, VALID] });
    await submit();
    expect(others.map((peer) => peer.asked())).to.deep.equal([2, 1]);
  });

  it('never ends a command for what became of one of its transactions', async () => {
    for (const code of [ENDORSEMENT_POLICY_FAILURE, BAD_PROPOSAL_TXID, 254]) {
      const { submit, journal } = setUp({ outcomes: [code], signal: AbortSignal.timeout(300) });
      expect(await codeOf(submit()), `${code}`).to.equal('LEDGER_UNAVAILABLE');
      expect(journal.size).to.equal(0);
    }
  });

  it('answers a command that is on the ledger with its first place, and orders nothing', async () => {
    const { submit, done } = setUp({ words: [DONE], first: FIRST });
    expect(await submit()).to.equal(FIRST);
    expect(done).to.deep.equal(['endorse', 'first position']);
  });

  it('waits where the own peer has the state and not yet the history', async () => {
    const { submit, deps, done } = setUp({ words: [DONE], first: FIRST });
    const { firstPosition } = deps;
    const late = createSubmit({
      ...deps,
      firstPosition: async (...about) => {
        const found = await firstPosition(...about);
        return done.length > 4 ? found : undefined;
      },
    });
    expect(await late(input, canonicalInput(input))).to.equal(FIRST);
    expect(await submit()).to.equal(FIRST);
  });

  it('takes a command that was done for done, though a later one has changed what it wrote', async () => {
    for (const refuses of ['VERSION_CONFLICT:2', 'COMMAND_EXPIRED', 'LICENCE_EXISTS:key']) {
      const { submit } = setUp({ words: [{ refuses }], first: FIRST });
      expect(await submit(), refuses).to.equal(FIRST);
      const { submit: never } = setUp({ words: [{ refuses }] });
      expect(await codeOf(never()), refuses).to.equal(refuses.split(':')[0]);
    }
  });

  it('takes no forged copy of a command that was done for the command', async () => {
    for (const refuses of ['COMMAND_SIGNATURE_INVALID', 'TRANSACTION_MALFORMED:leaves', 'BATCH_ROOT']) {
      const { submit, done } = setUp({ words: [{ refuses }], first: FIRST });
      expect(await codeOf(submit()), refuses).to.equal(refuses.split(':')[0]);
      expect(done).to.deep.equal(['endorse']);
    }
  });

  it("takes a clock's error for no end of the command", async () => {
    const { submit } = setUp({ words: [{ refuses: 'TRANSACTION_TIME:0' }] });
    expect(await codeOf(submit())).to.equal('LEDGER_UNAVAILABLE');
  });

  it('sends nothing where the transaction could not be kept', async () => {
    const { submit, deps, sent } = setUp();
    deps.journal.keep = () => Promise.reject(away());
    expect(await codeOf(submit())).to.equal('LEDGER_UNAVAILABLE');
    expect(sent).to.have.length(0);
  });

  it('keeps the transaction where the process is told to stop', async () => {
    const closing = new AbortController();
    const { submit, journal, deps } = setUp({ outcomes: [undefined], signal: closing.signal });
    deps.client.orderers.broadcast = async () => closing.abort();
    expect(await codeOf(submit())).to.equal('LEDGER_UNAVAILABLE');
    expect(journal.has(digest)).to.equal(true);
  });
});
