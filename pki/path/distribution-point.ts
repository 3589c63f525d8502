import { type DerNode, malformed, open } from '../der/reader.js';
import { contextConstructed, contextPrimitive, TAG } from '../der/tags.js';
import type { NoteDeviation } from './deviations.js';
import { type GeneralName, readGeneralNames } from './general-name.js';
import { readImplicitNamedBits, readSequenceOf } from './tolerant.js';

/** Reasons as the bits of ReasonFlags (RFC 5280 §4.2.1.13): bit n of the number is bit n of the list. Bit 0 is unused. */
export type ReasonMask = number;

/** keyCompromise (1) … aACompromise (8). */
export const ALL_REASONS: ReasonMask = 0b1_1111_1110;

/** `fullName`, or the [1] IMPLICIT RelativeDistinguishedName as its whole element. */
export type DistributionPointName =
  | { readonly fullName: readonly GeneralName[] }
  | { readonly relativeToIssuer: Uint8Array };

/** RFC 5280 §4.2.1.13. */
export interface DistributionPoint {
  readonly name?: DistributionPointName;
  readonly reasons: ReasonMask;
  readonly cRLIssuer?: readonly GeneralName[];
}

/** CRLDistributionPoints and FreshestCRL. @throws PkiError DER_MALFORMED */
export function readDistributionPoints(node: DerNode, note: NoteDeviation): DistributionPoint[] {
  return readSequenceOf(node).map((each) => readDistributionPoint(each, note));
}

function readDistributionPoint(node: DerNode, note: NoteDeviation): DistributionPoint {
  const parts = open(node, TAG.SEQUENCE);
  const name = parts.optional(contextConstructed(0));
  const reasons = parts.optional(contextPrimitive(1));
  const issuer = parts.optional(contextConstructed(2));
  parts.finish();
  // RFC 5280 §4.2.1.13: a point must not consist of the reasons alone.
  if (name === undefined && issuer === undefined) throw malformed('distribution point without a name and an issuer');
  return {
    ...(name !== undefined && { name: readDistributionPointName(name, note) }),
    reasons: reasons === undefined ? ALL_REASONS : readReasons(reasons, note),
    ...(issuer !== undefined && { cRLIssuer: readGeneralNames(issuer, note, issuer.tag) }),
  };
}

/** `[0]` over the CHOICE. @throws PkiError DER_MALFORMED */
export function readDistributionPointName(node: DerNode, note: NoteDeviation): DistributionPointName {
  const parts = open(node, contextConstructed(0));
  const choice = parts.next();
  parts.finish();
  if (choice.tag === contextConstructed(0)) return { fullName: readGeneralNames(choice, note, choice.tag) };
  if (choice.tag === contextConstructed(1)) return { relativeToIssuer: choice.raw };
  throw malformed('distribution point name of no kind');
}

export function readReasons(node: DerNode, note: NoteDeviation): ReasonMask {
  let mask = 0;
  for (const bit of readImplicitNamedBits(node, note)) mask |= 1 << bit;
  return mask & ALL_REASONS;
}
