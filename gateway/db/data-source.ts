import { DataSource } from 'typeorm';
import { blockStatementEntity } from './entities/block-statement.js';
import {
  certificateRevocationEntity,
  issuedCertificateEntity,
  revocationListEntity,
} from './entities/certificate-register.js';
import { ledgerSubmissionEntity } from './entities/ledger-submission.js';
import { licenceEntity } from './entities/licence.js';
import { licenceBatchEntity } from './entities/licence-batch.js';
import { outboxEntity } from './entities/outbox.js';
import { projectedEntryEntity, projectionCheckpointEntity } from './entities/projection.js';
import { dailyStatementEntity, reconciliationResultEntity, repairEntity } from './entities/reconciliation.js';
import {
  certificateFileEntity,
  sealFileEntity,
  signedTrustListEntity,
  trustListEntity,
} from './entities/trust-material.js';
import { Founding1763683200000 } from './migrations/0001-founding.js';
import { SignedTrustLists1763690400000 } from './migrations/0002-signed-trust-lists.js';
import { LedgerSubmissions1763697600000 } from './migrations/0003-ledger-submissions.js';
import { Reconciliation1764374400000 } from './migrations/0004-reconciliation.js';
import { CertificateRegister1764432000000 } from './migrations/0006-certificate-register.js';

/** The gateway's own database. The caller initialises and destroys it; migrations run only when asked to. */
export function createDataSource(url: string, options: { poolSize?: number } = {}): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    poolSize: options.poolSize ?? 8,
    entities: [
      blockStatementEntity,
      certificateFileEntity,
      certificateRevocationEntity,
      dailyStatementEntity,
      issuedCertificateEntity,
      ledgerSubmissionEntity,
      licenceBatchEntity,
      licenceEntity,
      outboxEntity,
      projectedEntryEntity,
      projectionCheckpointEntity,
      reconciliationResultEntity,
      repairEntity,
      revocationListEntity,
      sealFileEntity,
      signedTrustListEntity,
      trustListEntity,
    ],
    migrations: [
      Founding1763683200000,
      SignedTrustLists1763690400000,
      LedgerSubmissions1763697600000,
      Reconciliation1764374400000,
      CertificateRegister1764432000000,
    ],
    synchronize: false,
    logging: false,
    extra: { application_name: 'yinxin-gateway', connectionTimeoutMillis: 5_000 },
  });
}

/** Brings the schema up to date; two processes that start at once take turns. */
export async function migrate(source: DataSource): Promise<string[]> {
  const runner = source.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock(7961121)');
    try {
      return (await source.runMigrations({ transaction: 'all' })).map((migration) => migration.name);
    } finally {
      await runner.query('SELECT pg_advisory_unlock(7961121)');
    }
  } finally {
    await runner.release();
  }
}
