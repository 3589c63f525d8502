import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../domain/errors.js';
import type { Ledger, VerifiedBlock } from '../../domain/ports/ledger.js';

/** The last block that a projection holds. */
export interface Checkpoint {
  blockNumber: number;
  blockHash: string;
}

/** Where blocks are projected to. */
export interface ProjectionSink {
  /** undefined where nothing is held. */
  checkpoint(): Promise<Checkpoint | undefined>;
  /** Takes a block and moves the checkpoint, both in one database transaction. */
  apply(block: VerifiedBlock, checkpoint: Checkpoint): Promise<void>;
  /** Forgets everything, the checkpoint included, in one database transaction. */
  clear(): Promise<void>;
}

export interface Projector {
  /**
   * Hands on every block after the checkpoint, in order, until the signal aborts. A sink that rejects gets the same block again.
   * Rejects with LEDGER_CORRUPT, from the ledger, or when its block at the checkpoint is another one.
   */
  run(signal: AbortSignal): Promise<void>;
  /** Clears the sink; the next run begins at block 0. */
  rebuild(): Promise<void>;
}

export function createProjector(deps: {
  ledger: Pick<Ledger, 'blocks'>;
  sink: ProjectionSink;
  /** Told of each failure of the sink before the next attempt. */
  onFailure?: (cause: unknown) => void;
  /** Milliseconds before the sink gets a block again; 1000 unless given. */
  retryInterval?: number;
}): Projector {
  const { ledger, sink, onFailure = () => undefined, retryInterval = 1_000 } = deps;

  const patiently = async <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> => {
    while (!signal.aborted) {
      try {
        return await work();
      } catch (cause) {
        onFailure(cause);
        await sleep(retryInterval, undefined, { signal }).catch(() => undefined);
      }
    }
    return undefined;
  };

  return {
    async run(signal) {
      const held = await patiently(() => sink.checkpoint(), signal);
      // The block at the checkpoint is read again: what is held must have come from this very chain.
      for await (const block of ledger.blocks(held?.blockNumber ?? 0, signal)) {
        const { blockNumber, blockHash } = block;
        if (blockNumber === held?.blockNumber) ensureSame(held, block);
        else await patiently(() => sink.apply(block, { blockNumber, blockHash }), signal);
      }
    },
    rebuild: () => sink.clear(),
  };
}

function ensureSame({ blockNumber, blockHash }: Checkpoint, block: VerifiedBlock): void {
  if (block.blockHash === blockHash) return;
  throw new AppError('LEDGER_CORRUPT', 'the projection holds blocks of another chain', {
    details: { block: blockNumber },
  });
}
