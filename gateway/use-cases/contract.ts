import type { BlockStatement } from '../../chaincode/model/block-statement.js';
import type { AgreementTerms, CommandOf, SEAL_CLASSES, SEAL_STATES } from '../../chaincode/model/command.js';
import type { COMMANDED_STATES, LicenceState } from '../../chaincode/model/licence-states.js';
import type { LicenceTypeDefinition } from '../../chaincode/model/licence-type.js';
import type { SealApplicationRecord, SealRecordState } from '../../chaincode/model/records.js';
import type { SignedTrustEntry } from '../../chaincode/model/trust-entry.js';
import type { TrustList, TrustListBody } from '../../chaincode/model/trust-list.js';
import type { CertificateSubject } from '../../pki/x509/name.js';
import type { SubjectIdentity } from '../../pki/x509/write-extensions.js';
import type { BulkChange } from '../domain/bulk/bulk-change.js';
import type { Evidence } from '../domain/evidence/evidence.js';
import type { StatusStatement } from '../domain/evidence/status.js';
import type { EndReason, LeafProfile } from '../domain/pki/certificates.js';
import type { Actor } from '../domain/policy/actor.js';
import type { KeptBulkChange } from '../domain/ports/bulk-changes.js';
import type { TouchedLicence } from '../domain/ports/impact.js';
import type { DailyStatement } from '../domain/reconciliation/daily-statement.js';
import type { ReconciliationResult } from '../domain/reconciliation/result.js';
import type { SealApplication } from '../domain/seals/application.js';
import type { JournalReport } from '../domain/seals/check-journal.js';
import type { UseRecord } from '../domain/seals/use-record.js';
import type { VerificationReport } from '../domain/verification/report.js';

/** How far a licence has come: signed here, sent to the ledger, seen there by a quorum of witnesses. */
export type LicenceStage = 'signed' | 'submitted' | 'anchored' | 'refused';

export interface LicenceView {
  licenceId: string;
  licenceVersion: number;
  authority: string;
  type: string;
  licenceNumber: string;
  digest: string;
  ledgerKey: string;
  validFrom: string;
  validUntil?: string;
  stage: LicenceStage;
  /** State by the projection of the ledger. */
  state: LicenceState;
  /** Version of the ledger entry: what a state change must name. */
  entryVersion: number;
  createdAt: string;
}

export interface LicenceDetail extends LicenceView {
  fields: { name: string; value: string }[];
  previousLicenceId?: string;
}

/** A line of the answer to a batch, in the order of the rows. */
export type BatchLine =
  | { row: number; idempotencyKey?: string; licenceId: string; stage: LicenceStage; repeated: boolean }
  | {
      row: number;
      idempotencyKey?: string;
      code: string;
      licenceId?: string;
      issues?: { pointer: string; code: string; message: string }[];
    };

export interface LicenceFilter {
  authority?: string;
  type?: string;
  state?: LicenceState;
  stage?: LicenceStage;
  licenceNumber?: string;
  /** Seal digest: every licence that a lost seal touched. */
  seal?: string;
  cursor?: string;
  limit: number;
}

export interface HistoryLine {
  version: number;
  state: LicenceState;
  reason: string;
  digest: string;
  licenceVersion: number;
  blockNumber: number;
  transactionId: string;
  at: string;
}

export interface SealView {
  digest: string;
  authority: string;
  esId: string;
  sealClass: string;
  state: SealRecordState;
  version: number;
  validFrom: string;
  validUntil: string;
  makerCertificate: string;
  signerCertificates: string[];
  distrustFrom?: string;
  /** SM3 of the application that it came of. */
  application?: string;
  /** SM3 of the seal whose place it takes. */
  replaces?: string;
}

type SealClass = (typeof SEAL_CLASSES)[number];
/** `data` in base64url; width and height in millimetres. */
interface Picture {
  type: string;
  data: string;
  width: number;
  height: number;
}

/** What is asked of a seal that is to be made. */
interface SealRequest {
  authority: string;
  esId: string;
  name: string;
  sealClass: SealClass;
  picture: Picture;
  validFrom: string;
  validUntil: string;
}

export interface SealApplicationView {
  digest: string;
  authority: string;
  esId: string;
  name: string;
  sealClass: SealClass;
  validFrom: string;
  validUntil: string;
  reason: SealApplication['reason'];
  basis: string;
  /** `digest`: SM3 of the picture. */
  picture: SealApplication['picture'];
  state: SealApplicationRecord['state'];
  version: number;
  replaces?: string;
  /** SM3 of the seal, once it is made. */
  seal?: string;
}

export interface SealGrantView {
  digest: string;
  seal: string;
  caller: string;
  limit: number;
  used: number;
  from: string;
  until: string;
  grantedAt: string;
}

export interface BulkChangeView {
  digest: string;
  authority: string;
  action: BulkChange['action'];
  cause: BulkChange['cause'];
  reason: string;
  /** Licences sealed before this time are meant. */
  until: string;
  state: KeptBulkChange['state'];
  /** How many are touched. */
  total: number;
  /** What became of them so far: `done`, `begun`, `left-<state>`, or the code of a refusal. */
  outcomes: Record<string, number>;
}

export interface ImpactPage {
  total: number;
  states: Record<string, number>;
  /** How many seals and certificates the cause reaches. */
  seals: number;
  certificates: number;
  items: TouchedLicence[];
  next?: string;
}

export interface Committed {
  target: string;
  version: number;
  transactionId: string;
  blockNumber: number;
}

/** A certificate that the domain's certificate authority has issued. */
export interface IssuedCertificate {
  /** Lower-case hex. */
  serialNumber: string;
  fingerprint: string;
  profile: LeafProfile;
  notBefore: string;
  notAfter: string;
  der: Uint8Array;
}

/** DER that carries its own proof, and how long anybody may keep it: not at all when it is not said. */
export interface Published {
  der: Uint8Array;
  keepSeconds?: number;
}

/** What a holder may ask of the certificate authority: a name and numbers, as far as the profile has a place for them. */
export interface CertificateOrder {
  profile: LeafProfile;
  /** DER of a PKCS#10 request: its key and its proof of possession are taken, nothing else. */
  request: Uint8Array;
  subject: CertificateSubject;
  dnsNames?: readonly string[];
  identity?: SubjectIdentity;
}

/** Everything that the gateway can be asked to do. One verb a file implements each; services.ts binds them together. */
export interface UseCases {
  issueLicence(actor: Actor, input: { authority: string; order: unknown }): Promise<BatchLine>;
  /** `authority` is the tenant that orders; rows arrive as text lines and leave in the same order. */
  issueLicences(actor: Actor, input: { authority: string; rows: AsyncIterable<string> }): AsyncIterable<BatchLine>;
  readLicence(actor: Actor, input: { licenceId: string }): Promise<LicenceDetail>;
  listLicences(actor: Actor, filter: LicenceFilter): Promise<{ items: LicenceView[]; next?: string }>;
  changeLicenceState(
    actor: Actor,
    input: { licenceId: string; state: (typeof COMMANDED_STATES)[number]; reason: string; expectedVersion?: number },
  ): Promise<LicenceView>;
  reissueLicence(actor: Actor, input: { licenceId: string; reason: string; order: unknown }): Promise<BatchLine>;
  licenceHistory(actor: Actor, input: { licenceId: string }): Promise<HistoryLine[]>;
  /** Evidence with freshly stapled status statements, where they are to be had. `reveal`: the fields to open; all when absent. */
  downloadEvidence(actor: Actor, input: { licenceId: string; reveal?: readonly string[] }): Promise<Evidence>;
  /** By id on this gateway's own store and ledger; by id, key or digest on the ledger alone where the evidence is elsewhere. */
  verifyById(actor: Actor, input: { licenceId: string; at?: string }): Promise<VerificationReport>;
  verifyByDigest(actor: Actor, input: { digest: string; key: string; at?: string }): Promise<VerificationReport>;
  /** `body` is what came over the wire: bytes, never trusted. */
  verifyEvidence(
    actor: Actor,
    input: { body: Uint8Array; at?: string; requiredFields?: readonly string[] },
  ): Promise<VerificationReport>;

  listSeals(actor: Actor, filter: { authority?: string }): Promise<SealView[]>;
  makeSeal(actor: Actor, input: SealRequest): Promise<SealView>;
  changeSealState(
    actor: Actor,
    input: { seal: string; state: (typeof SEAL_STATES)[number]; reason: string; distrustFrom?: string },
  ): Promise<SealView>;

  /** 申请. The steps after it are other persons'; each is SECOND_PERSON_NEEDED for whoever took the one before. */
  applyForSeal(
    actor: Actor,
    input: SealRequest & { reason: SealApplication['reason']; replaces?: string; basis: string },
  ): Promise<SealApplicationView>;
  listSealApplications(actor: Actor, filter: { authority?: string }): Promise<SealApplicationView[]>;
  readSealApplication(actor: Actor, input: { application: string }): Promise<SealApplicationView>;
  decideSealApplication(
    actor: Actor,
    input: { application: string; decision: 'approved' | 'rejected'; reason: string },
  ): Promise<SealApplicationView>;
  /** 制作 */
  makeAppliedSeal(actor: Actor, input: { application: string }): Promise<SealApplicationView>;
  /** 备案: the seal is `filed`, and put into use by a change of its state. */
  fileSeal(actor: Actor, input: { application: string }): Promise<SealView>;
  grantSealUse(
    actor: Actor,
    input: { seal: string; caller: string; limit: number; from: string; until: string },
  ): Promise<SealGrantView>;
  listSealGrants(actor: Actor, input: { seal: string }): Promise<SealGrantView[]>;
  /** In the order of their numbers, after one. */
  listSealUses(
    actor: Actor,
    filter: { authority?: string; seal?: string; after: number; limit: number },
  ): Promise<{ items: (UseRecord & { digest: string })[]; next?: number }>;
  checkSealUses(actor: Actor): Promise<JournalReport>;
  /** What a lost seal or certificate touched; `cause` names one of the two. */
  licenceImpact(
    actor: Actor,
    input: {
      cause: { seal: string } | { certificate: string };
      authority?: string;
      from?: string;
      until?: string;
      cursor?: string;
      limit: number;
    },
  ): Promise<ImpactPage>;
  /** Suspends or reseals every licence that a cause touched, once somebody else has approved it. */
  requestBulkChange(
    actor: Actor,
    input: {
      authority: string;
      action: BulkChange['action'];
      cause: BulkChange['cause'];
      from?: string;
      until?: string;
      reason: string;
    },
  ): Promise<BulkChangeView>;
  approveBulkChange(actor: Actor, input: { authority: string; change: string }): Promise<BulkChangeView>;
  readBulkChange(actor: Actor, input: { authority: string; change: string }): Promise<BulkChangeView>;

  listAuthorities(
    actor: Actor,
  ): Promise<{ uscc: string; name: string; domain: string; state: string; version: number }[]>;
  registerAuthority(actor: Actor, input: { uscc: string; name: string }): Promise<Committed>;
  /** Makes the keys in this gateway's key store, has the domain's CA certify them, and registers both certificates. */
  equipAuthority(
    actor: Actor,
    input: { uscc: string },
  ): Promise<{ signingCertificate: string; sealCertificate: string }>;
  revokeCertificate(
    actor: Actor,
    input: { fingerprint: string; distrustFrom: string; reason: string },
  ): Promise<Committed>;
  listTypes(
    actor: Actor,
  ): Promise<{ code: string; domain: string; version: number; definition: LicenceTypeDefinition }[]>;
  registerType(actor: Actor, input: { definition: LicenceTypeDefinition }): Promise<Committed>;
  grantRight(actor: Actor, input: { authority: string; type: string }): Promise<Committed>;
  endRight(actor: Actor, input: { authority: string; type: string; reason: string }): Promise<Committed>;
  listDomains(
    actor: Actor,
  ): Promise<
    { domain: string; name: { zh: string; en: string }; state: string; version: number; gateways: string[] }[]
  >;
  listAgreements(actor: Actor): Promise<{ id: string; version: number; terms: AgreementTerms }[]>;
  signAgreement(actor: Actor, input: { terms: AgreementTerms }): Promise<Committed & { inForce: boolean }>;
  castVote(actor: Actor, input: { proposal: CommandOf<'vote'>['body']['proposal'] }): Promise<Committed>;

  /** The domain's own entry for a network to be founded: its roots, keys and addresses, signed by itself. */
  foundingEntry(actor: Actor, input: { founding: string }): Promise<{ ledger: string; signed: SignedTrustEntry }>;
  /** Signs list 0 and the founding command that the founders have agreed on, after checking that its own entry is in it. */
  signFounding(
    actor: Actor,
    input: { command: CommandOf<'network-found'> },
  ): Promise<{ domain: string; commandSignature: string; listSignature: string }>;
  /** Puts the founding on the ledger and keeps list 0; on the other gateways only keeps the list. */
  found(
    actor: Actor,
    input: {
      command: CommandOf<'network-found'>;
      signatures: { domain: string; commandSignature: string; listSignature: string }[];
    },
  ): Promise<{ network: string }>;
  /** Puts the domain's issuing CA and seal maker on the ledger, after it was voted in; what is there already stays. */
  registerDomainCertificates(actor: Actor): Promise<{ fingerprint: string; role: 'ca' | 'seal-maker' }[]>;
  /** The next trust list as this gateway derives it from its own node. */
  proposeTrustList(actor: Actor): Promise<TrustListBody>;
  /** Signs a proposed list, if this gateway derives the very same one. */
  signTrustList(actor: Actor, input: { list: TrustListBody }): Promise<{ domain: string; signature: string }>;
  /** Keeps a list that follows from the last one by the rules. Called by anybody: the list carries its own proof. */
  publishTrustList(input: { list: TrustList }): Promise<{ sequence: number }>;

  /** Open to everybody: they carry their own proof, and no personal data. */
  readTrustList(input: { sequence: number | 'latest' }): Promise<TrustList>;
  /** `domain`: whose statements; this gateway's own when absent. `latest`: the one for the greatest height. */
  listBlockStatements(input: {
    domain?: string;
    fromBlock: number | 'latest';
    limit: number;
  }): Promise<BlockStatement[]>;
  statusStatement(input: { keys: readonly string[] }): Promise<StatusStatement>;
  /** What the domain has said of its licences on a day. */
  readDailyStatement(input: { day: string }): Promise<DailyStatement>;
  /** The newest results of holding database and ledger against each other. */
  readReconciliation(actor: Actor): Promise<{ all?: ReconciliationResult; window?: ReconciliationResult }>;

  issueCertificate(actor: Actor, order: CertificateOrder): Promise<IssuedCertificate>;
  /** The same subject, profile and key again, or with another key, with a new validity. The old one stays as it is. */
  renewCertificate(actor: Actor, input: { serialNumber: string; request: Uint8Array }): Promise<IssuedCertificate>;
  /** Ends a certificate for good; lists and answers tell of it when this resolves. */
  endCertificate(
    actor: Actor,
    input: { serialNumber: string; reason: EndReason; invalidAt?: string },
  ): Promise<{ serialNumber: string; revokedAt: string; listNumber: number }>;
  /** Open to everybody: these carry their own proof. */
  readIssuingCa(): Promise<Published>;
  readRevocationList(input: { kind: 'full' | 'delta' }): Promise<Published>;
  answerOcsp(input: { request: Uint8Array }): Promise<Published>;
  stampTime(input: { request: Uint8Array }): Promise<Published>;
  health(): Promise<{ ready: boolean; checks: Record<string, { ready: boolean; detail?: string }> }>;
}
