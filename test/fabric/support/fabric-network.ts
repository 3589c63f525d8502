import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyTransaction } from '../../../chaincode/transactions/index.js';
import type { EndorsedSubmission, SubmissionJournal } from '../../../gateway/domain/ports/submission-journal.js';
import { fabricConnection } from '../../../gateway/ledger/fabric/connection-file.js';
import { openEnrolment } from '../../../gateway/ledger/fabric/enrolment/open-enrolment.js';
import {
  type FabricLedger,
  type FabricLedgerOptions,
  openFabricLedger,
} from '../../../gateway/ledger/fabric/fabric-ledger.js';
import { down } from '../../../network/commands/down.js';
import { up } from '../../../network/commands/up.js';

export type OpenedLedger = FabricLedger & { options: FabricLedgerOptions };

/** A real Fabric network of three provinces, in a folder of its own, for one suite. */
export interface TestFabric {
  data: string;
  /** The ledger as a domain's gateway sees it. */
  open(domain: string, changes?: Partial<FabricLedgerOptions>): Promise<OpenedLedger>;
  stop(): Promise<void>;
}

export async function startTestFabric(): Promise<TestFabric> {
  const data = await mkdtemp(join(tmpdir(), 'yinxin-fabric-'));
  const stop = async () => {
    await down(data);
    await rm(data, { recursive: true, force: true });
  };
  try {
    const interrupted = new AbortController().signal;
    await up({ data, batchTimeout: '250ms', env: process.env, interrupted, tell: () => undefined });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    data,
    async open(domain, changes = {}) {
      const connection = fabricConnection.parse(
        JSON.parse(await readFile(join(data, 'provinces', domain, 'gateway.json'), 'utf8')),
      );
      const enrolment = openEnrolment(connection.certificateAuthority);
      const options: FabricLedgerOptions = {
        connection,
        enrolled: await enrolment.identity(),
        tls: await enrolment.tls(),
        journal: createMemoryJournal(),
        apply: applyTransaction,
        clock: { now: () => Date.now() },
        nonce: () => randomBytes(24),
        random: () => Math.random(),
        ...changes,
      };
      return { ...(await openFabricLedger(options)), options };
    },
    stop,
  };
}

export function createMemoryJournal(): SubmissionJournal & { kept: Map<string, EndorsedSubmission> } {
  const kept = new Map<string, EndorsedSubmission>();
  return {
    kept,
    async keep(digest, submission) {
      const standing = kept.get(digest) ?? submission;
      kept.set(digest, standing);
      return standing;
    },
    find: async (digest) => kept.get(digest),
    async drop(digest, transactionId) {
      if (kept.get(digest)?.transactionId === transactionId) kept.delete(digest);
    },
  };
}
