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
/** For one attempt at one orderer. One that has just been started may take a transaction and find nobody to hand it on to. */
const ATTEMPT_MS = 1_000;
/** Whoever has failed is asked last for so long. */
const SHUNNED_MS = 3_000;
const PAUSE_MS = 200;

/** `ownMsp`: the province's own orderer organisation, whose node is asked first. */
export function createOrderers(channel: Channel, ownMsp: string, random: () => number): Orderers {
  const failedAt = new Map<string, number>();
  const rank = ({ mspid, name }: Committer) => {
    const hasFailed = performance.now() - (failedAt.get(name) ?? Number.NEGATIVE_INFINITY) < SHUNNED_MS;
    return Number(mspid === ownMsp) - 2 * Number(hasFailed);
  };
  const inOrder = () => channel.getCommitters().toSorted((left, right) => rank(right) - rank(left));
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
          failedAt.set(orderer.name, performance.now());
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
