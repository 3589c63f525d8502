import { type DerCursor, type DerNode, malformed, open, readDer } from '../der/reader.js';
import { contextConstructed, contextPrimitive, TAG } from '../der/tags.js';
import { readX509Time } from '../der/times.js';
import { readBitStringOctets, readPositiveIntegerHex, readSmallInteger } from '../der/values.js';
import { PkiError } from '../errors.js';
import { SPKI_PREFIX } from '../sm2/curve.js';
import { publicKeyFromPoint } from '../sm2/key-cache.js';
import type { Sm2PublicKey } from '../sm2/public-key.js';
import { sm3Hex } from '../sm3.js';
import { type CertificateExtensions, readExtensions } from './extensions.js';
import { checkName, type NameAttribute, readName } from './name.js';

/** An SM2 certificate. All bytes are views of what was parsed; the parser's caller must not change them afterwards. */
export interface X509Certificate extends CertificateExtensions {
  readonly der: Uint8Array;
  /** The bytes that `signature` covers. */
  readonly tbs: Uint8Array;
  readonly version: 1 | 2 | 3;
  /** Lower-case hex of the positive number, without a sign octet. */
  readonly serialNumber: string;
  readonly issuerDer: Uint8Array;
  readonly subjectDer: Uint8Array;
  /** Milliseconds since 1970; both ends belong to the validity. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly spki: Uint8Array;
  /** DER SEQUENCE { r, s }, not judged by the parser. */
  readonly signature: Uint8Array;
  /** SM3 of `der`, lower-case hex; computed when first asked for. */
  readonly fingerprint: string;
  /** In the order of encoding; read when first asked for. */
  readonly subject: readonly NameAttribute[];
  /** Imported when first asked for. @throws PkiError SM2_KEY_INVALID when it is no point of the curve */
  readonly publicKey: Sm2PublicKey;
}

// AlgorithmIdentifier of 1.2.156.10197.1.501 without parameters and with NULL; GM certificates of the field have either.
const SM2_WITH_SM3 = Buffer.from('300a06082a811ccf55018375', 'hex');
const SM2_WITH_SM3_NULL = Buffer.from('300c06082a811ccf550183750500', 'hex');
const SPKI_LENGTH = SPKI_PREFIX.length + 64;
const LONGEST_SERIAL_HEX = 2 * 20;
const NO_EXTENSIONS: CertificateExtensions = { unknownCriticalExtensions: [] };

/**
 * Parses a DER certificate (RFC 5280 §4.1, GB/T 20518) whose key and signature are SM2: signature algorithm
 * 1.2.156.10197.1.501 in both places, key 1.2.840.10045.2.1 on 1.2.156.10197.1.301, uncompressed. Judges structure only:
 * signature, validity and use are validatePath's business.
 *
 * @throws PkiError CERTIFICATE_MALFORMED
 */
export function parseCertificate(der: Uint8Array): X509Certificate {
  try {
    return readCertificate(der);
  } catch (error) {
    if (error instanceof PkiError && error.code === 'DER_MALFORMED') {
      throw new PkiError('CERTIFICATE_MALFORMED', `certificate: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** The text of the one subject attribute of this type; undefined when there is none, more than one, or no text in it. */
export function attribute(certificate: X509Certificate, oid: string): string | undefined {
  const [only, another] = certificate.subject.filter((each) => each.oid === oid);
  return another === undefined ? only?.value : undefined;
}

function readCertificate(der: Uint8Array): X509Certificate {
  const certificate = open(readDer(der), TAG.SEQUENCE);
  const tbsNode = certificate.next(TAG.SEQUENCE);
  const outerAlgorithm = readSignatureAlgorithm(certificate.next());
  const signature = readBitStringOctets(certificate.next());
  certificate.finish();

  const tbs = open(tbsNode, TAG.SEQUENCE);
  const version = readVersion(tbs);
  const serialNumber = readPositiveIntegerHex(tbs.next());
  if (serialNumber.length > LONGEST_SERIAL_HEX) throw malformed('serial number above 20 octets');
  // RFC 5280 §4.1.1.2: both places hold the same algorithm identifier.
  if (readSignatureAlgorithm(tbs.next()) !== outerAlgorithm) throw malformed('two different signature algorithms');
  const issuer = tbs.next(TAG.SEQUENCE);
  checkName(issuer);
  const validity = open(tbs.next(), TAG.SEQUENCE);
  const notBefore = readX509Time(validity.next());
  const notAfter = readX509Time(validity.next());
  validity.finish();
  const subject = tbs.next(TAG.SEQUENCE);
  checkName(subject);
  const spki = readSpki(tbs.next(TAG.SEQUENCE));
  const extensions = readTail(tbs, version);

  let fingerprint: string | undefined;
  let attributes: readonly NameAttribute[] | undefined;
  let publicKey: Sm2PublicKey | undefined;
  return {
    ...extensions,
    der,
    tbs: tbsNode.raw,
    version,
    serialNumber,
    issuerDer: issuer.raw,
    subjectDer: subject.raw,
    notBefore,
    notAfter,
    spki,
    signature,
    get fingerprint() {
      fingerprint ??= sm3Hex(der);
      return fingerprint;
    },
    get subject() {
      attributes ??= readName(subject.raw);
      return attributes;
    },
    get publicKey() {
      publicKey ??= publicKeyFromPoint(spki.subarray(SPKI_PREFIX.length - 1));
      return publicKey;
    },
  };
}

function readVersion(tbs: DerCursor): 1 | 2 | 3 {
  const tagged = tbs.optional(contextConstructed(0));
  if (tagged === undefined) return 1;
  const inner = open(tagged, contextConstructed(0));
  const number = readSmallInteger(inner.next());
  inner.finish();
  // v1 is the default and therefore not encoded (X.690 §11.5).
  if (number === 1) return 2;
  if (number === 2) return 3;
  throw malformed(`certificate version ${number}`);
}

function readSignatureAlgorithm(node: DerNode): 'absent' | 'null' {
  if (Buffer.compare(node.raw, SM2_WITH_SM3) === 0) return 'absent';
  if (Buffer.compare(node.raw, SM2_WITH_SM3_NULL) === 0) return 'null';
  throw malformed('signature algorithm is not SM2 with SM3');
}

/** One comparison of bytes ties key algorithm, curve and point form together: OpenSSL alone would take any of several. */
function readSpki(node: DerNode): Uint8Array {
  const spki = node.raw;
  if (spki.length !== SPKI_LENGTH || Buffer.compare(spki.subarray(0, SPKI_PREFIX.length), SPKI_PREFIX) !== 0) {
    throw malformed('public key is not an uncompressed SM2 key');
  }
  return spki;
}

/** issuerUniqueID, subjectUniqueID (passed over) and extensions: what the version allows after the key. */
function readTail(tbs: DerCursor, version: 1 | 2 | 3): CertificateExtensions {
  if (version >= 2) {
    tbs.optional(contextPrimitive(1));
    tbs.optional(contextPrimitive(2));
  }
  const tagged = version === 3 ? tbs.optional(contextConstructed(3)) : undefined;
  tbs.finish();
  if (tagged === undefined) return NO_EXTENSIONS;
  const inner = open(tagged, contextConstructed(3));
  const extensions = readExtensions(inner.next());
  inner.finish();
  return extensions;
}
