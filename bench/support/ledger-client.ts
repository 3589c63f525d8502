import { randomBytes } from 'node:crypto';
import { applyTransaction } from '../../chaincode/transactions/index.js';
import type { Ledger } from '../../gateway/domain/ports/ledger.js';
import type { EndorsedSubmission, SubmissionJournal } from '../../gateway/domain/ports/submission-journal.js';
import { openEmbeddedLedger } from '../../gateway/ledger/embedded/embedded-ledger.js';
import { readConnectionFile } from '../../gateway/ledger/fabric/connection-file.js';
import { openEnrolment } from '../../gateway/ledger/fabric/enrolment/open-enrolment.js';
import { type FabricLedgerOptions, openFabricLedger } from '../../gateway/ledger/fabric/fabric-ledger.js';
import type { SharedLedger } from '../../gateway/start/shared-ledger.js';

const clock = { now: () => Date.now() };

/** A client of the shared ledger beside the gateways', of the domain's own. */
export async function openLedgerClient(
  ledger: SharedLedger,
  domain: string,
): Promise<Ledger & { close(): Promise<void> }> {
  return ledger.databaseUrl === undefined
    ? openFabricLedger(await fabricOptions(ledger, domain))
    : openEmbeddedLedger({ url: ledger.databaseUrl, clock, apply: applyTransaction });
}

export async function fabricOptions(ledger: SharedLedger, domain: string): Promise<FabricLedgerOptions> {
  const connection = await readConnectionFile(ledger.env(domain).FABRIC_CONNECTION ?? '');
  const enrolment = openEnrolment(connection.certificateAuthority);
  return {
    connection,
    enrolled: await enrolment.identity(),
    tls: await enrolment.tls(),
    journal: createMemoryJournal(),
    apply: applyTransaction,
    clock,
    nonce: () => randomBytes(24),
    random: () => Math.random(),
  };
}

function createMemoryJournal(): SubmissionJournal {
  const kept = new Map<string, EndorsedSubmission>();
  return {
    async keep(digest, submission) {
      kept.set(digest, submission);
      return submission;
    },
    find: async (digest) => kept.get(digest),
    drop: async (digest) => void kept.delete(digest),
  };
}
