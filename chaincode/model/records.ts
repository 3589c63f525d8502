import type { z } from 'zod';
import type {
  AgreementTerms,
  CERTIFICATE_PURPOSES,
  CERTIFICATE_ROLES,
  SEAL_STATES,
  SignedAgreementHalf,
  SignedTypeRegister,
  sealRegister,
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
export type SealRecord = Entry<'seal', (typeof SEAL_STATES)[number]> &
  z.infer<typeof sealRegister>['body'] & { domain: string; distrustFrom?: string };
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
  | AgreementHalfRecord
  | AgreementRecord
  | HeartbeatRecord
  | LicenceRecord;
export type RecordKind = LedgerRecord['kind'];
export type RecordOf<K extends RecordKind> = Extract<LedgerRecord, { kind: K }>;
