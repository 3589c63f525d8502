import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, Committer } from 'fabric-common';
import protos from 'fabric-protos';
import { AppError } from '../../../domain/errors.js';

export interface Orderers {
  /**
   * Resolves when one orderer has taken the envelope, which is no promise that it is ordered: a leader that dies takes what it has
   * taken with it. Rejects with LEDGER_UNAVAILABLE where none took it within the time, in milliseconds; at once, and as OrderersRefuse,
   * where every one of them finds fault with it.
   */
  broadcast(envelope: Uint8Array, withinMs: number, signal: AbortSignal): Promise<void>;
}

/** The transaction is none that the channel takes any more: its sender's certificate has ended, or is no member's now. */
export class OrderersRefuse extends AppError {}

const REFUSALS = ['BAD_REQUEST', 'FORBIDDEN'];
/** For one attempt at one orderer. */
const ATTEMPT_MS = 3_000;
const PAUSE_MS = 200;

/** `ownMsp`: the province's own orderer organisation, whose node is asked first. */
export function createOrderers(channel: Channel, ownMsp: string, random: () => number): Orderers {
  const isOwn = ({ mspid }: Committer) => Number(mspid === ownMsp);
  const inOrder = () => channel.getCommitters().toSorted((left, right) => isOwn(right) - isOwn(left));
  return {
    async broadcast(envelope, withinMs, signal) {
      const message = protos.common.Envelope.decode(envelope);
      const until = performance.now() + withinMs;
      let cause: unknown;
      while (!signal.aborted && performance.now() < until) {
        const nodes = inOrder();
        let refusals = 0;
        for (const orderer of nodes) {
          try {
            const status = await send(orderer, message);
            if (status === 'SUCCESS') return;
            if (REFUSALS.includes(status)) refusals += 1;
            cause = status;
          } catch (error) {
            cause = error;
          }
        }
        if (refusals > 0 && refusals === nodes.length) {
          throw new OrderersRefuse('LEDGER_UNAVAILABLE', 'every orderer refuses a transaction', { cause });
        }
        await sleep(PAUSE_MS + random() * PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
      throw new AppError('LEDGER_UNAVAILABLE', 'no orderer takes a transaction', { cause });
    },
  };
}

/** Fabric's word for what became of it; empty where there is no connection. */
async function send(orderer: Committer, envelope: protos.common.Envelope): Promise<string> {
  // `checkConnection` takes a flag, to reset the connection, and `sendBroadcast` a message: their types say otherwise.
  const node = orderer as unknown as {
    connected: boolean;
    checkConnection(reset: boolean): Promise<boolean>;
    sendBroadcast(envelope: protos.common.Envelope, timeoutMs: number): Promise<{ status: string }>;
  };
  // gRPC makes a connection that broke anew by itself; to reset one would close it under calls that are on their way.
  if (!(await node.checkConnection(!node.connected))) return '';
  return (await node.sendBroadcast(envelope, ATTEMPT_MS)).status;
}
