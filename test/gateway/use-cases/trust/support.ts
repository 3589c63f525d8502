import type { BlockStatement } from '../../../../chaincode/model/block-statement.js';
import type { Conviction, TrustList } from '../../../../chaincode/model/trust-list.js';
import type { VerifiedBlock } from '../../../../gateway/domain/ports/ledger.js';
import type { SignedListStore, TrustListStore } from '../../../../gateway/domain/ports/material-store.js';
import { createListDeriver, type DeriveListDeps } from '../../../../gateway/use-cases/trust/derive-list.js';
import { createTrustHolder } from '../../../../gateway/use-cases/trust/trust-holder.js';
import type { Code, World } from '../../../support/evidence-kit-world.js';
import { testSignature } from '../../../support/test-pki.js';

/** A list store in memory that counts what it is given. */
export function memoryLists(...given: readonly TrustList[]): TrustListStore & { added: TrustList[] } {
  const added: TrustList[] = [];
  return {
    added,
    all: async () => [...given, ...added],
    add: async (list) => void added.push(list),
  };
}

export function memorySignedLists(): SignedListStore {
  const kept = new Map<number, { digest: string; at: number }>();
  return {
    async claim({ sequence, digest }, { at, before }) {
      const known = kept.get(sequence);
      if (known?.digest === digest) return true;
      if (known !== undefined && known.at > before) return false;
      kept.set(sequence, { digest, at });
      return true;
    },
  };
}

/** A witness's statement on a block that nobody has made. */
export function statementOn(
  world: World,
  domain: Code,
  blockNumber: number,
  fill: string,
  signer: Code = domain,
): BlockStatement {
  const statement = {
    network: world.network,
    ledger: world.ledger,
    domain,
    blockNumber,
    blockHash: fill.repeat(64),
    blockRoot: 'b'.repeat(64),
    blockSize: 1,
    seenAt: '2026-11-22T00:00:00.000Z',
  };
  return { statement, signature: testSignature(world.domains[signer].witness, 'block-statement', statement) };
}

export function conviction(
  world: World,
  domain: Code,
  blockNumber: number,
  bodies: readonly [string, string] = ['a', 'c'],
): Conviction {
  const [a, b] = bodies;
  const statements: Conviction['statements'] = [
    statementOn(world, domain, blockNumber, a),
    statementOn(world, domain, blockNumber, b),
  ];
  return { domain, blockNumber, statements };
}

/** A gateway's deriver over a ledger on which nothing happens after list 1. */
export async function deriverOf(
  world: World,
  options: {
    now: () => number;
    lists?: readonly TrustList[];
    height?: number;
    convictions?: readonly Conviction[];
  },
) {
  const { height = 15, convictions = [] } = options;
  const trust = await createTrustHolder(memoryLists(...(options.lists ?? world.lists)), { production: false });
  const ledger: Pick<DeriveListDeps['ledger'], 'read' | 'blocks'> = {
    read: async () => ({ height, entries: new Map() }),
    async *blocks(from) {
      for (let blockNumber = from; blockNumber <= height; blockNumber += 1) yield emptyBlock(blockNumber);
    },
  };
  return createListDeriver({
    // Nothing is written, nor asked of one entry's history.
    ledger: ledger as DeriveListDeps['ledger'],
    trust,
    clock: { now: options.now },
    convictions: async () => convictions,
  });
}

function emptyBlock(blockNumber: number): VerifiedBlock {
  const digest = 'e'.repeat(64);
  return { blockNumber, blockHash: digest, blockRoot: digest, blockSize: 0, transactions: [] };
}
