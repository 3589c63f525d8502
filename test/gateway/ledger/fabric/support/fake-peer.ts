import { AppError } from '../../../../../gateway/domain/errors.js';
import type { Peer, PeerAnswer } from '../../../../../gateway/ledger/fabric/client/peer.js';
import type { Proposal } from '../../../../../gateway/ledger/fabric/client/proposal.js';

/** What a peer says: an answer and the bytes that it endorses, a refusal in the chaincode's words, or nothing. */
export type Word = { says: string; payload?: string } | { refuses: string } | 'silent';

export interface FakePeer extends Peer {
  /** How often it was asked. */
  asked(): number;
}

export function fakePeer(
  mspId: string,
  word: Word | ((proposal: Proposal) => Word),
  name = `peer of ${mspId}`,
): FakePeer {
  let asked = 0;
  return {
    name,
    mspId,
    asked: () => asked,
    async propose(proposal) {
      asked += 1;
      const said = typeof word === 'function' ? word(proposal) : word;
      if (said === 'silent') throw new AppError('LEDGER_UNAVAILABLE', `the peer ${name} does not answer`);
      return answerOf(mspId, said);
    },
  };
}

function answerOf(mspId: string, said: Exclude<Word, 'silent'>): PeerAnswer {
  if ('refuses' in said) return { status: 500, message: said.refuses, answer: new Uint8Array() };
  const payload = Buffer.from(said.payload ?? `payload for ${said.says}`);
  const endorsement = { endorser: Buffer.from(mspId), signature: Buffer.from('signature') };
  return { status: 200, message: '', answer: Buffer.from(said.says), endorsement: { mspId, payload, endorsement } };
}
