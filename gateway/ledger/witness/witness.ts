import { setTimeout as sleep } from 'node:timers/promises';
import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import type { Conviction } from '../../../chaincode/model/trust-list.js';
import { parseTime } from '../../../pki/encoding/times.js';
import type { Signer } from '../../../pki/signer/signer.js';
import { AppError } from '../../domain/errors.js';
import type { StatusStatement } from '../../domain/evidence/status.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Ledger, VerifiedBlock } from '../../domain/ports/ledger.js';
import type { LedgerFacts } from '../../domain/ports/witness.js';
import { createAnchoredBlocks } from './anchored-blocks.js';
import { type Collected, createCollectStatements } from './collect-statements.js';
import { createConvictions } from './convictions.js';
import { followPeers } from './follow-peers.js';
import { createLedgerFacts } from './ledger-facts.js';
import { createMembership } from './membership.js';
import { signBlocks } from './sign-blocks.js';
import type { StatementStore } from './statement-store.js';
import { createStatusStatements } from './status-statements.js';
import type { OnWitnessEvent } from './witness-events.js';
import type { WitnessPeers } from './witness-peers.js';

export interface WitnessDeps {
  network: string;
  /** The domain that it speaks for, by its own node. */
  domain: string;
  ledger: Ledger;
  /** Purposes `block-statement` and `status-head`. */
  signer: Signer;
  statements: StatementStore;
  peers: WitnessPeers;
  clock: Clock;
  onEvent?: OnWitnessEvent;
  /** Milliseconds between rounds of pulling the others' statements; 1000 unless given. */
  interval?: number;
}

export interface Witness {
  /**
   * Signs the blocks of the own node until the signal aborts, and begins again whenever database or signer fail. Rejects with
   * LEDGER_CORRUPT alone, when the blocks cannot be signed.
   */
  sign(signal: AbortSignal): Promise<void>;
  /** Pulls the statements of the other members until the signal aborts. */
  follow(signal: AbortSignal): Promise<void>;
  /** Verifies and keeps statements that claim to be of one domain. */
  collect(domain: string, statements: readonly unknown[]): Promise<Collected>;
  /** Status of 1 to 64 entries, from the own node, now. See createStatusStatements for its errors. */
  statusStatement(keys: readonly string[]): Promise<StatusStatement>;
  /**
   * Exactly a quorum of statements on a block, the earliest ones, at least one not of `issuer`'s domain, in the order of
   * evidence; undefined while the block is not anchored.
   */
  receiptStatements(blockNumber: number, issuer: string): Promise<BlockStatement[] | undefined>;
  /** What the own node says now, unsigned. Rejects as `Ledger.read` does. */
  facts(keys: readonly string[]): Promise<LedgerFacts>;
  /** The quorum-th smallest `seenAt` of the statements that agree; undefined while the block is not anchored. */
  anchoringTime(blockNumber: number): Promise<string | undefined>;
  /** Proofs against witnesses that signed two bodies for one height. */
  convictions(): Promise<readonly Conviction[]>;
  /** The newest block that `sign` has verified, and its time in milliseconds since 1970. */
  newest(): { blockNumber: number; at: number } | undefined;
}

/** A domain's witness: says what its own node shows, and counts what the others say of theirs. */
export function createWitness(deps: WitnessDeps): Witness {
  const { network, domain, ledger, signer, statements: store, peers, clock, onEvent = () => undefined } = deps;
  const interval = deps.interval ?? 1_000;
  const membership = createMembership(ledger);
  const convictions = createConvictions({ store, membership, clock });
  const common = { network, domain, store, membership, convictions, clock, onEvent };
  const anchored = createAnchoredBlocks({ ...common, ledger: ledger.ledgerId });
  const collect = createCollectStatements({ ...common, ledger: ledger.ledgerId });
  let newest: { blockNumber: number; at: number } | undefined;
  let corrupt: AppError | undefined;

  const anchoring = async (blockNumber: number) => (await anchored.of([blockNumber])).get(blockNumber);
  const others = async () => {
    const { height } = await ledger.read([]);
    const members = await membership.at(height);
    return [...(members?.witnessKeys.keys() ?? [])].filter((each) => each !== domain);
  };

  const seen = (block: VerifiedBlock, seenAt: string) => {
    newest = { blockNumber: block.blockNumber, at: timeOfBlock(block, seenAt) };
  };
  const signing = { network, domain, ledger, signer, store, peers, clock, onEvent, retryInterval: interval };
  const sign = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      try {
        await signBlocks(signing, seen, signal);
      } catch (cause) {
        if (cause instanceof AppError && cause.code === 'LEDGER_CORRUPT') {
          corrupt = cause;
          throw cause;
        }
        onEvent({ kind: 'interrupted', cause });
        await sleep(interval, undefined, { signal }).catch(() => undefined);
      }
    }
  };

  /** A node that has shown one block that does not hold says nothing more that this witness would sign. */
  const verified = () => {
    if (corrupt !== undefined) throw corrupt;
    return newest;
  };

  return {
    sign,
    follow: (signal) => followPeers({ peers, domains: others, store, collect, onEvent, interval }, signal),
    collect,
    statusStatement: createStatusStatements({ network, domain, ledger, signer, anchored, clock, newest: verified }),
    async receiptStatements(blockNumber, issuer) {
      const statements = (await anchoring(blockNumber))?.statements;
      // A quorum of one domain alone, the issuer's, is nobody's word but his.
      return statements?.some(({ statement }) => statement.domain !== issuer) === true ? statements : undefined;
    },
    facts: createLedgerFacts({ ledger, anchored, clock }),
    anchoringTime: async (blockNumber) => (await anchoring(blockNumber))?.at,
    convictions: () => convictions.list(),
    newest: () => newest,
  };
}

/** The transactions' own time, which an isolated node cannot make newer; that of the first look where there are none. */
function timeOfBlock({ transactions }: VerifiedBlock, seenAt: string): number {
  const seen = parseTime(seenAt);
  const times = transactions.map(({ at }) => parseTime(at));
  return times.length === 0 ? seen : Math.min(Math.max(...times), seen);
}
