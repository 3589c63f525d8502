import { type AnswerLine, type BatchTarget, sendBatch } from './send-batch.js';

/** A request has a deadline at the gateway; a table of any length goes through in several. */
const ROWS_IN_ONE_REQUEST = 10_000;

export interface SendOrders extends Omit<BatchTarget, 'token'> {
  orders: AsyncIterator<Uint8Array>;
  /** Asked before each request: tokens do not live long. */
  token: () => Promise<string>;
  onSent(): void;
}

/** Sends any number of orders; rows are counted from 1 through all of them. Throws what `sendBatch` throws. */
export async function* sendOrders(input: SendOrders): AsyncGenerator<AnswerLine> {
  const { orders, onSent, token, signal, ...target } = input;
  let sentBefore = 0;
  for (let next = await orders.next(); next.done !== true; ) {
    let sent = 0;
    // One row is in hand already: without one there is nothing to send.
    const rows = async function* () {
      while (next.done !== true && sent < ROWS_IN_ONE_REQUEST) {
        sent += 1;
        onSent();
        yield next.value;
        next = await orders.next();
      }
    };
    let ended = false;
    for await (const line of sendBatch(rows(), { ...target, signal, token: await token() })) {
      ended = line.row === undefined;
      yield line.row === undefined ? line : { ...line, row: line.row + sentBefore };
    }
    if (ended) return;
    sentBefore += sent;
  }
}
