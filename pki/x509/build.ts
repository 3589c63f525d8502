import { fromBER, Integer, Null, OctetString } from 'asn1js';
import {
  AlgorithmIdentifier,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  Extension,
  Extensions,
  ExtKeyUsage,
  PublicKeyInfo,
  RelativeDistinguishedNames,
  Time,
} from 'pkijs';
import { OID } from '../der/oids.js';
import { bitString, namedBits, nullValue, sequence } from '../der/writer.js';
import { PkiError } from '../errors.js';
import { publicKeyFromPoint } from '../sm2/key-cache.js';
import { rawToDer } from '../sm2/signature-encoding.js';
import { sm3 } from '../sm3.js';
import { parseCertificate } from './certificate.js';
import { KEY_USAGES } from './extensions.js';
import { type CertificateSubject, encodeName } from './name.js';
import { CERTIFICATE_PROFILES, type CertificateProfile, type CertificateProfileRules } from './profiles.js';
import type { RawExtension } from './raw-extensions.js';
import {
  authorityInfoAccess,
  certificatePolicies,
  distributionPoints,
  identityExtensions,
  type SubjectIdentity,
  subjectAltName,
} from './write-extensions.js';

export interface CertificateOrder {
  readonly profile: CertificateProfile;
  readonly subject: CertificateSubject;
  /** 91 bytes. */
  readonly publicKeySpki: Uint8Array;
  /** Subject name and subject key identifier (hex) as they stand in the issuer's certificate; `self` for a root. */
  readonly issuer: { readonly subjectDer: Uint8Array; readonly subjectKeyId: string } | 'self';
  /** Milliseconds since 1970; certificates hold whole seconds, a fraction is cut off. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Addresses, names and numbers beside what the profile says; none by default. */
  readonly details?: CertificateDetails;
  /** 1 to 20 octets, big-endian, positive; at least 8 of them random (CA/B BR §7.1). The caller draws it. */
  readonly serialNumber: Uint8Array;
  /** The issuer's signature over the bytes given: 64 bytes r‖s. */
  readonly sign: (tbs: Uint8Array) => Promise<Uint8Array>;
}

export interface CertificateDetails {
  readonly crlUrls?: readonly string[];
  readonly deltaCrlUrls?: readonly string[];
  readonly ocspUrls?: readonly string[];
  readonly caIssuersUrls?: readonly string[];
  readonly policies?: readonly string[];
  /** Only where the profile asks for them. */
  readonly dnsNames?: readonly string[];
  readonly identity?: SubjectIdentity;
}

/**
 * Issues a certificate by one of our profiles (GB/T 20518, RFC 5280) and gives its DER. What comes out has been read back by the
 * strict reader, and a self-signed one verified.
 *
 * @throws PkiError SM2_KEY_INVALID when the key is none; ENCODING_INVALID when `sign` answers no signature; CERTIFICATE_MALFORMED
 *   when the order makes a certificate that nobody should trust
 * @throws RangeError when a name is too long
 */
export async function buildCertificate(order: CertificateOrder): Promise<Uint8Array> {
  if (order.notAfter < order.notBefore)
    throw new PkiError('CERTIFICATE_MALFORMED', 'the validity ends before it begins');
  const point = order.publicKeySpki.subarray(-65);
  // Importing is the check that it is a point of the curve; nobody could use a certificate over anything else.
  publicKeyFromPoint(point);
  const tbs = encodeTbs(order, point);
  const signature = rawToDer(await order.sign(tbs));
  const der = sequence(tbs, signatureAlgorithmDer(), bitString(signature));
  const certificate = parseCertificate(der);
  if (order.issuer === 'self' && !certificate.publicKey.verifyDer(certificate.tbs, certificate.signature)) {
    throw new PkiError('CERTIFICATE_MALFORMED', 'a self-signed certificate that its own key did not sign');
  }
  return der;
}

/** The first 20 bytes of the SM3 of the public key (RFC 7093 §2 (1), with SM3), as hex. */
export function subjectKeyIdOf(point65: Uint8Array): string {
  return Buffer.from(subjectKeyId(point65)).toString('hex');
}

const subjectKeyId = (point65: Uint8Array): Uint8Array => sm3(point65).slice(0, 20);

function encodeTbs(order: CertificateOrder, point: Uint8Array): Uint8Array {
  const subjectDer = encodeName(order.subject);
  const certificate = new Certificate();
  certificate.version = 2;
  certificate.serialNumber = new Integer({ valueHex: positive(order.serialNumber) });
  certificate.signature = signatureAlgorithm();
  certificate.issuer = nameFrom(order.issuer === 'self' ? subjectDer : order.issuer.subjectDer);
  certificate.subject = nameFrom(subjectDer);
  certificate.notBefore = timeOf(order.notBefore);
  certificate.notAfter = timeOf(order.notAfter);
  certificate.subjectPublicKeyInfo = new PublicKeyInfo({ schema: schemaOf(order.publicKeySpki) });
  certificate.extensions = extensionsOf(order, point);
  return new Uint8Array(certificate.encodeTBS().toBER());
}

function extensionsOf(order: CertificateOrder, point: Uint8Array): Extension[] {
  const rules: CertificateProfileRules = CERTIFICATE_PROFILES[order.profile];
  const { keyUsage, basicConstraints, extendedKeyUsage } = rules;
  const extensions = [extension(OID.subjectKeyIdentifier, false, octets(subjectKeyId(point)))];
  if (order.issuer !== 'self') {
    const keyIdentifier = octets(Buffer.from(order.issuer.subjectKeyId, 'hex'));
    extensions.push(
      extension(OID.authorityKeyIdentifier, false, new AuthorityKeyIdentifier({ keyIdentifier }).toSchema()),
    );
  }
  if (basicConstraints !== undefined) {
    const { cA, pathLength } = basicConstraints;
    const value = new BasicConstraints(pathLength === undefined ? { cA } : { cA, pathLenConstraint: pathLength });
    extensions.push(extension(OID.basicConstraints, true, value.toSchema()));
  }
  const bits = namedBits(keyUsage.map((usage) => KEY_USAGES.indexOf(usage)));
  extensions.push(extension(OID.keyUsage, true, schemaOf(bits)));
  if (extendedKeyUsage !== undefined) {
    const critical = rules.criticalExtendedKeyUsage === true;
    extensions.push(
      extension(OID.extendedKeyUsage, critical, new ExtKeyUsage({ keyPurposes: [...extendedKeyUsage] }).toSchema()),
    );
  }
  for (const { oid, critical, value } of detailExtensions(rules, order.details ?? {})) {
    extensions.push(new Extension({ extnID: oid, critical, extnValue: copy(value) }));
  }
  return new Extensions({ extensions }).extensions;
}

function detailExtensions(rules: CertificateProfileRules, details: CertificateDetails): RawExtension[] {
  const { crlUrls = [], deltaCrlUrls = [], ocspUrls = [], caIssuersUrls = [], policies = [], dnsNames = [] } = details;
  if ((rules.needsDnsNames === true) !== dnsNames.length > 0) {
    throw new PkiError('CERTIFICATE_MALFORMED', 'a server certificate has DNS names, and no other one has');
  }
  const found: RawExtension[] = [];
  if (dnsNames.length > 0) found.push(subjectAltName(dnsNames));
  if (policies.length > 0) found.push(certificatePolicies(policies));
  if (crlUrls.length > 0) found.push(distributionPoints(OID.crlDistributionPoints, crlUrls));
  if (deltaCrlUrls.length > 0) found.push(distributionPoints(OID.freshestCrl, deltaCrlUrls));
  if (ocspUrls.length + caIssuersUrls.length > 0) found.push(authorityInfoAccess(ocspUrls, caIssuersUrls));
  if (rules.ocspNoCheck === true) found.push({ oid: OID.ocspNoCheck, critical: false, value: nullValue() });
  return [...found, ...identityExtensions(details.identity ?? {})];
}

function extension(extnID: string, critical: boolean, value: { toBER(): ArrayBuffer }): Extension {
  return new Extension({ extnID, critical, extnValue: value.toBER() });
}

function signatureAlgorithm(): AlgorithmIdentifier {
  return new AlgorithmIdentifier({ algorithmId: OID.sm2WithSm3, algorithmParams: new Null() });
}

function signatureAlgorithmDer(): Uint8Array {
  return new Uint8Array(signatureAlgorithm().toSchema().toBER());
}

/** Loads a finished Name: left to itself, pkijs puts all attributes into one SET, unsorted. */
function nameFrom(der: Uint8Array): RelativeDistinguishedNames {
  return new RelativeDistinguishedNames({ schema: schemaOf(der) });
}

/** pkijs does not change over to GeneralizedTime by itself (RFC 5280 §4.1.2.5). */
function timeOf(at: number): Time {
  const value = new Date(Math.floor(at / 1000) * 1000);
  return new Time({ type: value.getUTCFullYear() < 2050 ? 0 : 1, value });
}

function positive(serialNumber: Uint8Array): ArrayBuffer {
  let from = 0;
  while (serialNumber[from] === 0) from++;
  const magnitude = serialNumber.subarray(from);
  const [first] = magnitude;
  if (first === undefined) throw new PkiError('CERTIFICATE_MALFORMED', 'serial number 0');
  return copy(first >= 0x80 ? Buffer.concat([Uint8Array.of(0), magnitude]) : magnitude);
}

const octets = (bytes: Uint8Array): OctetString => new OctetString({ valueHex: copy(bytes) });

const schemaOf = (der: Uint8Array) => fromBER(copy(der)).result;

/** asn1js wants an ArrayBuffer of its own. */
function copy(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
