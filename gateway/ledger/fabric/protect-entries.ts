import protos from 'fabric-protos';
import { AppError } from '../../domain/errors.js';
import type { FabricCalls } from './calls.js';
import type { Chain } from './chain.js';
import type { FabricClient } from './client/connect.js';
import { createEnvelope } from './client/envelope.js';
import type { FabricIdentity } from './client/identity.js';
import { endorse } from './endorse.js';

export interface ProtectDeps {
  client: FabricClient;
  calls: FabricCalls;
  chain: Chain;
  identity: FabricIdentity;
  signal: AbortSignal;
}

const ENDORSE_MS = 10_000;
const BROADCAST_MS = 30_000;
const COMMIT_MS = 10_000;
/** Entries of one transaction, and how often one is made anew that met another's writes. */
const PAGE = 100;
const ATTEMPTS = 5;

/**
 * Gives entries the policies that they have among the present members, after one has come or gone: by the endorsement of all
 * peers, so that the policies that end agree. Safe to repeat. Answers how many entries have one. Rejects with
 * LEDGER_UNAVAILABLE.
 */
export function createProtectEntries(deps: ProtectDeps): (keys: readonly string[]) => Promise<number> {
  const protectPage = async (keys: readonly string[]): Promise<number> => {
    let code = 'nothing';
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const { client, calls, chain, identity, signal } = deps;
      const proposal = calls.proposal('protect', JSON.stringify({ keys }));
      const others = client.others();
      const { answer, endorsements } = await endorse(proposal, {
        own: client.own,
        others,
        wanted: others.length + 1,
        timeoutMs: ENDORSE_MS,
      });
      const { written }: { written: number } = JSON.parse(Buffer.from(answer).toString());
      if (written === 0) return 0;
      await client.orderers.broadcast(createEnvelope(identity, proposal, endorsements), BROADCAST_MS, signal);
      const outcome = await chain.outcome(proposal.transactionId, COMMIT_MS);
      if (outcome?.code === protos.protos.TxValidationCode.VALID) return written;
      code = outcome === undefined ? 'no block' : (protos.protos.TxValidationCode[outcome.code] ?? `${outcome.code}`);
    }
    throw new AppError('LEDGER_UNAVAILABLE', `the policies of entries could not be changed: ${code}`);
  };
  return async (keys) => {
    let written = 0;
    for (let at = 0; at < keys.length; at += PAGE) written += await protectPage(keys.slice(at, at + PAGE));
    return written;
  };
}
