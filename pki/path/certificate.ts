import { type DerCursor, malformed, open, readDer } from '../der/reader.js';
import { contextConstructed, contextPrimitive, TAG } from '../der/tags.js';
import { readBitStringOctets, readSmallInteger } from '../der/values.js';
import { PkiError } from '../errors.js';
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from './algorithm-identifier.js';
import { createDeviations, type DeviationCode, type NoteDeviation } from './deviations.js';
import { readExtensionList } from './extension-list.js';
import { type PathExtensions, readPathExtensions } from './extensions.js';
import { type ComparableName, readComparableName } from './name.js';
import { readSerialNumber, readTime } from './tolerant.js';

/** SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), not judged. */
export interface SubjectPublicKey {
  readonly algorithm: AlgorithmIdentifier;
  /** What the BIT STRING holds. */
  readonly bits: Uint8Array;
  readonly spki: Uint8Array;
}

/** A certificate of whatever algorithm, as path validation needs it. All bytes are views of what was read. */
export interface PathCertificate extends PathExtensions {
  readonly der: Uint8Array;
  /** The bytes that `signature` covers. */
  readonly tbs: Uint8Array;
  readonly version: 1 | 2 | 3;
  /** As `readSerialNumber` gives it. */
  readonly serialNumber: string;
  readonly algorithm: AlgorithmIdentifier;
  readonly issuer: ComparableName;
  readonly subject: ComparableName;
  /** Milliseconds since 1970; both ends belong to the validity. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: SubjectPublicKey;
  readonly signature: Uint8Array;
  readonly deviations: ReadonlySet<DeviationCode>;
}

const NO_EXTENSIONS: PathExtensions = {
  hasOcspNoCheck: false,
  critical: new Set(),
  unknownCriticalExtensions: [],
};

/**
 * Reads a DER certificate (RFC 5280 §4.1) of whatever algorithm. What the field holds against the letter of the RFC is read and
 * named in `deviations`; `profileFindings` says what must not be. `parseCertificate` of pki/x509 is the strict reader for ours.
 *
 * @throws PkiError CERTIFICATE_MALFORMED
 */
export function readPathCertificate(der: Uint8Array): PathCertificate {
  try {
    return readCertificate(der);
  } catch (error) {
    if (error instanceof PkiError && error.code === 'DER_MALFORMED') {
      throw new PkiError('CERTIFICATE_MALFORMED', `certificate: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** RFC 5280 §3.2: issued by an entity of the same name. */
export function isSelfIssued(certificate: PathCertificate): boolean {
  return certificate.issuer.key === certificate.subject.key;
}

export function isSameCertificate(a: PathCertificate, b: PathCertificate): boolean {
  return a === b || Buffer.compare(a.der, b.der) === 0;
}

function readCertificate(der: Uint8Array): PathCertificate {
  const { found, note } = createDeviations();
  const certificate = open(readDer(der), TAG.SEQUENCE);
  const tbsNode = certificate.next(TAG.SEQUENCE);
  const algorithm = readAlgorithmIdentifier(certificate.next());
  const signature = readBitStringOctets(certificate.next());
  certificate.finish();

  const tbs = open(tbsNode, TAG.SEQUENCE);
  const version = readVersion(tbs);
  const serialNumber = readSerialNumber(tbs.next());
  if (serialNumber.startsWith('-')) note('SERIAL_NUMBER_NEGATIVE');
  const inner = readAlgorithmIdentifier(tbs.next());
  // RFC 5280 §4.1.1.2: both places hold the same algorithm identifier.
  if (Buffer.compare(inner.der, algorithm.der) !== 0) throw malformed('two different signature algorithms');
  const issuer = readComparableName(tbs.next(), note);
  const validity = open(tbs.next(), TAG.SEQUENCE);
  const notBefore = readTime(validity.next(), note);
  const notAfter = readTime(validity.next(), note);
  validity.finish();
  const subject = readComparableName(tbs.next(), note);
  const publicKey = readPublicKey(tbs);
  const extensions = readTail(tbs, version, note);
  return {
    ...extensions,
    der,
    tbs: tbsNode.raw,
    version,
    serialNumber,
    algorithm,
    issuer,
    subject,
    notBefore,
    notAfter,
    publicKey,
    signature,
    deviations: found,
  };
}

function readVersion(tbs: DerCursor): 1 | 2 | 3 {
  const tagged = tbs.optional(contextConstructed(0));
  if (tagged === undefined) return 1;
  const inner = open(tagged, contextConstructed(0));
  const number = readSmallInteger(inner.next());
  inner.finish();
  if (number === 1) return 2;
  if (number === 2) return 3;
  throw malformed(`certificate version ${number}`);
}

function readPublicKey(tbs: DerCursor): SubjectPublicKey {
  const node = tbs.next(TAG.SEQUENCE);
  const parts = open(node, TAG.SEQUENCE);
  const algorithm = readAlgorithmIdentifier(parts.next());
  const bits = readBitStringOctets(parts.next());
  parts.finish();
  return { algorithm, bits, spki: node.raw };
}

function readTail(tbs: DerCursor, version: 1 | 2 | 3, note: NoteDeviation): PathExtensions {
  if (version >= 2) {
    // RFC 5280 §4.1.2.8: conforming CAs write none; readers can read them.
    const ids = [tbs.optional(contextPrimitive(1)), tbs.optional(contextPrimitive(2))];
    if (ids.some((each) => each !== undefined)) note('UNIQUE_IDENTIFIER_PRESENT');
  }
  const tagged = version === 3 ? tbs.optional(contextConstructed(3)) : undefined;
  tbs.finish();
  if (tagged === undefined) return NO_EXTENSIONS;
  const inner = open(tagged, contextConstructed(3));
  const list = readExtensionList(inner.next(), note);
  inner.finish();
  return readPathExtensions(list, note);
}
