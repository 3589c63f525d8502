import { type DerNode, malformed, open, readDer } from '../der/reader.js';
import { contextConstructed, contextPrimitive, TAG } from '../der/tags.js';
import type { NoteDeviation } from './deviations.js';
import { type GeneralName, readGeneralNames } from './general-name.js';
import { hex, readSerialNumber } from './tolerant.js';

/** AuthorityKeyIdentifier (RFC 5280 §4.2.1.1). It helps to find an issuer; it decides nothing. */
export interface AuthorityKeyIdentifier {
  /** Lower-case hex. */
  readonly keyId?: string;
  readonly issuer?: readonly GeneralName[];
  /** As `readSerialNumber` gives it. */
  readonly serialNumber?: string;
}

/** @throws PkiError DER_MALFORMED */
export function readAuthorityKeyIdentifier(node: DerNode, note: NoteDeviation): AuthorityKeyIdentifier {
  const parts = open(node, TAG.SEQUENCE);
  const keyId = parts.optional(contextPrimitive(0));
  const issuer = parts.optional(contextConstructed(1));
  const serial = parts.optional(contextPrimitive(2));
  parts.finish();
  if ((issuer === undefined) !== (serial === undefined)) {
    throw malformed('authority key identifier with half of a name');
  }
  return {
    ...(keyId !== undefined && { keyId: hex(keyId.content) }),
    ...(issuer !== undefined && { issuer: readGeneralNames(issuer, note, issuer.tag) }),
    ...(serial !== undefined && { serialNumber: readImplicitSerial(serial) }),
  };
}

function readImplicitSerial(node: DerNode): string {
  const whole = Uint8Array.from(node.raw);
  whole[0] = TAG.INTEGER;
  return readSerialNumber(readDer(whole));
}
