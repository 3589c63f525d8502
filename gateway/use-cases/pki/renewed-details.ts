import { OID } from '../../../pki/der/oids.js';
import { childrenOf, readDer } from '../../../pki/der/reader.js';
import { readPrintableString } from '../../../pki/der/strings.js';
import type { CertificateDetails } from '../../../pki/x509/build.js';
import { attribute, type X509Certificate } from '../../../pki/x509/certificate.js';
import type { CertificateSubject } from '../../../pki/x509/name.js';
import { CERTIFICATE_PROFILES, type CertificateProfileRules } from '../../../pki/x509/profiles.js';
import { type RawExtension, readRawExtensions } from '../../../pki/x509/raw-extensions.js';
import type { SubjectIdentity } from '../../../pki/x509/write-extensions.js';
import { LEAF_PROFILES, type LeafProfile } from '../../domain/pki/certificates.js';

const IDENTITIES: Readonly<Record<keyof SubjectIdentity, string>> = {
  personal: OID.identityPersonal,
  socialInsurance: OID.identitySocialInsurance,
  businessRegistration: OID.identityBusinessRegistration,
  organisation: OID.identityOrganisation,
  taxpayer: OID.identityTaxpayer,
};

/** What a certificate of ours says of its holder, to be said again. undefined for one that none of our profiles makes. */
export function detailsOf(
  certificate: X509Certificate,
): { profile: LeafProfile; subject: CertificateSubject; details: CertificateDetails } | undefined {
  const profile = profileOf(certificate);
  const commonName = attribute(certificate, OID.commonName);
  if (profile === undefined || commonName === undefined) return undefined;
  const organization = attribute(certificate, OID.organizationName);
  const organizationIdentifier = attribute(certificate, OID.organizationIdentifier);
  const extensions = extensionsOf(certificate);
  const dnsNames = dnsNamesOf(extensions.get(OID.subjectAltName));
  return {
    profile,
    subject: {
      commonName,
      ...(organization === undefined ? {} : { organization }),
      ...(organizationIdentifier === undefined ? {} : { organizationIdentifier }),
    },
    details: { identity: identityOf(extensions), ...(dnsNames.length === 0 ? {} : { dnsNames }) },
  };
}

/** By the one purpose that the certificate states: a row of the database could call it anything. */
function profileOf({ extendedKeyUsage }: X509Certificate): LeafProfile | undefined {
  const [purpose, another] = extendedKeyUsage ?? [];
  if (another !== undefined) return undefined;
  return LEAF_PROFILES.find((profile) => {
    const rules: CertificateProfileRules = CERTIFICATE_PROFILES[profile];
    return purpose !== undefined && rules.extendedKeyUsage?.[0] === purpose;
  });
}

function extensionsOf({ tbs }: X509Certificate): ReadonlyMap<string, RawExtension> {
  const tagged = childrenOf(readDer(tbs)).at(-1);
  const [list] = tagged?.tag === 0xa3 ? childrenOf(tagged) : [];
  return new Map(list === undefined ? [] : readRawExtensions(list).map((each) => [each.oid, each]));
}

function dnsNamesOf(extension: RawExtension | undefined): string[] {
  if (extension === undefined) return [];
  return childrenOf(readDer(extension.value)).map(({ content }) => Buffer.from(content).toString('latin1'));
}

function identityOf(extensions: ReadonlyMap<string, RawExtension>): SubjectIdentity {
  const found: { -readonly [Name in keyof SubjectIdentity]: string } = {};
  for (const [name, id] of Object.entries(IDENTITIES) as [keyof SubjectIdentity, string][]) {
    const extension = extensions.get(id);
    if (extension !== undefined) found[name] = readPrintableString(readDer(extension.value));
  }
  return found;
}
