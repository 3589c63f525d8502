import { LedgerError } from '../../../chaincode/errors.js';
import { AppError } from '../../domain/errors.js';
import { answerOf } from './calls.js';
import type { PeerEndorsement } from './client/envelope.js';
import type { Peer } from './client/peer.js';
import type { Proposal } from './client/proposal.js';

export interface Endorsed {
  /** The function's answer, the same from all. */
  answer: Uint8Array;
  endorsements: [PeerEndorsement, ...PeerEndorsement[]];
}

/**
 * Has a proposal run by the own peer and others, until as many members agree as make a majority; `wanted` is how many are asked
 * at first, the rest only where these do not agree. Throws the rules' LedgerError where a majority refuses with one code, the
 * own peer among them: a peer that is behind refuses what it does not know yet. LEDGER_UNAVAILABLE for anything else.
 */
export async function endorse(
  proposal: Proposal,
  { own, others, wanted, timeoutMs }: { own: Peer; others: readonly Peer[]; wanted: number; timeoutMs: number },
): Promise<Endorsed> {
  const members = 1 + new Set(others.map(({ mspId }) => mspId)).size;
  const majority = Math.floor(members / 2) + 1;
  const ask = async (peer: Peer) => {
    const answer = await peer.propose(proposal, timeoutMs);
    return { answer: answerOf(peer, answer), endorsement: answer.endorsement };
  };
  const first = [own, ...others.slice(0, Math.max(wanted, majority) - 1)];
  const results = await Promise.allSettled(first.map(ask));
  for (const peer of others.slice(first.length - 1)) {
    if (agreeing(results).length >= majority || refusals(results).length >= majority) break;
    results.push(...(await Promise.allSettled([ask(peer)])));
  }
  const agreed = agreeing(results);
  const [leading, ...following] = agreed.map(({ endorsement }) => endorsement);
  const answer = agreed[0]?.answer;
  if (leading !== undefined && answer !== undefined && agreed.length >= majority) {
    return { answer, endorsements: [leading, ...following] };
  }
  const refused = refusals(results);
  if (refused[0] !== undefined && refused.length >= majority) throw refused[0];
  const failure = results.find((result) => result.status === 'rejected');
  throw new AppError('LEDGER_UNAVAILABLE', 'the peers do not agree on a transaction', { cause: failure?.reason });
}

interface Agreement {
  answer: Uint8Array;
  endorsement: PeerEndorsement;
}
/** The own peer's comes first. */
type Result = PromiseSettledResult<{ answer: Uint8Array; endorsement: PeerEndorsement | undefined }>;

/** Those that say what the own peer says, byte by byte. */
function agreeing([own, ...others]: readonly Result[]): Agreement[] {
  const payload = own?.status === 'fulfilled' ? own.value.endorsement?.payload : undefined;
  if (own === undefined || payload === undefined) return [];
  return [own, ...others].flatMap((result) => {
    if (result.status === 'rejected') return [];
    const { answer, endorsement } = result.value;
    return endorsement !== undefined && Buffer.compare(endorsement.payload, payload) === 0
      ? [{ answer, endorsement }]
      : [];
  });
}

/** Refusals with the code of the own peer's. */
function refusals([own, ...others]: readonly Result[]): LedgerError[] {
  const reason: unknown = own?.status === 'rejected' ? own.reason : undefined;
  if (own === undefined || !(reason instanceof LedgerError)) return [];
  return [own, ...others].flatMap((result) => {
    const each: unknown = result.status === 'rejected' ? result.reason : undefined;
    return each instanceof LedgerError && each.code === reason.code ? [each] : [];
  });
}
