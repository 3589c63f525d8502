import type { X509Certificate } from '../../../pki/x509/certificate.js';
import type { ReadEvidence } from '../evidence/read-evidence.js';
import type { StatusLeaf } from '../evidence/status.js';
import type { IdentifiedLicence } from '../licence/licence-key-of.js';
import type { TrustMaterial } from '../trust/material.js';
import type { BatchResults } from './batch-results.js';
import type { Memory } from './memory.js';
import type { VerificationPolicy } from './policy.js';
import type { SealedDocument } from './sealed-document.js';

/** What the verifier's own node says of the entries asked about, in one consistent read. */
export interface LedgerFacts {
  /** Number of the newest block that the read has seen. */
  height: number;
  /** When it was read. */
  seenAt: string;
  entries: readonly StatusLeaf[];
  /** Names of two other members' nodes that said so, where the own node did not answer. */
  otherNodes?: readonly string[];
}

/** Times in milliseconds since 1970. */
export interface Question {
  trust: TrustMaterial;
  policy: VerificationPolicy;
  /** The time asked about. */
  at: number;
  /** The verifier's clock. */
  now: number;
  facts: LedgerFacts | 'unreachable' | undefined;
  memory: Memory;
}

/** Evidence that has been read, and what follows from it alone. The same for every check. */
export interface Case extends Question, ReadEvidence {
  licenceDigest: string;
  identified: IdentifiedLicence;
  /** By fingerprint; every certificate of the evidence. */
  certificates: ReadonlyMap<string, X509Certificate>;
  sealed: SealedDocument;
  batchResults: BatchResults;
}

/** Where and when the witnesses saw the licence's batch. */
export interface Anchoring {
  blockNumber: number;
  /** Position of the batch's transaction in the block. */
  index: number;
  at: number;
}

/** The entries' present states, as far as they are established. */
export interface KnownStates {
  source: 'statements' | 'node';
  entries: ReadonlyMap<string, StatusLeaf>;
  seenAt: number;
  ageSeconds: number;
  blockNumber: number;
  /** False where the words are too old: what they say to the licence's harm and cannot be undone still counts. */
  fresh: boolean;
}

/** Whether a change of the ledger came before the batch was anchored. */
export function isBeforeAnchoring(leaf: StatusLeaf, anchoring: Anchoring): boolean {
  if (leaf.sinceBlock !== anchoring.blockNumber) return leaf.sinceBlock < anchoring.blockNumber;
  return leaf.sinceIndex < anchoring.index;
}
