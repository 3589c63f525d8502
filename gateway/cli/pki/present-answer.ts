import { createHash } from 'node:crypto';
import { DEVIATIONS } from '../../../pki/path/deviations.js';
import { finding, type PathFinding, type PathVerdict } from '../../../pki/path/findings.js';
import { describeName } from '../../../pki/path/name.js';
import type { CertificateStatus } from '../../../pki/path/status.js';
import type { PathAnswer } from '../../../pki/path/verify-path.js';
import type { QuestionId, ReadQuestion, Unreadable } from './read-question.js';

/** One line of standard output: docs/formats/verify-path.md, verify-path-answer.schema.json. */
export interface VerifyPathAnswer {
  readonly id: QuestionId;
  readonly verdict: PathVerdict;
  readonly codes: readonly AnswerCode[];
  readonly path: readonly AnswerCertificate[] | null;
  readonly validPolicyTree: readonly AnswerPolicyNode[] | null;
  /** Policies that path and user have in common. */
  readonly policies: readonly string[];
  readonly revocation: readonly AnswerStatus[];
  readonly deviations: readonly AnswerCode[];
  readonly unreadable: readonly Unreadable[];
  readonly ignored: readonly string[];
}

interface AnswerCode {
  readonly code: string;
  readonly clause: string;
  readonly position?: number;
  readonly detail?: string;
  readonly revokedAt?: string;
  readonly reason?: string;
}

interface AnswerCertificate {
  readonly source: string;
  readonly index?: number;
  readonly subject: string;
  readonly serialNumber: string;
  readonly sha256: string;
}

interface AnswerPolicyNode {
  readonly depth: number;
  readonly validPolicy: string;
  readonly qualifiers: readonly string[];
  readonly expectedPolicies: readonly string[];
  readonly parents: readonly string[];
}

interface AnswerStatus {
  readonly position: number;
  readonly state: CertificateStatus['state'];
  readonly source?: string;
  readonly revokedAt?: string;
  readonly reason?: string;
  readonly causes?: readonly string[];
}

const NOTHING = { path: null, validPolicyTree: null, policies: [], revocation: [], deviations: [] } as const;

/** What the verifier answered, member by member. */
export function presentAnswer(
  { id, sources, unreadable, ignored }: Extract<ReadQuestion, { kind: 'question' }>,
  { verdict, findings, path, statuses, deviations }: PathAnswer,
): VerifyPathAnswer {
  return {
    id,
    verdict,
    codes: findings.map(presentFinding),
    path:
      path === undefined
        ? null
        : [...path.certificates, path.anchor].map((certificate) => ({
            source: 'certificate',
            ...sources.get(certificate),
            subject: describeName(certificate.subject.der),
            serialNumber: certificate.serialNumber,
            sha256: createHash('sha256').update(certificate.der).digest('hex'),
          })),
    validPolicyTree:
      path?.policyTree?.nodes().map(({ depth, validPolicy, qualifiers, expectedPolicies, parents }) => ({
        depth,
        validPolicy,
        qualifiers: qualifiers.map((each) => Buffer.from(each).toString('base64')),
        expectedPolicies,
        parents,
      })) ?? null,
    policies: path?.policyTree?.acceptedPolicies() ?? [],
    revocation: statuses.map(presentStatus),
    deviations: deviations.map(({ code, position }) => ({
      code,
      clause: DEVIATIONS[code],
      ...(position !== undefined && { position }),
    })),
    unreadable,
    ignored,
  };
}

/** The certificate asked about is none. */
export function presentMalformed({
  id,
  detail,
  unreadable,
  ignored,
}: Extract<ReadQuestion, { kind: 'malformed' }>): VerifyPathAnswer {
  const codes = [presentFinding(finding('CERTIFICATE_MALFORMED', detail, { position: 0 }))];
  return { id, verdict: 'invalid', codes, ...NOTHING, unreadable, ignored };
}

export type RefusalCode = 'LINE_TOO_LONG' | 'LINE_NOT_JSON' | 'QUESTION_INVALID';

/** Nothing was judged. */
export function presentRefusal(id: QuestionId, code: RefusalCode, detail: string): VerifyPathAnswer {
  const codes = [{ code, clause: 'docs/formats/verify-path.md', detail }];
  return { id, verdict: 'indeterminate', codes, ...NOTHING, unreadable: [], ignored: [] };
}

function presentFinding({ code, clause, position, detail, revokedAt, reason }: PathFinding): AnswerCode {
  return {
    code,
    clause,
    ...(position !== undefined && { position }),
    detail,
    ...(revokedAt !== undefined && { revokedAt: new Date(revokedAt).toISOString() }),
    ...(reason !== undefined && { reason }),
  };
}

function presentStatus(status: CertificateStatus, position: number): AnswerStatus {
  switch (status.state) {
    case 'good':
      return { position, state: 'good' };
    case 'unknown':
      return { position, state: 'unknown', causes: status.causes };
    case 'revoked':
      return {
        position,
        state: 'revoked',
        source: status.source,
        revokedAt: new Date(status.revokedAt).toISOString(),
        reason: status.reason ?? 'unspecified',
      };
  }
}
