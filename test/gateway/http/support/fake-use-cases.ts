import type { VerificationReport } from '../../../../gateway/domain/verification/report.js';
import type {
  BatchLine,
  IssuedCertificate,
  LicenceDetail,
  SealView,
  UseCases,
} from '../../../../gateway/use-cases/contract.js';
import * as sample from './samples.js';

/** What no answer may hold: every sample result carries it in a member that its type does not name. */
export const SURPLUS = 'row-of-the-database';
const surplus = { internal: SURPLUS };

const committed = { ...surplus, target: 'authority/x', version: 1, transactionId: sample.DIGEST, blockNumber: 7 };

const licence: LicenceDetail = {
  ...surplus,
  ...{ licenceId: sample.LICENCE_ID, licenceVersion: 1, authority: sample.AUTHORITY, type: sample.TYPE },
  ...{ licenceNumber: 'SAMPLE-0001', digest: sample.DIGEST, ledgerKey: sample.LICENCE_KEY, validFrom: '2026-11-21' },
  ...{ stage: 'anchored', state: 'active', entryVersion: 1, createdAt: sample.TIME },
  fields: [{ ...surplus, name: 'ZZBH', value: 'SAMPLE-0001' }],
};

const seal: SealView = {
  ...surplus,
  ...{ digest: sample.DIGEST, authority: sample.AUTHORITY, esId: '44000000000001', sealClass: 'finance' },
  ...{ state: 'active', version: 1, validFrom: sample.TIME, validUntil: sample.TIME },
  ...{ makerCertificate: sample.DIGEST, signerCertificates: [sample.DIGEST] },
};

export const report: VerificationReport = {
  ...surplus,
  ...{
    format: 'yinxin/verification-report/v1',
    verdict: 'invalid',
    scope: 'evidence',
    at: sample.TIME,
    policy: 'default',
  },
  checks: [{ ...surplus, name: 'format', outcome: 'failed', code: 'EVIDENCE_MALFORMED', evidence: { byte: 0 } }],
  codes: ['EVIDENCE_MALFORMED'],
  warnings: ['EVALUATION_NETWORK'],
};

export function acceptedLine(row: number): BatchLine {
  return { ...surplus, row, licenceId: sample.LICENCE_ID, stage: 'signed', repeated: false };
}

const issued: IssuedCertificate = {
  ...surplus,
  ...{ serialNumber: '0a', fingerprint: sample.DIGEST, profile: 'tls-server' as const },
  ...{ notBefore: sample.TIME, notAfter: sample.TIME, der: Uint8Array.of(0x30, 0) },
};

const TERMS = {
  ...{ issuing: '44', recognising: '43', licenceType: sample.TYPE, sealClass: 'finance' as const },
  ...{ decision: 'accept' as const, from: '2026-12-01', version: 1 },
};

const SAMPLE_USE_CASES: UseCases = {
  issueLicence: async () => acceptedLine(0),
  issueLicences: async function* (_actor, { rows }) {
    let row = 0;
    for await (const _ of rows) yield acceptedLine(row++);
  },
  readLicence: async () => licence,
  listLicences: async () => ({ items: [licence], next: 'cursor' }),
  changeLicenceState: async () => licence,
  reissueLicence: async () => acceptedLine(0),
  licenceHistory: async () => [
    {
      ...surplus,
      ...{ version: 1, state: 'active', reason: 'issue', digest: sample.DIGEST, licenceVersion: 1, blockNumber: 7 },
      ...{ transactionId: sample.DIGEST, at: sample.TIME },
    },
  ],
  downloadEvidence: async () => sample.evidence,
  verifyById: async () => report,
  verifyByDigest: async () => report,
  verifyEvidence: async () => report,
  listSeals: async () => [seal],
  makeSeal: async () => seal,
  changeSealState: async () => seal,
  listAuthorities: async () => [
    { ...surplus, uscc: sample.AUTHORITY, name: '样例', domain: '44', state: 'active', version: 1 },
  ],
  registerAuthority: async () => committed,
  equipAuthority: async () => ({ ...surplus, signingCertificate: sample.DIGEST, sealCertificate: sample.DIGEST }),
  revokeCertificate: async () => committed,
  listTypes: async () => [{ ...surplus, code: sample.TYPE, domain: '44', version: 1, definition: sample.definition }],
  registerType: async () => committed,
  grantRight: async () => committed,
  endRight: async () => committed,
  listDomains: async () => [
    { ...surplus, domain: '44', name: { zh: '样例', en: 'Sample' }, state: 'active', version: 1, gateways: [] },
  ],
  listAgreements: async () => [{ ...surplus, id: 'a', version: 1, terms: TERMS }],
  signAgreement: async () => ({ ...committed, inForce: false }),
  castVote: async () => committed,
  foundingEntry: async () => ({ ...surplus, ledger: sample.DIGEST, signed: sample.signedEntry }),
  signFounding: async () => ({
    ...surplus,
    ...{ domain: '44', commandSignature: sample.SIGNATURE, listSignature: sample.SIGNATURE },
  }),
  found: async () => ({ ...surplus, network: sample.DIGEST }),
  registerDomainCertificates: async () => [{ ...surplus, fingerprint: sample.DIGEST, role: 'ca' }],
  proposeTrustList: async () => sample.trustList.list,
  signTrustList: async () => ({ ...surplus, domain: '44', signature: sample.SIGNATURE }),
  publishTrustList: async () => ({ ...surplus, sequence: 0 }),
  readTrustList: async () => sample.trustList,
  listBlockStatements: async () => [sample.blockStatement],
  statusStatement: async () => sample.statusStatement,
  readDailyStatement: async () => sample.dailyStatement,
  readReconciliation: async () => ({ ...surplus, all: { ...surplus, ...sample.reconciliationResult } }),
  issueCertificate: async () => issued,
  renewCertificate: async () => issued,
  endCertificate: async () => ({ ...surplus, serialNumber: '0a', revokedAt: sample.TIME, listNumber: 2 }),
  readIssuingCa: async () => ({ ...surplus, der: Uint8Array.of(0x30, 0) }),
  readRevocationList: async () => ({ ...surplus, der: Uint8Array.of(0x30, 0), keepSeconds: 60 }),
  answerOcsp: async () => ({ ...surplus, der: Uint8Array.of(0x30, 0), keepSeconds: 60 }),
  stampTime: async () => ({ ...surplus, der: Uint8Array.of(0x30, 0) }),
  health: async () => ({ ready: true, checks: { ledger: { ready: true, detail: SURPLUS } } }),
};

export interface FakeUseCases {
  useCases: UseCases;
  /** What was called, in order, with its arguments. */
  calls: { name: string; args: unknown[] }[];
}

/** Use cases that answer with samples and remember what they were asked; some may be put in their place. */
export function fakeUseCases(overrides: Partial<UseCases> = {}): FakeUseCases {
  const calls: FakeUseCases['calls'] = [];
  const useCases = new Proxy(
    { ...SAMPLE_USE_CASES, ...overrides },
    {
      get(target, name, receiver) {
        const member: unknown = Reflect.get(target, name, receiver);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          calls.push({ name: String(name), args });
          return Reflect.apply(member, target, args);
        };
      },
    },
  );
  return { useCases, calls };
}
