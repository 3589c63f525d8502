import { setTimeout as sleep } from 'node:timers/promises';
import { LedgerError } from '../../../chaincode/errors.js';
import { AppError } from '../../domain/errors.js';
import { answerOf } from './calls.js';
import type { PeerEndorsement } from './client/envelope.js';
import type { Peer } from './client/peer.js';
import type { Proposal } from './client/proposal.js';

/**
 * Whoever takes so much longer than the own peer has the next one asked beside it: a peer whose chaincode is away says so only
 * after seconds.
 */
const IMPATIENT_MS = 250;

/** Peers at different heights judge by different states: it may pass. */
export class PeersDisagree extends AppError {
  constructor(cause: unknown) {
    super('LEDGER_UNAVAILABLE', 'the peers do not agree on a transaction', { cause });
  }
}

export interface Endorsed {
  /** The function's answer, the same from all. */
  answer: Uint8Array;
  endorsements: [PeerEndorsement, ...PeerEndorsement[]];
}

export interface EndorseOptions {
  own: Peer;
  /** In the order in which they are asked. */
  others: readonly Peer[];
  /** How many peers are asked at first, the own one among them; never fewer than make a majority. */
  wanted: number;
  timeoutMs: number;
  /** Hears of each other peer that has not answered in time, or not with an endorsement or a refusal. */
  blame?: (peer: Peer) => void;
}

/**
 * Has a proposal run by the own peer and others, until as many members agree as make a majority; more than are wanted
 * only where these do not agree or take long. Several peers of one member are one voice. Throws the rules' LedgerError where a majority refuses with one code, the
 * own peer among them: a peer that is behind refuses what it does not know yet. PeersDisagree where a majority answers and does
 * not say the same, LEDGER_UNAVAILABLE for anything else.
 */
export async function endorse(
  proposal: Proposal,
  { own, others, wanted, timeoutMs, blame }: EndorseOptions,
): Promise<Endorsed> {
  const members = voices([own, ...others]);
  const majority = Math.floor(members / 2) + 1;
  const ask = async (peer: Peer) => {
    const { mspId } = peer;
    try {
      const answer = await peer.propose(proposal, timeoutMs);
      return { mspId, answer: answerOf(peer, answer), endorsement: answer.endorsement };
    } catch (failure) {
      return { mspId, failure };
    }
  };
  const count = Math.max(wanted, majority);
  const spare = others.slice(count - 1);
  const answered = new Map<Peer, Result>();
  const running = new Map<Peer, Promise<void>>();
  const blameUnless = (isWell: boolean, peer: Peer) => {
    if (!isWell && peer !== own) blame?.(peer);
  };
  const begin = (peer: Peer) => {
    const work = ask(peer).then((result) => {
      answered.set(peer, result);
      running.delete(peer);
      blameUnless(hasJudged(result), peer);
    });
    running.set(peer, work);
  };
  for (const peer of [own, ...others.slice(0, count - 1)]) begin(peer);
  let results: Result[] = [];
  for (;;) {
    results = answered.has(own) ? [own, ...others].flatMap((peer) => answered.get(peer) ?? []) : [];
    const [agreed, refused] = [voices(agreeing(results)), voices(refusals(results))];
    const isAwaited = wanted > majority && running.size > 0;
    if (Math.max(agreed, refused) >= majority && !isAwaited) break;
    // Where the own peer says nothing, nobody can agree with it.
    if (answered.has(own) && agreed + refused === 0) break;
    const mustWait = spare.length === 0 || !answered.has(own);
    if (running.size > 0 && mustWait) await Promise.race(running.values());
    else if (running.size === 0 || (await isOverdue(running.values()))) {
      for (const peer of running.keys()) blameUnless(false, peer);
      const next = spare.shift();
      if (next === undefined) break;
      begin(next);
    }
  }
  const agreed = agreeing(results);
  const [leading, ...following] = agreed.map(({ endorsement }) => endorsement);
  const answer = agreed[0]?.answer;
  if (leading !== undefined && answer !== undefined && voices(agreed) >= majority) {
    return { answer, endorsements: [leading, ...following] };
  }
  const refused = refusals(results);
  if (refused[0] !== undefined && voices(refused) >= majority) throw refused[0].refusal;
  const failure = results.find((result) => 'failure' in result)?.failure;
  if (voices(results.filter(hasJudged)) >= majority) throw new PeersDisagree(failure);
  throw new AppError('LEDGER_UNAVAILABLE', 'too few peers answer to a transaction', { cause: failure });
}

interface Agreement {
  mspId: string;
  answer: Uint8Array;
  endorsement: PeerEndorsement;
}
/** The own peer's comes first. */
type Result = { mspId: string; failure?: unknown; answer?: Uint8Array; endorsement?: PeerEndorsement | undefined };

function hasJudged({ failure, endorsement }: Result): boolean {
  return endorsement !== undefined || failure instanceof LedgerError;
}

/** Whether nobody has answered within the time; the first answer ends it. */
async function isOverdue(running: Iterable<Promise<void>>): Promise<boolean> {
  const answered = new AbortController();
  const late = sleep(IMPATIENT_MS, true, { signal: answered.signal }).catch(() => false);
  const isLate = await Promise.race([late, ...[...running].map((work) => work.then(() => false))]);
  answered.abort();
  return isLate;
}

function voices(peers: readonly { mspId: string }[]): number {
  return new Set(peers.map(({ mspId }) => mspId)).size;
}

/** Those that say what the own peer says, byte by byte. */
function agreeing([own, ...others]: readonly Result[]): Agreement[] {
  const payload = own?.endorsement?.payload;
  if (own === undefined || payload === undefined) return [];
  return [own, ...others].flatMap(({ mspId, answer, endorsement }) =>
    answer !== undefined && endorsement !== undefined && Buffer.compare(endorsement.payload, payload) === 0
      ? [{ mspId, answer, endorsement }]
      : [],
  );
}

/** Refusals with the code of the own peer's. */
function refusals([own, ...others]: readonly Result[]): { mspId: string; refusal: LedgerError }[] {
  const word = own?.failure;
  if (own === undefined || !(word instanceof LedgerError)) return [];
  return [own, ...others].flatMap(({ mspId, failure }) =>
    failure instanceof LedgerError && failure.code === word.code ? [{ mspId, refusal: failure }] : [],
  );
}
