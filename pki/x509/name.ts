import { OID } from '../der/oids.js';
import { type DerNode, open, readDer } from '../der/reader.js';
import { readAnyText } from '../der/strings.js';
import { TAG } from '../der/tags.js';
import { readSetOf } from '../der/tree.js';
import { readOid } from '../der/values.js';
import { oid, printableString, sequence, setOf, utf8String } from '../der/writer.js';

export interface NameAttribute {
  readonly oid: string;
  /** Undefined when the value is not text (undecodable, or of a type that is no string). */
  readonly value: string | undefined;
}

/** Subject of the certificates we issue: C=CN, O, organizationIdentifier (the USCC), CN, in this order. */
export interface CertificateSubject {
  readonly organization?: string;
  readonly organizationIdentifier?: string;
  readonly commonName: string;
}

// RFC 5280 appendix A, ub-common-name and ub-organization-name.
const LONGEST_TEXT = 64;

/**
 * A Name (RFC 5280 §4.1.2.4) of one-attribute RDNs: what stands together in one SET is one multi-valued RDN, which several
 * readers refuse unless sorted.
 *
 * @throws RangeError beyond 64 characters
 */
export function encodeName(subject: CertificateSubject): Uint8Array {
  const rdns = [rdn(OID.countryName, printableString('CN'))];
  if (subject.organization !== undefined) rdns.push(text(OID.organizationName, subject.organization));
  if (subject.organizationIdentifier !== undefined) {
    rdns.push(text(OID.organizationIdentifier, subject.organizationIdentifier));
  }
  rdns.push(text(OID.commonName, subject.commonName));
  return sequence(...rdns);
}

function text(type: string, value: string): Uint8Array {
  if (value.length === 0 || value.length > LONGEST_TEXT)
    throw new RangeError(`name attribute of ${value.length} characters`);
  return rdn(type, utf8String(value));
}

function rdn(type: string, value: Uint8Array): Uint8Array {
  return setOf(sequence(oid(type), value));
}

/** All attributes in the order of encoding. @throws PkiError DER_MALFORMED */
export function readName(der: Uint8Array): NameAttribute[] {
  const attributes: NameAttribute[] = [];
  visitName(readDer(der), (type, value) => attributes.push({ oid: readOid(type), value: readAnyText(value) }));
  return attributes;
}

/** Checks the structure of a name, attribute types included, without decoding its text, which may be anything. @throws PkiError DER_MALFORMED */
export function checkName(name: DerNode): void {
  visitName(name, (type) => {
    // Judged now: whoever asks for the subject later does not expect a malformed one.
    readOid(type);
  });
}

function visitName(name: DerNode, visit: (type: DerNode, value: DerNode) => void): void {
  const rdns = open(name, TAG.SEQUENCE);
  while (!rdns.done) {
    for (const attribute of readSetOf(rdns.next(TAG.SET))) {
      const parts = open(attribute, TAG.SEQUENCE);
      const type = parts.next(TAG.OID);
      const value = parts.next();
      parts.finish();
      visit(type, value);
    }
  }
}
