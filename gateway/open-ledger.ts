import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { applyTransaction } from '../chaincode/transactions/index.js';
import type { Config } from './config.js';
import type { Clock } from './domain/ports/clock.js';
import type { Ledger } from './domain/ports/ledger.js';
import type { SubmissionJournal } from './domain/ports/submission-journal.js';
import { openEmbeddedLedger } from './ledger/embedded/embedded-ledger.js';
import { readConnectionFile } from './ledger/fabric/connection-file.js';
import { openEnrolledKey } from './ledger/fabric/enrolment/enrolled-key.js';
import { openEnrolment } from './ledger/fabric/enrolment/open-enrolment.js';
import { type FabricLedger, openFabricLedger } from './ledger/fabric/fabric-ledger.js';

interface LedgerDeps {
  kek: () => Promise<Uint8Array>;
  journal: SubmissionJournal;
  clock: Clock;
}

/** The ledger that the configuration names. */
export async function openLedger(
  { ledger, dataFolder }: Pick<Config, 'ledger' | 'dataFolder'>,
  deps: LedgerDeps,
): Promise<Ledger & { close(): Promise<void> }> {
  switch (ledger.kind) {
    case 'embedded':
      return openEmbeddedLedger({ url: ledger.databaseUrl, clock: deps.clock, apply: applyTransaction });
    case 'fabric':
      return openOnFabric({ ...ledger, dataFolder }, deps);
  }
}

/** The ledger by the domain's own peer; enrols the gateway where its data folder holds no key for Fabric yet. */
export async function openOnFabric(
  { connectionFile, dataFolder }: { connectionFile: string; dataFolder: string },
  { kek: readKek, journal, clock }: LedgerDeps,
): Promise<FabricLedger> {
  const connection = await readConnectionFile(connectionFile);
  const folder = join(dataFolder, 'fabric');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kek = await readKek();
  const enrolment = openEnrolment(connection.certificateAuthority);
  const key = (name: string, enrol: () => ReturnType<typeof enrolment.identity>) =>
    openEnrolledKey({ path: join(folder, `${name}.json`), kek, clock, enrol });
  const enrolled = await key('identity', () => enrolment.identity());
  const tls = await key('tls', () => enrolment.tls());
  return openFabricLedger({
    connection,
    enrolled,
    tls,
    journal,
    apply: applyTransaction,
    clock,
    nonce: () => randomBytes(24),
    random: () => Math.random(),
  });
}
