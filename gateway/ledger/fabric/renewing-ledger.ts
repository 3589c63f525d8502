import { AppError } from '../../domain/errors.js';
import type { Ledger, VerifiedBlock } from '../../domain/ports/ledger.js';

export type ClosableLedger = Ledger & { close(): Promise<void> };

export interface RenewingLedgerDeps<Keys> {
  /** The gateway's keys on Fabric: those in use, or new ones where their certificates near their end. */
  keys(): Promise<Keys>;
  /** Whether two are the same certificates. */
  isSame(left: Keys, right: Keys): boolean;
  /** Opens the ledger with them. */
  open(keys: Keys): Promise<ClosableLedger>;
  /** Hears why the keys could not be renewed. */
  onFailure(cause: unknown): void;
}

export interface RenewingLedger extends ClosableLedger {
  /** Opens the ledger anew where there are new keys, and closes the old one after its last call has ended. Never rejects. */
  renew(): Promise<void>;
}

/**
 * A ledger that outlives the certificates it was opened with: whoever uses it goes on, and a stream of blocks continues where it
 * was. Rejects as `keys` and `open` do.
 */
export async function openRenewingLedger<Keys>(deps: RenewingLedgerDeps<Keys>): Promise<RenewingLedger> {
  let keys = await deps.keys();
  let current = generationOf(await deps.open(keys));
  const retiring = new Set<Promise<void>>();
  let isClosed = false;

  const renew = async () => {
    const next = await deps.keys();
    if (deps.isSame(keys, next)) return;
    const ledger = await deps.open(next);
    if (isClosed || ledger.ledgerId !== current.ledger.ledgerId) {
      await ledger.close();
      if (!isClosed) throw new AppError('LEDGER_CORRUPT', 'with the new certificate the peer shows another chain');
      return;
    }
    const old = current;
    current = generationOf(ledger);
    keys = next;
    const retired = old.retire().finally(() => retiring.delete(retired));
    retiring.add(retired);
  };
  let renewing: Promise<void> | undefined;

  return {
    ledgerId: current.ledger.ledgerId,
    submit: (input) => current.call((ledger) => ledger.submit(input)),
    read: (entries) => current.call((ledger) => ledger.read(entries)),
    history: (key) => current.call((ledger) => ledger.history(key)),
    async *blocks(from, signal) {
      let last: VerifiedBlock | undefined;
      while (!signal.aborted && !isClosed) {
        const { ledger, retired } = current;
        for await (const block of ledger.blocks(last?.blockNumber ?? from, AbortSignal.any([signal, retired]))) {
          // The successor's first one was handed on before: it must be the same.
          if (block.blockNumber === last?.blockNumber) ensureSame(last, block);
          else yield block;
          last = block;
        }
        // Ended by itself, and neither because of its reader nor for a successor.
        if (!retired.aborted) return;
      }
    },
    renew() {
      renewing ??= renew()
        .catch(deps.onFailure)
        .finally(() => {
          renewing = undefined;
        });
      return renewing;
    },
    async close() {
      isClosed = true;
      await renewing;
      current.endStreams();
      await Promise.all([...retiring, current.ledger.close()]);
    },
  };
}

function ensureSame({ blockNumber, blockHash }: VerifiedBlock, again: VerifiedBlock): void {
  if (again.blockHash === blockHash) return;
  throw new AppError('LEDGER_CORRUPT', 'with the new certificate the peer shows another chain', {
    details: { block: blockNumber },
  });
}

/** One opening, and the calls that are under way on it. */
function generationOf(ledger: ClosableLedger) {
  const underWay = new Set<Promise<unknown>>();
  const retirement = new AbortController();
  return {
    ledger,
    retired: retirement.signal,
    call<T>(work: (ledger: Ledger) => Promise<T>): Promise<T> {
      const call = work(ledger).finally(() => underWay.delete(call));
      underWay.add(call);
      return call;
    },
    endStreams: () => retirement.abort(),
    async retire() {
      retirement.abort();
      while (underWay.size > 0) await Promise.allSettled(underWay);
      await ledger.close();
    },
  };
}
