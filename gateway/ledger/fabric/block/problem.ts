import { AppError } from '../../../domain/errors.js';

export const FABRIC_BLOCK_PROBLEMS = [
  'BLOCK_FORM',
  'BLOCK_NUMBER',
  'BLOCK_DATA',
  'BLOCK_LINK',
  'BLOCK_FLAGS',
  'ENVELOPE_FORM',
  'TRANSACTION_FORM',
  'TRANSACTION_INPUT',
  'WRITE_FORM',
  'WRITE_STRAY',
  'RULES_BROKEN',
  'MEMBER_CHANGED',
] as const;
export type FabricBlockProblem = (typeof FABRIC_BLOCK_PROBLEMS)[number];

/** A block of the own node that does not hold: LEDGER_CORRUPT, with the block and what is wrong in the details. */
export function corruptBlock(block: number | undefined, problem: FabricBlockProblem, cause?: unknown): AppError {
  return new AppError('LEDGER_CORRUPT', `block ${block ?? ''} does not hold: ${problem}`, {
    details: { ...(block === undefined ? {} : { block }), problem },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** What is wrong, by an error of corruptBlock. Throws any other. */
export function problemOf(error: unknown): FabricBlockProblem {
  const named = error instanceof AppError && error.code === 'LEDGER_CORRUPT' ? error.details.problem : undefined;
  const problem = FABRIC_BLOCK_PROBLEMS.find((each) => each === named);
  if (problem === undefined) throw error;
  return problem;
}
