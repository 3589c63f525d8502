import type { SealUse } from '../seals/use-record.js';
import type { OutboxItem } from './outbox.js';

export interface NewLicence {
  licenceId: string;
  ledgerKey: string;
  authority: string;
  type: string;
  licenceVersion: number;
  idempotencyKey: string;
  orderMac: string;
  licenceNumber: string;
  validFrom: string;
  validUntil?: string;
  digest: string;
  document: string;
  fields: string;
  attestation: string;
  sealSignature: Uint8Array;
  seal: string;
  /** Fingerprints of the certificates whose keys made the seal signature and the attestation. */
  sealCertificate: string;
  attestationCertificate: string;
  leaf: string;
  batchProof: string;
}

export interface NewBatch {
  digest: string;
  signed: string;
  certificates: string;
  createdAt: number;
  licences: NewLicence[];
  outbox: OutboxItem;
  /** One for each licence. */
  sealUses: readonly SealUse[];
  /** Digest of the grant that the impressions are taken from. */
  sealGrant?: string;
}

/** What an idempotency key has led to before. */
export interface KnownOrder {
  idempotencyKey: string;
  orderMac: string;
  licenceId: string;
  blockNumber?: number;
  anchored: boolean;
}

export interface StoredLicence extends Omit<NewLicence, 'batchProof'> {
  batchProof: string;
  state?: string;
  entryVersion?: number;
  createdAt: string;
  batch: {
    digest: string;
    signed: string;
    certificates: string;
    transactionId?: string;
    blockNumber?: number;
    blockProof?: string;
    statements?: string;
    anchoredAt?: string;
  };
}

export type LicenceSummary = Pick<
  StoredLicence,
  | 'licenceId'
  | 'ledgerKey'
  | 'authority'
  | 'type'
  | 'licenceVersion'
  | 'licenceNumber'
  | 'validFrom'
  | 'validUntil'
  | 'digest'
  | 'state'
  | 'entryVersion'
  | 'createdAt'
> & { blockNumber?: number; anchored: boolean };

export interface LicenceQuery {
  authority: string;
  type?: string;
  state?: string;
  stage?: 'signed' | 'submitted' | 'anchored';
  licenceNumber?: string;
  seal?: string;
  after?: { createdAt: string; licenceId: string };
  limit: number;
}

/**
 * Licences of this gateway. One batch, its licences, its outbox item, the records of the seal's uses and what they take from a
 * grant are kept together or not at all: SEAL_QUOTA_EXHAUSTED where the grant has fewer left, or is not in force at `createdAt`.
 */
export interface LicenceStore {
  addBatch(batch: NewBatch): Promise<void>;
  knownOrders(authority: string, idempotencyKeys: readonly string[]): Promise<KnownOrder[]>;
  find(licenceId: string): Promise<StoredLicence | undefined>;
  /** The newest version under a ledger key. */
  findByKey(ledgerKey: string): Promise<StoredLicence | undefined>;
  list(query: LicenceQuery): Promise<LicenceSummary[]>;
}
