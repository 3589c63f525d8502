import type { Signer } from '../pki/signer/signer.js';
import { AppError } from './domain/errors.js';
import type { Clock } from './domain/ports/clock.js';
import { DOMAIN_KEYS, type KeyRing } from './domain/ports/key-ring.js';
import type { Ledger } from './domain/ports/ledger.js';
import type { Witness } from './domain/ports/witness.js';
import type { StatementStore } from './ledger/witness/statement-store.js';
import { createWitness, type Witness as LedgerWitness } from './ledger/witness/witness.js';
import type { OnWitnessEvent } from './ledger/witness/witness-events.js';
import type { WitnessPeers } from './ledger/witness/witness-peers.js';

export interface WitnessHost extends Witness {
  /** Begins to witness once the network is known; does nothing when it has begun. */
  start(network: string): Promise<void>;
  newestBlockAt(): number | undefined;
}

/** The domain's witness, which can only begin when the network has been founded. */
export function createWitnessHost(deps: {
  domain: string;
  ledger: Ledger;
  keys: KeyRing;
  statements: StatementStore;
  peers: WitnessPeers;
  clock: Clock;
  onEvent: OnWitnessEvent;
  pullEveryMs: number;
  signal: AbortSignal;
  /** Told when a loop has ended before its time. */
  onEnd: (cause: unknown) => void;
}): WitnessHost {
  const { domain, statements, signal, onEnd } = deps;
  let witness: LedgerWitness | undefined;
  let starting: Promise<void> | undefined;
  const running = () => {
    if (witness === undefined) throw new AppError('WITNESS_STALE', 'the network has not been founded yet');
    return witness;
  };
  const begin = async (network: string) => {
    const signer: Signer = await deps.keys.signer(DOMAIN_KEYS.witness);
    witness = createWitness({ ...deps, network, signer, interval: deps.pullEveryMs });
    for (const loop of [witness.sign(signal), witness.follow(signal)]) loop.catch(onEnd);
  };
  return {
    // Asked for at the start and with every list that is taken: two loops of one witness would sign against each other.
    start(network) {
      starting ??= begin(network).catch((cause: unknown) => {
        starting = undefined;
        throw cause;
      });
      return starting;
    },
    newestBlockAt: () => witness?.newest()?.at,
    facts: async (keys) => running().facts(keys),
    statusStatement: async (keys) => running().statusStatement(keys),
    receiptStatements: async (blockNumber) => running().receiptStatements(blockNumber, domain),
    ownStatements: (fromBlock, limit) => statements.from(domain, fromBlock, limit),
    convictions: async () => [...(await running().convictions())],
  };
}
