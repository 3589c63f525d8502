import type { DataSource } from 'typeorm';
import { createDataSource, migrate } from '../../../gateway/db/data-source.js';
import type { VerifiedBlock } from '../../../gateway/domain/ports/ledger.js';
import type { NewBatch, NewLicence } from '../../../gateway/domain/ports/licence-store.js';
import { freshDatabase } from '../../support/postgres.js';

export const AUTHORITY = '11440000YX44M00099';
export const TYPE = `${AUTHORITY}001`;
/** Name of the journal of seal uses. */
export const JOURNAL = '7'.repeat(64);
export const NOW = Date.parse('2026-11-21T00:00:00.000Z');

export async function openGatewayDatabase(): Promise<{ source: DataSource; close(): Promise<void> }> {
  const { url, drop } = await freshDatabase();
  const source = await createDataSource(url).initialize();
  await migrate(source);
  const close = async () => {
    await source.destroy();
    await drop();
  };
  return { source, close };
}

export const keyOf = (name: string) => `licence/${AUTHORITY}/${TYPE}/${Buffer.from(name).toString('hex')}`;

/** A licence that looks like one to the tables, which look no closer. */
export function sampleLicence(name: string, changes: Partial<NewLicence> = {}): NewLicence {
  return {
    licenceId: `id-${name}`,
    ledgerKey: keyOf(name),
    authority: AUTHORITY,
    type: TYPE,
    licenceVersion: 1,
    idempotencyKey: `key-${name}`,
    orderMac: `mac-${name}`,
    licenceNumber: `number-${name}`,
    validFrom: '2026-11-21',
    digest: `digest-${name}`,
    document: '{}',
    fields: '[]',
    attestation: 'AAAA',
    sealSignature: new Uint8Array([1, 2, 3]),
    seal: 'seal-a',
    sealCertificate: 'certificate-a',
    attestationCertificate: 'certificate-b',
    leaf: '{}',
    batchProof: '{}',
    ...changes,
  };
}

export function sampleBatch(digest: string, licences: NewLicence[], createdAt = NOW): NewBatch {
  return {
    digest,
    signed: '{}',
    certificates: '[]',
    createdAt,
    licences,
    outbox: { digest, kind: 'licence-batch', input: '{}' },
    sealUses: [],
  };
}

/** A block that holds one batch, and what that writes for the licences. */
export function batchBlock(
  blockNumber: number,
  digest: string,
  licences: readonly { ledgerKey: string; licenceVersion?: number; state?: 'active' | 'revoked'; version?: number }[],
): VerifiedBlock {
  return {
    blockNumber,
    blockHash: blockNumber.toString(16).padStart(64, '0'),
    blockRoot: '0'.repeat(64),
    blockSize: 1,
    transactions: [
      {
        transactionId: digest.padStart(64, '0'),
        purpose: 'licence-batch',
        digest,
        // The projection reads writes, never inputs.
        input: {} as VerifiedBlock['transactions'][number]['input'],
        at: '2026-11-21T00:00:00.000Z',
        writes: licences.map(({ ledgerKey, licenceVersion = 1, state = 'active', version = 1 }) => ({
          key: ledgerKey,
          record: {
            kind: 'licence',
            version,
            digest: 'd'.repeat(64),
            state,
            by: digest,
            licenceVersion,
            domain: '44',
            authority: AUTHORITY,
            type: TYPE,
            leaf: 'e'.repeat(64),
            reason: 'issue',
            attestationCertificate: 'a'.repeat(64),
            sealCertificate: 'b'.repeat(64),
            seal: 'c'.repeat(64),
          },
        })),
      },
    ],
  };
}
