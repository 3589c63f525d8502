import type { AnchoringStore } from '../../domain/ports/anchoring-store.js';
import type { Witness } from '../../domain/ports/witness.js';

const LIMIT = 200;

/** Gives batches the statements of their quorum as soon as there is one: from then on their licences are `anchored`. */
export function createAnchorBatches({ store, witness }: { store: AnchoringStore; witness: Witness }) {
  return async (): Promise<void> => {
    for (const blockNumber of await store.unanchoredBlocks(LIMIT)) {
      const statements = await witness.receiptStatements(blockNumber);
      const last = statements?.at(-1);
      // The quorum's statements stand in order of `seenAt`: the last one's is the anchoring time.
      if (last !== undefined) await store.anchor(blockNumber, JSON.stringify(statements), last.statement.seenAt);
    }
  };
}
