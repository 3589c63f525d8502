import type { Proposal } from '../../model/command.js';
import type { Transaction } from '../transaction.js';

/** Writes what a carried proposal says. */
export type Apply = () => Promise<void>;

/** Holds a proposal against the ledger as it is, PROPOSAL_INVALID or TRUST_ENTRY_INVALID where it does not fit. */
export type PrepareProposal<K extends Proposal['kind']> = (
  transaction: Transaction<'vote'>,
  proposal: Extract<Proposal, { kind: K }>,
) => Promise<Apply>;
