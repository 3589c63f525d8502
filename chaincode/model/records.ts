import type { z } from 'zod';
import {
  type AgreementTerms,
  type CERTIFICATE_PURPOSES,
  type CERTIFICATE_ROLES,
  SEAL_STATES,
  type SignedAgreementHalf,
  type SignedTypeRegister,
  type sealApply,
  type sealRegister,
} from './command.js';
import type { LicenceState } from './licence-states.js';
import type { SignedTrustEntry } from './trust-entry.js';

/**
 * What stands on the ledger under a key. Canonical JSON, no personal data. Every record has a `version` that each
 * change raises by one, the `digest` of the thing it speaks of, its `state`, and `by`: the digest of the command that
 * wrote it last (a command that meets its own digest is done already).
 */
type Entry<K extends string, S extends string> = {
  kind: K;
  version: number;
  digest: string;
  state: S;
  by: string;
};

export type NetworkRecord = Entry<'network', 'active'> & {
  network: string;
  ledger: string;
  founding: string;
  profile: 'production' | 'evaluation';
  quorum: 'majority' | 'byzantine';
  /** Codes of all domains ever admitted, sorted. */
  domains: string[];
};
export type DomainRecord = Entry<'domain', 'active' | 'ended'> & {
  signed: SignedTrustEntry;
  /** Governance keys of earlier versions, oldest first: they prove commands that are done already, and never come back. */
  formerGovernanceKeys?: string[];
  /** All other keys of earlier versions, those of roots too, sorted: trust lists keep them, and no other domain may take them. */
  formerKeys?: string[];
};
/** `at`: time of the transaction. */
export type VoteRecord = Entry<'vote', 'cast'> & { domain: string; at: string };
export type AuthorityRecord = Entry<'authority', 'active' | 'ended'> & { domain: string; name: string };
export type CertificateRecord = Entry<'certificate', 'active' | 'revoked'> & {
  domain: string;
  role: (typeof CERTIFICATE_ROLES)[number];
  purposes: (typeof CERTIFICATE_PURPOSES)[number][];
  authority?: string;
  /** Fingerprint of the certificate of the CA that signed it; of the root where that is the CA. */
  issuer: string;
  publicKey: string;
  /** DER, of a CA only: the certificates below it are held against it. */
  certificate?: string;
  notBefore: string;
  notAfter: string;
  /** Nothing signed at or after this time counts. Only ever moves earlier. */
  distrustFrom?: string;
};
export type TypeRecord = Entry<'type', 'active'> & { domain: string; signed: SignedTypeRegister };
/** Its version is the count. */
export type TypeCountRecord = Entry<'type-count', 'counted'>;
export type RightRecord = Entry<'right', 'active' | 'ended'> & { domain: string };
/** What was applied for, and who did what of it so far. `digest` is the application's. */
export type SealApplicationRecord = Entry<'seal-application', 'applied' | 'approved' | 'rejected' | 'made' | 'filed'> &
  z.infer<typeof sealApply>['body'] & {
    domain: string;
    approver?: string;
    maker?: string;
    makerCertificate?: string;
    seal?: string;
  };
/** From here on the authority's seals are registered by application only. */
export type SealControlRecord = Entry<'seal-control', 'by-application'> & { domain: string };
/** `filed` and `remade` are effects: of the filing, and of the use of the seal that replaces this one. */
export const SEAL_RECORD_STATES = ['filed', ...SEAL_STATES, 'remade'] as const;
export type SealRecordState = (typeof SEAL_RECORD_STATES)[number];
export type SealRecord = Entry<'seal', SealRecordState> &
  z.infer<typeof sealRegister>['body'] & {
    domain: string;
    distrustFrom?: string;
    /** SM3 of the seal that this one replaces. */
    replaces?: string;
    /** Who changed the state last. */
    person?: string;
  };
/** `digest`: of the newest record; `count`: of how many. */
export type UseJournalRecord = Entry<'use-journal', 'kept'> & { domain: string; count: number };
export type SealNumberRecord = Entry<'seal-number', 'taken'>;
export type AgreementHalfRecord = Entry<'agreement-half', 'signed'> & { signed: SignedAgreementHalf };
export type AgreementRecord = Entry<'agreement', 'agreed'> & {
  terms: AgreementTerms;
  halves: [SignedAgreementHalf, SignedAgreementHalf];
};
export type HeartbeatRecord = Entry<'heartbeat', 'alive'> & { at: string };
export type LicenceRecord = Entry<'licence', LicenceState> & {
  licenceVersion: number;
  domain: string;
  authority: string;
  type: string;
  /** SM3 of the canonical batch leaf that anchored the present version. */
  leaf: string;
  reason: string;
  attestationCertificate: string;
  sealCertificate: string;
  seal: string;
};

export type LedgerRecord =
  | NetworkRecord
  | DomainRecord
  | VoteRecord
  | AuthorityRecord
  | CertificateRecord
  | TypeRecord
  | TypeCountRecord
  | RightRecord
  | SealRecord
  | SealNumberRecord
  | SealApplicationRecord
  | SealControlRecord
  | UseJournalRecord
  | AgreementHalfRecord
  | AgreementRecord
  | HeartbeatRecord
  | LicenceRecord;
export type RecordKind = LedgerRecord['kind'];
export type RecordOf<K extends RecordKind> = Extract<LedgerRecord, { kind: K }>;
