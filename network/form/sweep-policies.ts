import { randomBytes } from 'node:crypto';
import { ownersOf } from '../../chaincode/host/owners.js';
import { applyTransaction } from '../../chaincode/transactions/index.js';
import type { SubmissionJournal } from '../../gateway/domain/ports/submission-journal.js';
import { readConnectionFile } from '../../gateway/ledger/fabric/connection-file.js';
import { openEnrolment } from '../../gateway/ledger/fabric/enrolment/open-enrolment.js';
import { type FabricLedger, openFabricLedger } from '../../gateway/ledger/fabric/fabric-ledger.js';
import type { Layout } from '../topology/layout.js';
import type { Network } from '../topology/network.js';

/**
 * Has each province give its own entries the policies of the present members. Until then they keep those of the members before:
 * writable, and guarded by the old majority. Answers how many entries have a policy.
 */
export async function sweepPolicies({ provinces }: Network, layout: Layout): Promise<number> {
  let swept = 0;
  for (const province of provinces) {
    const ledger = await openLedger(layout.province(province).gatewayConnection);
    try {
      swept += await ledger.protect(await ownKeys(ledger, province.domain));
    } finally {
      await ledger.close();
    }
  }
  return swept;
}

/** Keys of the entries whose first owner the domain is, from every block. */
async function ownKeys(ledger: FabricLedger, domain: string): Promise<string[]> {
  const { height } = await ledger.read([]);
  const keys = new Set<string>();
  const stop = new AbortController();
  for await (const { blockNumber, transactions } of ledger.blocks(0, stop.signal)) {
    for (const { key, record } of transactions.flatMap(({ writes }) => writes)) {
      if (ownersOf(record)[0] === domain) keys.add(key);
    }
    if (blockNumber >= height) stop.abort();
  }
  return [...keys];
}

async function openLedger(connectionFile: string): Promise<FabricLedger> {
  const connection = await readConnectionFile(connectionFile);
  const enrolment = openEnrolment(connection.certificateAuthority);
  return openFabricLedger({
    connection,
    enrolled: await enrolment.identity(),
    tls: await enrolment.tls(),
    journal: NO_JOURNAL,
    apply: applyTransaction,
    clock: { now: () => Date.now() },
    nonce: () => randomBytes(24),
    random: () => Math.random(),
  });
}

/** Nothing is submitted here. */
const NO_JOURNAL: SubmissionJournal = {
  keep: async (_digest, submission) => submission,
  find: async () => undefined,
  drop: async () => undefined,
};
