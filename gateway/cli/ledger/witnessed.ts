import { z } from 'zod';
import { type BlockStatement, blockStatement } from '../../../chaincode/model/block-statement.js';
import { CliError } from '../cli-error.js';
import { getJson } from '../remote/get-json.js';

const page = z.strictObject({ items: z.array(blockStatement) });
const PAGE = 1_000;
const LIMITS = { timeoutMs: 10_000, maxBytes: 8 * 1024 * 1024 };

/** What the witness of one gateway has signed, from block 0 on, as the gateway tells everybody. */
export async function statementsOfGateway(gateway: string): Promise<BlockStatement[]> {
  const all: BlockStatement[] = [];
  for (let from = 0; ; ) {
    const address = `${gateway}/v1/witness/block-statements?from=${from}&limit=${PAGE}`;
    const answer = page.safeParse(await getJson(address, LIMITS));
    if (!answer.success) throw new CliError('GATEWAY_ANSWER_INVALID', `${address}: no statements`, { status: 2 });
    const { items } = answer.data;
    all.push(...items);
    const next = items.reduce((last, { statement }) => Math.max(last, statement.blockNumber), -1) + 1;
    // A gateway that goes in circles would never come to an end.
    if (items.length < PAGE || next <= from) return all;
    from = next;
  }
}
