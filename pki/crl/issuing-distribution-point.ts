import { type DerNode, malformed, open } from '../der/reader.js';
import { contextConstructed, contextPrimitive, TAG } from '../der/tags.js';
import type { NoteDeviation } from '../path/deviations.js';
import {
  ALL_REASONS,
  type DistributionPointName,
  type ReasonMask,
  readDistributionPointName,
  readReasons,
} from '../path/distribution-point.js';
import { readDefaultFalse } from '../path/tolerant.js';

/** RFC 5280 §5.2.5: which certificates and which reasons a list is about. */
export interface IssuingDistributionPoint {
  readonly name?: DistributionPointName;
  readonly onlyContainsUserCerts: boolean;
  readonly onlyContainsCACerts: boolean;
  readonly onlyContainsAttributeCerts: boolean;
  readonly indirectCRL: boolean;
  /** All reasons where the list does not restrict them. */
  readonly reasons: ReasonMask;
  readonly der: Uint8Array;
}

/** @throws PkiError DER_MALFORMED */
export function readIssuingDistributionPoint(node: DerNode, note: NoteDeviation): IssuingDistributionPoint {
  const parts = open(node, TAG.SEQUENCE);
  const name = parts.optional(contextConstructed(0));
  const onlyContainsUserCerts = readDefaultFalse(parts, note, contextPrimitive(1));
  const onlyContainsCACerts = readDefaultFalse(parts, note, contextPrimitive(2));
  const reasons = parts.optional(contextPrimitive(3));
  const indirectCRL = readDefaultFalse(parts, note, contextPrimitive(4));
  const onlyContainsAttributeCerts = readDefaultFalse(parts, note, contextPrimitive(5));
  parts.finish();
  if (Number(onlyContainsUserCerts) + Number(onlyContainsCACerts) + Number(onlyContainsAttributeCerts) > 1) {
    throw malformed('issuing distribution point of more than one kind of certificate');
  }
  return {
    ...(name !== undefined && { name: readDistributionPointName(name, note) }),
    onlyContainsUserCerts,
    onlyContainsCACerts,
    onlyContainsAttributeCerts,
    indirectCRL,
    reasons: reasons === undefined ? ALL_REASONS : readReasons(reasons, note),
    der: node.raw,
  };
}
