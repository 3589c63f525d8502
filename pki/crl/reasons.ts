import { type DerNode, malformed } from '../der/reader.js';

/** CRLReason (RFC 5280 §5.3.1) by number; 7 is not used. */
export const CRL_REASONS = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  undefined,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const;

export type CrlReason = Exclude<(typeof CRL_REASONS)[number], undefined>;

const ENUMERATED = 0x0a;

/** @throws PkiError DER_MALFORMED */
export function readCrlReason(node: DerNode): CrlReason {
  const reason = node.length === 1 ? CRL_REASONS[node.bytes[node.contentStart] ?? 7] : undefined;
  if (node.tag !== ENUMERATED || reason === undefined) throw malformed('no reason of revocation');
  return reason;
}
