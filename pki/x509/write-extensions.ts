import { OID } from '../der/oids.js';
import { element, ia5String, integer, oid, printableString, sequence } from '../der/writer.js';
import type { RawExtension } from './raw-extensions.js';

/** Numbers that GB/T 20518 lets a certificate name its subject by, as printed on the document concerned. */
export interface SubjectIdentity {
  readonly personal?: string;
  readonly socialInsurance?: string;
  readonly businessRegistration?: string;
  /** Unified social credit code, or the organisation code before it. */
  readonly organisation?: string;
  readonly taxpayer?: string;
}

const IDENTITY_OIDS: Readonly<Record<keyof SubjectIdentity, string>> = {
  personal: OID.identityPersonal,
  socialInsurance: OID.identitySocialInsurance,
  businessRegistration: OID.identityBusinessRegistration,
  organisation: OID.identityOrganisation,
  taxpayer: OID.identityTaxpayer,
};

/** One extension for each number, its value a PrintableString, not critical. */
export function identityExtensions(identity: SubjectIdentity): RawExtension[] {
  const found: RawExtension[] = [];
  for (const [name, id] of Object.entries(IDENTITY_OIDS) as [keyof SubjectIdentity, string][]) {
    const number = identity[name];
    if (number !== undefined) found.push({ oid: id, critical: false, value: printableString(number) });
  }
  return found;
}

/** RFC 5280 §4.2.1.6, DNS names only. @throws RangeError for an empty list */
export function subjectAltName(dnsNames: readonly string[]): RawExtension {
  if (dnsNames.length === 0) throw new RangeError('a subjectAltName has a name');
  const names = dnsNames.map((name) => implicitText(2, name));
  return { oid: OID.subjectAltName, critical: false, value: sequence(...names) };
}

/** CRLDistributionPoints or FreshestCRL (RFC 5280 §4.2.1.13, §4.2.1.15): one point for each address. */
export function distributionPoints(
  id: typeof OID.crlDistributionPoints | typeof OID.freshestCrl,
  urls: readonly string[],
): RawExtension {
  const points = urls.map((url) => sequence(element(0xa0, fullName(url))));
  return { oid: id, critical: false, value: sequence(...points) };
}

/** RFC 5280 §4.2.2.1. */
export function authorityInfoAccess(ocspUrls: readonly string[], caIssuersUrls: readonly string[]): RawExtension {
  const descriptions = [
    ...ocspUrls.map((url) => sequence(oid(OID.ocsp), uri(url))),
    ...caIssuersUrls.map((url) => sequence(oid(OID.caIssuers), uri(url))),
  ];
  return { oid: OID.authorityInfoAccess, critical: false, value: sequence(...descriptions) };
}

/** RFC 5280 §4.2.1.4, without qualifiers. */
export function certificatePolicies(policies: readonly string[]): RawExtension {
  return {
    oid: OID.certificatePolicies,
    critical: false,
    value: sequence(...policies.map((policy) => sequence(oid(policy)))),
  };
}

/** By the key alone, as hex of the issuer's subject key identifier (RFC 5280 §4.2.1.1). */
export function authorityKeyIdentifier(keyId: string): RawExtension {
  return {
    oid: OID.authorityKeyIdentifier,
    critical: false,
    value: sequence(element(0x80, Buffer.from(keyId, 'hex'))),
  };
}

export function crlNumber(number: number): RawExtension {
  return { oid: OID.crlNumber, critical: false, value: integer(number) };
}

/** DistributionPointName [0] fullName, of one address. */
export const fullName = (url: string): Uint8Array => element(0xa0, uri(url));

const uri = (url: string): Uint8Array => implicitText(6, url);

function implicitText(number: number, text: string): Uint8Array {
  const encoded = ia5String(text);
  encoded[0] = 0x80 | number;
  return encoded;
}
