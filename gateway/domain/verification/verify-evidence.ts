import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { formatTime, parseTime } from '../../../pki/encoding/times.js';
import { sm3Hex } from '../../../pki/sm3.js';
import type { X509Certificate } from '../../../pki/x509/certificate.js';
import { type EvidenceReading, type ReadEvidence, readEvidence } from '../evidence/read-evidence.js';
import { type KeptEvidence, readKeptEvidence } from '../evidence/read-kept.js';
import { licenceKeyOf } from '../licence/licence-key-of.js';
import type { TrustResult } from '../trust/walk.js';
import { type BatchResults, createBatchResults } from './batch-results.js';
import type { Case, LedgerFacts, Question } from './case.js';
import { checkAttestation } from './checks/attestation.js';
import { checkBatch } from './checks/batch.js';
import { checkBlock } from './checks/block.js';
import { checkCertificateStates } from './checks/certificate-states.js';
import { checkFields } from './checks/fields.js';
import { checkIdentifier } from './checks/identifier.js';
import { checkLicenceState } from './checks/licence-state.js';
import { checkNetwork } from './checks/network.js';
import { checkReceiptLeaf } from './checks/receipt-leaf.js';
import { checkRecognition } from './checks/recognition.js';
import { checkRight } from './checks/right.js';
import { checkSeal } from './checks/seal.js';
import { checkSealSignature } from './checks/seal-signature.js';
import { checkSealState } from './checks/seal-state.js';
import { checkSigningCertificate } from './checks/signing-certificate.js';
import { judgeStatus } from './checks/status.js';
import { checkTrust } from './checks/trust.js';
import { checkValidity } from './checks/validity.js';
import { judgeWitnesses } from './checks/witnesses.js';
import { type Finding, failed, passed, skipped, unknown } from './finding.js';
import type { Memory } from './memory.js';
import { isListOlder } from './older-list.js';
import type { VerificationPolicy } from './policy.js';
import { CHECK_NAMES, type CheckName, type VerificationReport } from './report.js';
import { openSealSignature } from './sealed-document.js';
import { conclude } from './verdict.js';

/** Evidence that has been read, with what is known already of its batch. */
export type JudgeableEvidence = Extract<EvidenceReading, { ok: true }> & { batchResults?: BatchResults };

/** What came over the wire, or the value that such JSON has; or what one of the readers made of it. */
export type EvidenceInput =
  | { evidence: unknown }
  | { reading: JudgeableEvidence | Extract<EvidenceReading, { ok: false }> };

export type VerifyInput = EvidenceInput & {
  trust: TrustResult;
  policy: VerificationPolicy;
  /** The time asked about, RFC 3339. */
  at: string;
  /** The verifier's clock; `at` where it is absent. */
  now?: string;
  /** What the verifier's own node says; only where the policy takes the node's word. */
  facts?: LedgerFacts | 'unreachable';
};

type Findings = Record<CheckName, Finding>;

/**
 * The report on one piece of evidence: every check runs, and the reasons of all are given. Pure: the same input has the same
 * report. Throws PkiError ENCODING_INVALID where the caller's own `at` or `now` is no time; evidence never makes it throw.
 */
export function verifyEvidence(input: VerifyInput, memory: Memory): VerificationReport {
  const { trust, policy, at } = input;
  const reading = 'reading' in input ? input.reading : readWith(memory, input.evidence);
  const read = reading.ok ? readCertificates(reading, memory) : undefined;
  const findings = allSkipped('NOT_JUDGED');
  findings.format = !reading.ok
    ? failed(reading.code, { detail: reading.detail })
    : (read?.bad ?? passed({ certificates: reading.fingerprints.length }));
  findings.trust = trust.ok ? passed() : unknown(trust.code, { detail: trust.detail });
  let ground: Case | undefined;
  let rest: Partial<VerificationReport> = {};
  if (trust.ok) {
    const question: Question = {
      trust: trust.trust,
      policy,
      at: parseTime(at),
      now: parseTime(input.now ?? at),
      facts: input.facts,
      memory,
    };
    findings.trust = checkTrust(question);
    if (reading.ok && read !== undefined && read.bad === undefined) {
      ground = groundOf(question, reading, read.certificates);
      rest = judge(ground, findings);
    }
  }
  const conclusion = conclude(findings, requiredBy(policy));
  return {
    format: 'yinxin/verification-report/v1',
    verdict: conclusion.verdict,
    scope: 'evidence',
    at,
    ...(trust.ok && { network: trust.trust.network, trustSequence: trust.trust.sequence }),
    policy: policy.name,
    ...rest,
    checks: conclusion.checks,
    codes: conclusion.codes,
    warnings: conclusion.warnings,
  };
}

/** `readEvidence` that remembers the fingerprints of certificates. */
export function readWith(memory: Memory, evidence: unknown): EvidenceReading {
  return readEvidence(evidence, { fingerprint: (text) => memory.certificate(text).fingerprint });
}

/** `readKeptEvidence` that remembers batches. */
export function readKeptWith(memory: Memory, kept: KeptEvidence): JudgeableEvidence | undefined {
  const batch = memory.batch(kept.batch);
  const read = batch && readKeptEvidence(kept, batch);
  return read && { ok: true, ...read, batchResults: batch.results };
}

/** Every check, but that recognition is asked only where the policy names who relies on the licence. */
function requiredBy({ relyingDomain }: VerificationPolicy): ReadonlySet<CheckName> {
  return new Set(CHECK_NAMES.filter((name) => name !== 'recognition' || relyingDomain !== undefined));
}

function judge(ground: Case, findings: Findings): Partial<VerificationReport> {
  const { evidence, identified, licenceDigest, fingerprints, at } = ground;
  const { document, receipt } = evidence;
  const witnesses = judgeWitnesses(ground);
  const { anchoring } = witnesses;
  const status = judgeStatus(ground);
  const { states } = status;
  const licence = {
    key: identified.ok ? identified.key : receipt.leaf.key,
    digest: licenceDigest,
    entryVersion: receipt.leaf.expectedVersion + 1,
  };
  findings.network = checkNetwork(ground);
  findings.identifier = checkIdentifier(ground);
  findings.fields = checkFields(ground);
  findings.attestation = checkAttestation(ground);
  findings['signing-certificate'] = checkSigningCertificate(ground, anchoring);
  findings['seal-signature'] = checkSealSignature(ground, anchoring);
  findings.seal = checkSeal(ground, anchoring);
  findings['receipt-leaf'] = checkReceiptLeaf(ground);
  findings.batch = checkBatch(ground, anchoring);
  findings.block = checkBlock(ground, witnesses.block);
  findings.witnesses = witnesses.finding;
  findings.status = status.finding;
  findings['licence-state'] = checkLicenceState(ground, states, licence);
  findings['certificate-states'] = checkCertificateStates(fingerprints, states, anchoring);
  findings['seal-state'] = checkSealState(receipt.leaf.seal, states, anchoring);
  findings.right = checkRight(ground, states, anchoring);
  findings.validity = checkValidity(at, document);
  findings.recognition = checkRecognition(ground);
  if (isListOlder(ground, findings)) {
    findings.trust = { ...findings.trust, warnings: [...(findings.trust.warnings ?? []), 'TRUST_LIST_OLDER'] };
  }
  return {
    licence: {
      licenceId: document.licenceId,
      key: licence.key,
      digest: licenceDigest,
      version: document.version,
      domain: document.domain,
      authority: document.authority,
      type: document.type,
      validFrom: document.validFrom,
      ...(document.validUntil !== undefined && { validUntil: document.validUntil }),
    },
    ...(anchoring !== undefined && { anchoredAt: formatTime(anchoring.at) }),
    ...(states !== undefined && {
      status: {
        source: states.source,
        seenAt: formatTime(states.seenAt),
        ageSeconds: states.ageSeconds,
        blockNumber: states.blockNumber,
      },
    }),
    hiddenFields: document.fieldDigests.length - evidence.fields.length,
  };
}

/** The certificates by fingerprint, or which of them is none. */
function readCertificates(
  { evidence, fingerprints }: ReadEvidence,
  memory: Memory,
): { certificates: Map<string, X509Certificate>; bad?: Finding } {
  const certificates = new Map<string, X509Certificate>();
  for (const [at, text] of evidence.certificates.entries()) {
    const { fingerprint, certificate } = memory.certificate(text);
    if (certificate === undefined) {
      return { certificates, bad: failed('CERTIFICATE_MALFORMED', { certificate: fingerprints[at] ?? fingerprint }) };
    }
    certificates.set(fingerprint, certificate);
  }
  return { certificates };
}

function groundOf(question: Question, reading: JudgeableEvidence, certificates: Map<string, X509Certificate>): Case {
  const { evidence, openedDigests, fingerprints, batchResults } = reading;
  return {
    ...question,
    evidence,
    openedDigests,
    fingerprints,
    certificates,
    licenceDigest: sm3Hex(canonicalBytes(evidence.document)),
    identified: licenceKeyOf(evidence.document.licenceId, question.trust),
    sealed: openSealSignature(evidence.sealSignature, evidence.receipt.leaf.seal, question.memory),
    batchResults: batchResults ?? createBatchResults(evidence.receipt),
  };
}

export function allSkipped(code: 'EVIDENCE_NOT_PRESENT' | 'NOT_JUDGED'): Findings {
  const entries = CHECK_NAMES.map((name): [CheckName, Finding] => [name, skipped(code)]);
  // One entry for each name of the list that `CheckName` is made from.
  return Object.fromEntries(entries) as Findings;
}
