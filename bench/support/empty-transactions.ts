import { createFabricCalls } from '../../gateway/ledger/fabric/calls.js';
import { createChain } from '../../gateway/ledger/fabric/chain.js';
import { connectFabric } from '../../gateway/ledger/fabric/client/connect.js';
import { createEnvelope } from '../../gateway/ledger/fabric/client/envelope.js';
import { createFabricIdentity } from '../../gateway/ledger/fabric/client/identity.js';
import { endorse } from '../../gateway/ledger/fabric/endorse.js';
import type { FabricLedgerOptions } from '../../gateway/ledger/fabric/fabric-ledger.js';

const TIMEOUT_MS = 10_000;

/** Transactions a second that read and write nothing: endorsed by two members, ordered, and seen in a block. */
export async function emptyTransactionRate(
  options: FabricLedgerOptions,
  { count, inFlight }: { count: number; inFlight: number },
): Promise<number> {
  const { connection, clock, nonce } = options;
  const stop = new AbortController();
  const { signal } = stop;
  const identity = createFabricIdentity({ mspId: connection.mspId, ...options.enrolled });
  const client = await connectFabric({ ...options, identity, signal, patienceMs: TIMEOUT_MS });
  const calls = createFabricCalls({ ...connection, identity, clock, nonce, timeoutMs: TIMEOUT_MS });
  const chain = createChain({
    chaincode: connection.chaincode,
    block: (number) => calls.block(client.own, number),
    blockOf: (transactionId) => calls.blockOf(client.own, transactionId),
    ledger: '',
    apply: options.apply,
    height: await calls.height(client.own),
    bell: client.bell,
  });
  const watching = chain.watch(signal);
  const sendOne = async () => {
    const proposal = calls.proposal('protect', '{"keys":[]}');
    const { endorsements } = await endorse(proposal, {
      own: client.own,
      others: client.others(),
      wanted: 0,
      timeoutMs: TIMEOUT_MS,
    });
    await client.orderers.broadcast(createEnvelope(identity, proposal, endorsements), TIMEOUT_MS, signal);
    await chain.outcome(proposal.transactionId, TIMEOUT_MS);
  };
  try {
    let left = count;
    const start = performance.now();
    await Promise.all(
      Array.from({ length: inFlight }, async () => {
        for (; left > 0; left -= 1) await sendOne();
      }),
    );
    return (count * 1000) / (performance.now() - start);
  } finally {
    stop.abort();
    await watching;
    client.close();
  }
}
