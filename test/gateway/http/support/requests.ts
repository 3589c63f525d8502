import * as sample from './samples.js';

export interface SampleRequest {
  path: string;
  body?: { type: string; text: string };
}

const json = (value: unknown) => ({ type: 'application/json', text: JSON.stringify(value) });
const order = { idempotencyKey: 'sample-1' };
const one = `/v1/licences/${sample.LICENCE_ID}`;
const ofAuthority = `/v1/authorities/${sample.AUTHORITY}`;

/** For each route a request that fits its schemas. */
export const SAMPLE_REQUESTS: Readonly<Record<string, SampleRequest>> = {
  issueLicence: { path: `${ofAuthority}/licences`, body: json(order) },
  issueLicences: {
    path: `${ofAuthority}/licences/batch`,
    body: { type: 'application/x-ndjson', text: `${JSON.stringify(order)}\n` },
  },
  listLicences: { path: `/v1/licences?authority=${sample.AUTHORITY}&type=${sample.TYPE}&state=active&limit=10` },
  readLicence: { path: one },
  licenceHistory: { path: `${one}/history` },
  downloadEvidence: { path: `${one}/evidence?reveal=ZZBH,KZ_scope` },
  suspendLicence: { path: `${one}/suspend`, body: json({ reason: 'under-investigation', expectedVersion: 1 }) },
  resumeLicence: { path: `${one}/resume`, body: json({ reason: 'suspension-lifted' }) },
  revokeLicence: { path: `${one}/revoke`, body: json({ reason: 'penalty-revocation' }) },
  withdrawLicence: { path: `${one}/withdraw`, body: json({ reason: 'issued-in-error' }) },
  cancelLicence: { path: `${one}/cancel`, body: json({ reason: 'holder-application' }) },
  reissueLicence: { path: `${one}/reissue`, body: json({ reason: 'renewal', order }) },
  verifyLicence: { path: '/v1/verifications', body: json({ licenceId: sample.LICENCE_ID }) },
  verifyEvidence: {
    path: `/v1/verifications/evidence?at=${sample.TIME}&requiredFields=ZZBH`,
    body: { type: 'application/octet-stream', text: 'not evidence at all' },
  },
  listSeals: { path: `/v1/seals?authority=${sample.AUTHORITY}` },
  makeSeal: {
    path: '/v1/seals',
    body: json({
      ...{ authority: sample.AUTHORITY, esId: '44000000000001', name: '样例印章', sealClass: 'finance' },
      picture: { type: 'PNG', data: 'iVBORw0KGgo', width: 40, height: 40 },
      ...{ validFrom: sample.TIME, validUntil: sample.TIME },
    }),
  },
  changeSealState: { path: `/v1/seals/${sample.DIGEST}/state`, body: json({ state: 'lost', reason: 'stolen' }) },
  listAuthorities: { path: '/v1/authorities' },
  registerAuthority: { path: '/v1/authorities', body: json({ uscc: sample.AUTHORITY, name: '样例机关' }) },
  equipAuthority: { path: `${ofAuthority}/equipment` },
  grantRight: { path: `${ofAuthority}/rights/${sample.TYPE}` },
  endRight: { path: `${ofAuthority}/rights/${sample.TYPE}?reason=type-retired` },
  revokeCertificate: {
    path: `/v1/certificates/${sample.DIGEST}/revocation`,
    body: json({ distrustFrom: sample.TIME, reason: 'key-compromise' }),
  },
  issueCertificate: {
    path: '/v1/pki/certificates',
    body: json({
      ...{ profile: 'tls-server', request: 'MAA=', subject: { commonName: '样例网关' } },
      dnsNames: ['gateway.example'],
    }),
  },
  renewCertificate: { path: '/v1/pki/certificates/0a/renewal', body: json({ request: 'MAA=' }) },
  endCertificate: { path: '/v1/pki/certificates/0a/end', body: json({ reason: 'keyCompromise' }) },
  readIssuingCa: { path: '/v1/pki/issuing-ca.cer' },
  readFullRevocationList: { path: '/v1/pki/full.crl' },
  readDeltaRevocationList: { path: '/v1/pki/delta.crl' },
  answerOcsp: { path: '/v1/pki/ocsp', body: { type: 'application/ocsp-request', text: '0' } },
  answerOcspQuery: { path: '/v1/pki/ocsp/MAA%3D' },
  stampTime: { path: '/v1/pki/timestamp', body: { type: 'application/timestamp-query', text: '0' } },
  listTypes: { path: '/v1/types' },
  registerType: {
    path: '/v1/types',
    body: json({ definition: sample.definition }),
  },
  listDomains: { path: '/v1/domains' },
  listAgreements: { path: '/v1/recognition-agreements' },
  signAgreement: {
    path: '/v1/recognition-agreements',
    body: json({
      terms: {
        ...{ issuing: '44', recognising: '43', licenceType: sample.TYPE, sealClass: 'finance' },
        ...{ decision: 'accept', from: '2026-12-01', version: 1 },
      },
    }),
  },
  foundingEntry: { path: '/v1/network/founding-entry', body: json({ founding: sample.DIGEST }) },
  signFounding: { path: '/v1/network/founding-signatures', body: json({ command: sample.foundingCommand }) },
  found: {
    path: '/v1/network/founding',
    body: json({
      command: sample.foundingCommand,
      signatures: [{ domain: '44', commandSignature: sample.SIGNATURE, listSignature: sample.SIGNATURE }],
    }),
  },
  registerDomainCertificates: { path: '/v1/network/certificates' },
  castVote: {
    path: '/v1/network/votes',
    body: json({ proposal: { kind: 'change-quorum', quorum: 'byzantine', version: 2 } }),
  },
  proposeTrustList: { path: '/v1/trust-lists/proposals' },
  signTrustList: { path: '/v1/trust-lists/signatures', body: json({ list: sample.trustList.list }) },
  publishTrustList: { path: '/v1/trust-lists', body: json(sample.trustList) },
  readTrustList: { path: '/v1/trust-lists/0' },
  listBlockStatements: { path: '/v1/witness/block-statements?from=0&limit=1000' },
  statusStatement: { path: '/v1/witness/statuses', body: json({ keys: [`seal/${sample.DIGEST}`] }) },
  readDailyStatement: { path: '/v1/daily-statements/2026-11-21' },
  readReconciliation: { path: '/v1/reconciliation/latest' },
  healthz: { path: '/healthz' },
  readyz: { path: '/readyz' },
  openapi: { path: '/openapi.json' },
};
