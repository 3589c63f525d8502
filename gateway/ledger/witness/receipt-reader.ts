import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { WitnessMembers } from '../../domain/ports/witness-members.js';
import { createAnchoredBlocks } from './anchored-blocks.js';
import { createConvictions } from './convictions.js';
import { createMembership } from './membership.js';
import type { StatementStore } from './statement-store.js';

export interface ReceiptReader {
  members: WitnessMembers;
  /** As `Witness.receiptStatements`; undefined too while the network has not been founded. */
  receiptStatements(blockNumber: number): Promise<BlockStatement[] | undefined>;
}

/** What witnesses have signed, by whoever only reads: it needs no key, and signs nothing. */
export function createReceiptReader(deps: {
  domain: string;
  ledger: Pick<Ledger, 'ledgerId' | 'read' | 'history'>;
  store: StatementStore;
  clock: Clock;
}): ReceiptReader {
  const { domain, ledger, store, clock } = deps;
  const members = createMembership(ledger);
  const convictions = createConvictions({ store, membership: members, clock });
  let anchored: ReturnType<typeof createAnchoredBlocks> | undefined;
  return {
    members,
    async receiptStatements(blockNumber) {
      const record = (await ledger.read(['network'])).entries.get('network')?.record;
      if (record?.kind !== 'network') return undefined;
      const { network } = record;
      anchored ??= createAnchoredBlocks({
        ...{ network, ledger: ledger.ledgerId, store, membership: members, convictions, clock },
      });
      const statements = (await anchored.of([blockNumber])).get(blockNumber)?.statements;
      return statements?.some(({ statement }) => statement.domain !== domain) === true ? statements : undefined;
    },
  };
}
