import type { z } from 'zod';
import type { BlockStatement } from '../../../../chaincode/model/block-statement.js';
import type { statementList } from './schema.js';

/** Statements leave as the witness signed them. */
export function presentStatements(items: BlockStatement[]): z.infer<typeof statementList> {
  return { items };
}
