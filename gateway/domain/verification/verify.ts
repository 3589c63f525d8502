import type { EvidenceReading } from '../evidence/read-evidence.js';
import type { KeptEvidence } from '../evidence/read-kept.js';
import { createMemory } from './memory.js';
import type { VerificationReport } from './report.js';
import { type JudgeableEvidence, readKeptWith, readWith, type VerifyInput, verifyEvidence } from './verify-evidence.js';
import { type LedgerFactsInput, verifyLedgerFacts } from './verify-ledger-facts.js';

export type { LedgerFacts } from './case.js';
export type { LedgerFactsInput, VerifyInput };

export interface Verifier {
  /** `readEvidence`, for whoever has to know what is in the evidence before it is judged. */
  read(evidence: unknown): EvidenceReading;
  /** The same from the texts that a gateway keeps; undefined where these are no evidence in its one form. */
  readKept(kept: KeptEvidence): JudgeableEvidence | undefined;
  verifyEvidence(input: VerifyInput): VerificationReport;
  verifyLedgerFacts(input: LedgerFactsInput): VerificationReport;
}

/**
 * A verifier that remembers the signatures which many licences share: chains, seals, batches, block statements, status heads.
 * An attestation and a seal signature are verified every time, and facts of the ledger are never remembered.
 *
 *     const verifier = createVerifier();
 *     const report = verifier.verifyEvidence({ evidence: bytes, trust: readTrust(file), policy: policyOf(), at });
 *
 * @param options.signatureCacheSize how many verified signatures to remember; 20,000 unless given
 */
export function createVerifier(options: { signatureCacheSize?: number } = {}): Verifier {
  const memory = createMemory(options.signatureCacheSize ?? 20_000);
  return {
    read: (evidence) => readWith(memory, evidence),
    readKept: (kept) => readKeptWith(memory, kept),
    verifyEvidence: (input) => verifyEvidence(input, memory),
    verifyLedgerFacts: (input) => verifyLedgerFacts(input, memory),
  };
}
