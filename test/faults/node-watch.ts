import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkBlock } from '../../gateway/ledger/fabric/block/check-block.js';
import { decodeBlock } from '../../gateway/ledger/fabric/block/decode-block.js';
import { readLooseEnvelope } from '../../gateway/ledger/fabric/block/read-envelope.js';
import { createFabricCalls } from '../../gateway/ledger/fabric/calls.js';
import { connectFabric } from '../../gateway/ledger/fabric/client/connect.js';
import { createFabricIdentity } from '../../gateway/ledger/fabric/client/identity.js';
import { readConnectionFile } from '../../gateway/ledger/fabric/connection-file.js';
import { openEnrolment } from '../../gateway/ledger/fabric/enrolment/open-enrolment.js';

/** Every envelope of a block, whatever Fabric's validation said of it. */
export interface SeenEnvelope {
  transactionId: string;
  /** 0 is valid; of copies in one block the first one's. */
  code: number;
  bytes: Uint8Array;
}

/** A licence's first entry on the ledger. */
export interface SeenLicence {
  key: string;
  digest: string;
  transactionId: string;
  blockNumber: number;
  /** When its transaction was made, right before it was endorsed, milliseconds since 1970. */
  madeAt: number;
  /** When this node was seen to have it, milliseconds since 1970. */
  at: number;
}

/** One province's node, looked at beside its gateway. Waits out a node that does not answer. */
export interface NodeWatch {
  domain: string;
  height(): number;
  envelopes: readonly SeenEnvelope[];
  /** By key; more than one for a key would be a licence that was anchored twice. */
  licences: ReadonlyMap<string, readonly SeenLicence[]>;
  close(): Promise<void>;
}

const POLL_MS = 40;
const ANSWER_MS = 3_000;
const PATIENCE_MS = 30_000;

export async function watchNode(domain: string, connectionFile: string): Promise<NodeWatch> {
  const connection = await readConnectionFile(connectionFile);
  const enrolment = openEnrolment(connection.certificateAuthority);
  const enrolled = await enrolment.identity();
  const identity = createFabricIdentity({ mspId: connection.mspId, ...enrolled });
  const closing = new AbortController();
  const { signal } = closing;
  const client = await connectFabric({
    connection,
    identity,
    enrolled,
    tls: await enrolment.tls(),
    random: () => Math.random(),
    signal,
    patienceMs: PATIENCE_MS,
  });
  const calls = createFabricCalls({
    ...connection,
    identity,
    clock: { now: () => Date.now() },
    nonce: () => randomBytes(24),
    timeoutMs: ANSWER_MS,
  });
  const envelopes: SeenEnvelope[] = [];
  const licences = new Map<string, SeenLicence[]>();
  let height = -1;

  const take = (number: number, raw: Uint8Array) => {
    const at = Date.now();
    const block = decodeBlock(number, raw);
    const { outcomes, transactions } = checkBlock(block, { number, chaincode: connection.chaincode });
    const made = new Map<string, number>();
    for (const bytes of block.envelopes) {
      const { transactionId, at } = readLooseEnvelope(bytes);
      const code = outcomes.find((outcome) => outcome.transactionId === transactionId)?.code ?? -1;
      envelopes.push({ transactionId, code, bytes });
      made.set(transactionId, at);
    }
    for (const { transactionId, writes } of transactions) {
      for (const { key, record } of writes) {
        if (record.kind !== 'licence' || record.version !== 1) continue;
        const madeAt = made.get(transactionId) ?? 0;
        const seen = { key, digest: record.digest, transactionId, blockNumber: number, madeAt, at };
        licences.set(key, [...(licences.get(key) ?? []), seen]);
      }
    }
    height = number;
  };

  const watch = async () => {
    while (!signal.aborted) {
      const next = height + 1;
      const bytes = await calls.block(client.own, next).catch(() => undefined);
      if (bytes !== undefined) take(next, bytes);
      else await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  const watching = watch();
  return {
    domain,
    height: () => height,
    envelopes,
    licences,
    async close() {
      closing.abort();
      await watching.finally(() => client.close());
    },
  };
}
