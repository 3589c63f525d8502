import type { BlockStatement } from '../../../../chaincode/model/block-statement.js';
import type { CommandOf } from '../../../../chaincode/model/command.js';
import type { LicenceTypeDefinition } from '../../../../chaincode/model/licence-type.js';
import type { SignedTrustEntry } from '../../../../chaincode/model/trust-entry.js';
import type { TrustList } from '../../../../chaincode/model/trust-list.js';
import type { Evidence } from '../../../../gateway/domain/evidence/evidence.js';
import type { StatusStatement } from '../../../../gateway/domain/evidence/status.js';
import type { DailyStatement } from '../../../../gateway/domain/reconciliation/daily-statement.js';
import type { ReconciliationResult } from '../../../../gateway/domain/reconciliation/result.js';

/** Values of the right form and no meaning: what they prove is not the business of the HTTP interface. */
export const DOMAIN = '44';
export const AUTHORITY = '11440000YX44M00099';
export const OTHER_AUTHORITY = '11440000YX44N0004H';
export const TYPE = '11440000YX44M00099001';
export const LICENCE_ID = '1.2.156.3005.2.11440000YX44M00099001.11440000YX44M00099.SAMPLE0000000000000001.001.0';
export const DIGEST = '0123456789abcdef'.repeat(4);
export const TIME = '2026-11-21T00:00:00.000Z';
export const SIGNATURE = 'A'.repeat(86);
export const PUBLIC_KEY = `B${'A'.repeat(86)}`;
export const LICENCE_KEY = `licence/${AUTHORITY}/${TYPE}/${DIGEST}`;

export const signedEntry: SignedTrustEntry = {
  entry: {
    format: 'yinxin/trust-entry/v1',
    founding: DIGEST,
    ledger: DIGEST,
    domain: DOMAIN,
    version: 1,
    name: { zh: '样例省', en: 'Sample Province' },
    roots: ['MAA'],
    governanceKey: PUBLIC_KEY,
    witnessKey: PUBLIC_KEY,
    receiptKey: PUBLIC_KEY,
    gateways: ['https://gateway.example'],
  },
  signature: SIGNATURE,
};

const header = {
  network: DIGEST,
  ledger: DIGEST,
  domain: DOMAIN,
  expectedVersion: 0,
  issuedAt: TIME,
  expires: TIME,
  signer: DIGEST,
};

export const foundingCommand: CommandOf<'network-found'> = {
  ...header,
  target: 'network',
  reason: 'founding',
  kind: 'network-found',
  body: {
    founding: DIGEST,
    profile: 'evaluation',
    quorum: 'majority',
    issuedAt: TIME,
    nextUpdate: TIME,
    domains: [signedEntry],
  },
};

export const trustList: TrustList = {
  list: {
    format: 'yinxin/trust-list/v1',
    profile: 'evaluation',
    quorum: 'majority',
    founding: DIGEST,
    sequence: 0,
    issuedAt: TIME,
    nextUpdate: TIME,
    ledger: DIGEST,
    blockNumber: 0,
    domains: [{ fromBlock: 0, signed: signedEntry }],
    types: [],
    agreements: [],
    convictions: [],
  },
  signatures: [{ domain: DOMAIN, signature: SIGNATURE }],
};

export const blockStatement: BlockStatement = {
  statement: {
    network: DIGEST,
    ledger: DIGEST,
    domain: DOMAIN,
    blockNumber: 7,
    blockHash: DIGEST,
    blockRoot: DIGEST,
    blockSize: 1,
    seenAt: TIME,
  },
  signature: SIGNATURE,
};

/** What an authority asks for when it applies for a seal. */
export const sealApplication = {
  esId: '44000000000002',
  name: '样例印章',
  sealClass: 'finance',
  picture: { type: 'PNG', data: 'iVBORw0KGgo', width: 40, height: 40 },
  validFrom: TIME,
  validUntil: TIME,
  reason: 'initial',
  basis: 'SAMPLE-BASIS-1',
};

const proof = { index: 0, size: 1, path: [] };

export const statusStatement: StatusStatement = {
  head: { network: DIGEST, ledger: DIGEST, domain: DOMAIN, blockNumber: 7, root: DIGEST, size: 1, seenAt: TIME },
  signature: SIGNATURE,
  leaves: [
    {
      leaf: {
        key: `seal/${DIGEST}`,
        kind: 'seal',
        version: 1,
        digest: DIGEST,
        state: 'active',
        since: TIME,
        sinceBlock: 7,
        sinceIndex: 0,
      },
      proof,
    },
  ],
};

export const evidence: Evidence = {
  format: 'yinxin/evidence/v1',
  document: {
    format: 'yinxin/licence/v1',
    network: DIGEST,
    domain: DOMAIN,
    authority: AUTHORITY,
    type: TYPE,
    licenceId: LICENCE_ID,
    version: 1,
    validFrom: '2026-11-21',
    licenceNumberDigest: DIGEST,
    fieldDigests: [DIGEST],
  },
  fields: [{ salt: 'A'.repeat(22), name: 'ZZBH', value: 'SAMPLE-0001' }],
  attestation: SIGNATURE,
  sealSignature: 'MAA',
  certificates: ['MAA', 'MAE'],
  receipt: {
    leaf: {
      key: LICENCE_KEY,
      expectedVersion: 0,
      licenceVersion: 1,
      digest: DIGEST,
      domain: DOMAIN,
      authority: AUTHORITY,
      type: TYPE,
      validFrom: '2026-11-21',
      attestationCertificate: DIGEST,
      sealCertificate: DIGEST,
      seal: DIGEST,
      sealSignature: DIGEST,
    },
    batchProof: proof,
    batch: {
      command: {
        ...header,
        target: `batch/${DIGEST}`,
        reason: 'issue',
        kind: 'licence-batch',
        authority: AUTHORITY,
        body: { root: DIGEST, size: 1 },
      },
      signature: SIGNATURE,
    },
    transactionId: DIGEST,
    blockProof: proof,
    statements: [blockStatement],
  },
  statuses: [statusStatement],
};

export const definition: LicenceTypeDefinition = {
  typeCode: TYPE,
  name: { zh: '样例', en: 'Sample' },
  holders: { category: 'any', max: 1 },
  validity: { kind: 'long-term' },
  fields: [{ name: 'KZ_scope', label: { zh: '范围', en: 'Scope' }, type: 'text', required: true, maxLength: 64 }],
};

const drift = { 'missing-on-ledger': 0, 'missing-in-database': 0, 'digest-differs': 0, 'state-differs': 1, late: 0 };

export const dailyStatement: DailyStatement = {
  statement: {
    format: 'yinxin/daily-statement/v1',
    network: DIGEST,
    ledger: DIGEST,
    domain: DOMAIN,
    day: '2026-11-21',
    blockNumber: 7,
    blockHash: DIGEST,
    batches: 1,
    licences: 1,
    states: { active: 1, suspended: 0, revoked: 0, withdrawn: 0, cancelled: 0 },
    drift,
    issuedAt: TIME,
  },
  signature: SIGNATURE,
};

export const reconciliationResult: ReconciliationResult = {
  format: 'yinxin/reconciliation/v1',
  scope: 'all',
  outcome: 'drift',
  network: DIGEST,
  ledger: DIGEST,
  domain: DOMAIN,
  startedAt: TIME,
  finishedAt: TIME,
  blockNumber: 7,
  blockHash: DIGEST,
  checked: { blocks: 8, rows: 9 },
  drift,
  findings: [
    {
      class: 'state-differs',
      table: 'licence',
      column: 'state',
      key: LICENCE_KEY,
      detail: 'a sample',
      repair: 'possible',
    },
  ],
};
