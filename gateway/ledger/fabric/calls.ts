import protos from 'fabric-protos';
import { parseLedgerError } from '../../../chaincode/errors.js';
import { AppError } from '../../domain/errors.js';
import type { FabricIdentity } from './client/identity.js';
import type { Peer, PeerAnswer } from './client/peer.js';
import { createProposal, type Proposal } from './client/proposal.js';

/** What this gateway asks peers: calls of our chaincode and of Fabric's own, none of which writes by itself. */
export interface FabricCalls {
  /** A call of our chaincode, at the present time, to be endorsed. */
  proposal(functionName: string, argument: string): Proposal;
  /** What our chaincode answers, JSON. Throws the rules' LedgerError, or LEDGER_UNAVAILABLE. */
  ask(peer: Peer, functionName: string, argument: string): Promise<unknown>;
  /** A block's bytes; undefined while the peer has none of that number. */
  block(peer: Peer, number: number): Promise<Uint8Array | undefined>;
  /** The block that a transaction is in; undefined where the peer knows none. */
  blockOf(peer: Peer, transactionId: string): Promise<Uint8Array | undefined>;
  /** Number of the peer's newest block. */
  height(peer: Peer): Promise<number>;
}

export interface FabricCallsDeps {
  channel: string;
  chaincode: string;
  identity: FabricIdentity;
  clock: { now(): number };
  /** 24 random bytes each time. */
  nonce: () => Uint8Array;
  /** Milliseconds for one answer. */
  timeoutMs: number;
}

const NOT_THERE = /not found|no such transaction|no such block|does not exist/i;

export function createFabricCalls(deps: FabricCallsDeps): FabricCalls {
  const { channel, identity, clock, nonce, timeoutMs } = deps;
  const propose = (chaincode: string, functionName: string, args: readonly (string | Uint8Array)[]) =>
    createProposal(identity, { channel, chaincode, functionName, args, nonce: nonce(), at: clock.now() });
  const system = async (peer: Peer, functionName: string, ...args: string[]): Promise<Uint8Array | undefined> => {
    const answer = await peer.propose(propose('qscc', functionName, [channel, ...args]), timeoutMs);
    if (answer.status === 200) return answer.answer;
    if (NOT_THERE.test(answer.message)) return undefined;
    throw new AppError('LEDGER_UNAVAILABLE', `the peer ${peer.name} does not tell`, { cause: answer.message });
  };
  return {
    proposal: (functionName, argument) => propose(deps.chaincode, functionName, [argument]),
    async ask(peer, functionName, argument) {
      const answer = await peer.propose(propose(deps.chaincode, functionName, [argument]), timeoutMs);
      return readJson(peer, answerOf(peer, answer));
    },
    block: (peer, number) => system(peer, 'GetBlockByNumber', String(number)),
    blockOf: (peer, transactionId) => system(peer, 'GetBlockByTxID', transactionId),
    async height(peer) {
      const info = await system(peer, 'GetChainInfo');
      if (info === undefined) throw new AppError('LEDGER_UNAVAILABLE', `the peer ${peer.name} has no channel`);
      return Number(String(protos.common.BlockchainInfo.decode(info).height)) - 1;
    },
  };
}

function readJson(peer: Pick<Peer, 'name'>, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch (cause) {
    throw new AppError('LEDGER_UNAVAILABLE', `the chaincode of ${peer.name} answers no JSON`, { cause });
  }
}

/** The function's answer. Throws the rules' LedgerError, or LEDGER_UNAVAILABLE where the chaincode could not be run. */
export function answerOf(peer: Pick<Peer, 'name'>, { status, message, answer }: PeerAnswer): Uint8Array {
  if (status === 200) return answer;
  const refusal = parseLedgerError(message);
  if (refusal !== undefined) throw refusal;
  throw new AppError('LEDGER_UNAVAILABLE', `the chaincode of ${peer.name} does not answer`, { cause: message });
}
