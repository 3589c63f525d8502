import { setTimeout as sleep } from 'node:timers/promises';
import protos from 'fabric-protos';
import { LedgerError, type LedgerErrorCode } from '../../../chaincode/errors.js';
import { commandDigest } from '../../../chaincode/model/command-digest.js';
import type { TransactionInput } from '../../../chaincode/model/transaction.js';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { PkiError } from '../../../pki/errors.js';
import { AppError } from '../../domain/errors.js';
import type { CommittedTransaction } from '../../domain/ports/ledger.js';
import type { EndorsedSubmission, SubmissionJournal } from '../../domain/ports/submission-journal.js';
import type { FabricCalls } from './calls.js';
import type { Chain, TransactionOutcome } from './chain.js';
import type { FabricClient } from './client/connect.js';
import { createEnvelope } from './client/envelope.js';
import type { FabricIdentity } from './client/identity.js';
import { OrderersRefuse } from './client/orderers.js';
import { endorse, PeersDisagree } from './endorse.js';
import { isSubmissionOf } from './kept-submission.js';
import { createOrderOfPeers } from './order-of-peers.js';

export interface SubmitDeps {
  client: FabricClient;
  calls: FabricCalls;
  chain: Chain;
  identity: FabricIdentity;
  journal: SubmissionJournal;
  /** Where the entry that a command wrote stands already. */
  firstPosition: (input: TransactionInput, digest: string) => Promise<CommittedTransaction | undefined>;
  /** 0 to below 1. */
  random: () => number;
  signal: AbortSignal;
}

const { VALID, MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT, ENDORSEMENT_POLICY_FAILURE } = protos.protos.TxValidationCode;
/** Met another transaction's writes, or a policy that has just changed: the same command may be endorsed anew. */
const PASSING: readonly number[] = [MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT, ENDORSEMENT_POLICY_FAILURE];
/** Refusals that no later command brings about: what is submitted is not what was done. */
const OF_THE_INPUT: readonly LedgerErrorCode[] = [
  'TRANSACTION_MALFORMED',
  'COMMAND_SIGNATURE_INVALID',
  'FOUNDER_SIGNATURE_MISSING',
  'BATCH_ROOT',
];
const OF_THE_GATEWAY: readonly LedgerErrorCode[] = ['TRANSACTION_TIME', 'CLIENT_ROLE', 'CLIENT_NOT_OF_DOMAIN'];
const ENDORSE_MS = 10_000;
/** For all attempts to hand a transaction to an orderer. */
const BROADCAST_MS = 30_000;
/** A block is made every quarter of a second; what is not in one after this time is looked up and sent again. */
const COMMIT_MS = 1_500;
const SENDINGS = 12;
const ENDORSEMENTS = 8;
/** A peer that is behind for a moment catches up within a second or two; one that lies never agrees. */
const DISAGREEMENTS = 5;
const CONFLICT_PAUSE_MS = 50;

/**
 * Brings a signed command onto the ledger. Its transaction's id and bytes are kept before an orderer sees them, so that whoever
 * comes next, this process or one after a crash, asks for that transaction or sends the same bytes again, and no second one.
 * A transaction that met another's writes is endorsed anew: the rules judge it again by what stands there now.
 * `text` is the input's canonical text.
 */
export function createSubmit(
  deps: SubmitDeps,
): (input: TransactionInput, text: string) => Promise<CommittedTransaction> {
  const { client, calls, chain, identity, journal, random, signal } = deps;
  const orderOfPeers = createOrderOfPeers({ random, now: () => performance.now() });

  /** Sends until the transaction is in a block. undefined where nobody can tell whether it ever will be. */
  const order = async ({ transactionId, envelope }: EndorsedSubmission): Promise<TransactionOutcome | undefined> => {
    for (let sending = 0; sending < SENDINGS && !signal.aborted; sending += 1) {
      // An orderer's yes is no promise: a leader that dies takes with it what it has taken.
      await client.orderers.broadcast(envelope, BROADCAST_MS, signal);
      const outcome =
        (await chain.outcome(transactionId, COMMIT_MS)) ?? (await chain.lookUp(transactionId).catch(() => undefined));
      if (outcome !== undefined) return outcome;
    }
    return undefined;
  };

  const prepare = async (text: string, wantsAll: boolean) => {
    const proposal = calls.proposal('submit', text);
    const others = orderOfPeers.sorted(client.others());
    const { answer, endorsements } = await endorse(proposal, {
      own: client.own,
      others,
      wanted: wantsAll ? others.length + 1 : 0,
      timeoutMs: ENDORSE_MS,
      blame: orderOfPeers.blame,
    });
    const { written }: { written: number } = JSON.parse(Buffer.from(answer).toString());
    if (written === 0) return undefined;
    const envelope = createEnvelope(identity, proposal, endorsements);
    return { transactionId: proposal.transactionId, envelope };
  };

  /**
   * The rules call a command done only while what it wrote stands: after the next command they refuse it, as they would one that
   * never came. Whoever asks again, having crashed before the answer was kept, must not take that for the end of it.
   */
  const already = async (
    refusal: unknown,
    input: TransactionInput,
    digest: string,
  ): Promise<CommittedTransaction | PeersDisagree> => {
    if (refusal instanceof PeersDisagree) return refusal;
    if (!(refusal instanceof LedgerError) || OF_THE_INPUT.includes(refusal.code)) throw refusal;
    const first = await deps.firstPosition(input, digest);
    if (first !== undefined) return first;
    // The host's word on this gateway and not on the command, which the right clock or identity may bring in.
    if (OF_THE_GATEWAY.includes(refusal.code)) {
      throw new AppError('LEDGER_UNAVAILABLE', `the chaincode takes nothing from this gateway: ${refusal.code}`, {
        cause: refusal,
      });
    }
    throw refusal;
  };

  const rest = async (attempt: number): Promise<void> => {
    const pause = CONFLICT_PAUSE_MS * 2 ** attempt;
    await sleep(pause / 2 + (pause / 2) * random(), undefined, { signal }).catch(() => undefined);
  };

  return async (input, text) => {
    const digest = commandDigest(input.command);
    const { kind } = input.command;
    // Entries of domains need the endorsement of those that they concern; a licence needs a majority.
    let wantsAll = kind !== 'licence-batch' && kind !== 'licence-state';
    let failure = 'MVCC_READ_CONFLICT';
    for (let attempt = 0; attempt < ENDORSEMENTS && !signal.aborted; attempt += 1) {
      const found = await journal.find(digest);
      const kept = found !== undefined && isSubmissionOf(found, text) ? found : undefined;
      if (found !== undefined && kept === undefined) await journal.drop(digest, found.transactionId);
      const prepared = kept ?? (await prepare(text, wantsAll).catch((error) => already(error, input, digest)));
      if (prepared instanceof PeersDisagree) {
        if (attempt >= DISAGREEMENTS) throw prepared;
        await rest(attempt);
        continue;
      }
      if (prepared !== undefined && 'blockNumber' in prepared) return prepared;
      if (prepared === undefined) {
        const first = await deps.firstPosition(input, digest);
        if (first !== undefined) return first;
        // The peer writes its history a moment after its state.
        await rest(attempt);
        continue;
      }
      // Two processes of one gateway send one transaction: the one that was kept first.
      const submission = kept ?? (await journal.keep(digest, prepared));
      const { transactionId } = submission;
      const isNew = submission.transactionId === prepared.transactionId && kept === undefined;
      const known = isNew ? undefined : await chain.lookUp(transactionId);
      const outcome = known ?? (await order(submission).catch((error) => refused(error, isNew)));
      if (outcome === 'refused') {
        await journal.drop(digest, transactionId);
        continue;
      }
      if (outcome === undefined) throw unknownOutcome(transactionId);
      await journal.drop(digest, transactionId);
      if (outcome.code === VALID && outcome.index !== undefined) {
        return { transactionId, digest, blockNumber: outcome.blockNumber, index: outcome.index };
      }
      failure = protos.protos.TxValidationCode[outcome.code] ?? String(outcome.code);
      if (!PASSING.includes(outcome.code)) break;
      // There may be more members than the peers that are known: what all of them endorse is the most that there is.
      wantsAll ||= outcome.code === ENDORSEMENT_POLICY_FAILURE;
      await rest(attempt);
    }
    throw new AppError('LEDGER_UNAVAILABLE', `the network does not take the transaction: ${failure}`);
  };
}

/** A transaction of another time, which no orderer takes any more and no block has: it is made anew, not asked for for ever. */
function refused(error: unknown, isNew: boolean): 'refused' {
  if (error instanceof OrderersRefuse && !isNew) return 'refused';
  throw error;
}

function unknownOutcome(transactionId: string): AppError {
  return new AppError('LEDGER_UNAVAILABLE', 'nobody tells what became of a transaction', {
    details: { transactionId },
  });
}

/** The argument of a transaction. Throws TRANSACTION_MALFORMED for a value that has no canonical text. */
export function canonicalInput(input: TransactionInput): string {
  try {
    return canonicalJson(input);
  } catch (cause) {
    if (cause instanceof PkiError) throw new LedgerError('TRANSACTION_MALFORMED', 'not canonical JSON');
    throw cause;
  }
}
