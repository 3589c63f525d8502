import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { applyTransaction } from '../chaincode/transactions/index.js';
import type { Config } from './config.js';
import type { Clock } from './domain/ports/clock.js';
import type { SubmissionJournal } from './domain/ports/submission-journal.js';
import { openEmbeddedLedger } from './ledger/embedded/embedded-ledger.js';
import { readConnectionFile } from './ledger/fabric/connection-file.js';
import { expiryOf, openEnrolledKey } from './ledger/fabric/enrolment/enrolled-key.js';
import type { Enrolled } from './ledger/fabric/enrolment/enrolment.js';
import { openEnrolment } from './ledger/fabric/enrolment/open-enrolment.js';
import { type FabricLedger, openFabricLedger } from './ledger/fabric/fabric-ledger.js';
import { type ClosableLedger, openRenewingLedger } from './ledger/fabric/renewing-ledger.js';

interface LedgerDeps {
  kek: () => Promise<Uint8Array>;
  journal: SubmissionJournal;
  clock: Clock;
}

/** A ledger, and the certificates of this process on it. */
export interface OpenedLedger extends ClosableLedger {
  /** What each is for, and its end in milliseconds since 1970. */
  certificates(): { use: string; notAfter: number }[];
}

/** How often a gateway looks whether its certificates on Fabric near their end. */
const RENEW_EVERY_MS = 3_600_000;

/** The ledger that the configuration names. Its certificates are renewed while it is open for whoever hears where that fails. */
export async function openLedger(
  { ledger, dataFolder }: Pick<Config, 'ledger' | 'dataFolder'>,
  deps: LedgerDeps & { onRenewalFailure?(cause: unknown): void },
): Promise<OpenedLedger> {
  switch (ledger.kind) {
    case 'embedded':
      return {
        ...(await openEmbeddedLedger({ url: ledger.databaseUrl, clock: deps.clock, apply: applyTransaction })),
        certificates: () => [],
      };
    case 'fabric': {
      const { keys, open } = await fabricOf({ ...ledger, dataFolder }, deps);
      let inUse = await keys();
      const openWith = async (next: FabricKeys) => {
        const opened = await open(next);
        inUse = next;
        return opened;
      };
      const certificates = () => [
        { use: 'fabric-identity', notAfter: expiryOf(inUse.enrolled) },
        { use: 'fabric-tls', notAfter: expiryOf(inUse.tls) },
      ];
      const onFailure = deps.onRenewalFailure;
      if (onFailure === undefined) return { ...(await open(inUse)), certificates };
      const renewing = await openRenewingLedger({ keys, open: openWith, isSame, onFailure });
      const timer = setInterval(() => void renewing.renew(), RENEW_EVERY_MS).unref();
      return {
        ...renewing,
        certificates,
        async close() {
          clearInterval(timer);
          await renewing.close();
        },
      };
    }
  }
}

/** The ledger by the domain's own peer; enrols the gateway where its data folder holds no key for Fabric yet. */
export async function openOnFabric(where: FabricPlace, deps: LedgerDeps): Promise<FabricLedger> {
  const { keys, open } = await fabricOf(where, deps);
  return open(await keys());
}

interface FabricPlace {
  connectionFile: string;
  dataFolder: string;
}

/** This gateway's key on Fabric, and that of its TLS connections. */
interface FabricKeys {
  enrolled: Enrolled;
  tls: Enrolled;
}

function isSame(left: FabricKeys, right: FabricKeys): boolean {
  return (['enrolled', 'tls'] as const).every((use) => left[use].certificatePem === right[use].certificatePem);
}

async function fabricOf({ connectionFile, dataFolder }: FabricPlace, { kek: readKek, journal, clock }: LedgerDeps) {
  const connection = await readConnectionFile(connectionFile);
  const folder = join(dataFolder, 'fabric');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kek = await readKek();
  const enrolment = openEnrolment(connection.certificateAuthority);
  const key = (name: string, enrol: () => Promise<Enrolled>) =>
    openEnrolledKey({ path: join(folder, `${name}.json`), kek, clock, enrol });
  return {
    keys: async (): Promise<FabricKeys> => ({
      enrolled: await key('identity', () => enrolment.identity()),
      tls: await key('tls', () => enrolment.tls()),
    }),
    open: (keys: FabricKeys) =>
      openFabricLedger({
        ...keys,
        connection,
        journal,
        apply: applyTransaction,
        clock,
        nonce: () => randomBytes(24),
        random: () => Math.random(),
      }),
  };
}
