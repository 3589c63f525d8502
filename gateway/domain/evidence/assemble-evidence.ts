import type { BlockStatement } from '../../../chaincode/model/block-statement.js';
import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import { sm3Hex } from '../../../pki/sm3.js';
import type { OpenedField } from '../licence/document.js';
import { fieldDigest } from '../licence/field-digest.js';
import type { Evidence, LedgerReceipt } from './evidence.js';
import type { StatusStatement } from './status.js';

export interface EvidenceParts {
  document: Evidence['document'];
  /** The fields to open: all, or those that the holder shows. */
  fields: readonly OpenedField[];
  attestation: string;
  /** SES_Signature, DER. */
  sealSignature: Uint8Array;
  /** Signers and makers and the CAs between them and the root, DER, in any order and with repeats. */
  certificates: readonly Uint8Array[];
  receipt: Omit<LedgerReceipt, 'statements'> & { statements: readonly BlockStatement[] };
  statuses: readonly StatusStatement[];
}

/** Puts the parts in the one order that readers accept (docs/formats/evidence.md). Checks nothing. */
export function assembleEvidence(parts: EvidenceParts): Evidence {
  return {
    format: 'yinxin/evidence/v1',
    document: parts.document,
    fields: ascending(parts.fields, fieldDigest),
    attestation: parts.attestation,
    sealSignature: encodeBase64url(parts.sealSignature),
    certificates: ascending(parts.certificates, (der) => sm3Hex(der)).map(encodeBase64url),
    receipt: { ...parts.receipt, statements: ascending(parts.receipt.statements, statementPlace) },
    statuses: ascending(parts.statuses, ({ head }) => head.domain),
  };
}

/** Statements stand in ascending order of `seenAt`, then of the domain, then of the signature. */
export function statementPlace({ statement, signature }: BlockStatement): string {
  return `${statement.seenAt} ${statement.domain} ${signature}`;
}

function ascending<T>(items: readonly T[], placeOf: (item: T) => string): T[] {
  const placed = new Map(items.map((item) => [placeOf(item), item]));
  return [...placed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}
