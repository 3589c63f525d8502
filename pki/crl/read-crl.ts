import { OID } from '../der/oids.js';
import { type DerCursor, type DerNode, malformed, open, readDer } from '../der/reader.js';
import { contextConstructed, TAG } from '../der/tags.js';
import { readBitStringOctets, readIntegerContent, readSmallInteger } from '../der/values.js';
import { PkiError } from '../errors.js';
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '../path/algorithm-identifier.js';
import { createDeviations, type DeviationCode, type NoteDeviation } from '../path/deviations.js';
import { type DistributionPoint, readDistributionPoints } from '../path/distribution-point.js';
import { type RawExtension, readExtensionList } from '../path/extension-list.js';
import { type AuthorityKeyIdentifier, readAuthorityKeyIdentifier } from '../path/key-identifier.js';
import { type ComparableName, readComparableName } from '../path/name.js';
import { PATH_OID } from '../path/oids.js';
import { readTime } from '../path/tolerant.js';
import { type CrlEntries, type RevokedEntry, readEntries } from './entries.js';
import { type IssuingDistributionPoint, readIssuingDistributionPoint } from './issuing-distribution-point.js';

/** A certificate revocation list, complete or delta. All bytes are views of what was read. */
export interface CertificateList {
  readonly der: Uint8Array;
  /** The bytes that `signature` covers. */
  readonly tbs: Uint8Array;
  readonly version: 1 | 2;
  readonly algorithm: AlgorithmIdentifier;
  readonly issuer: ComparableName;
  /** Milliseconds since 1970. */
  readonly thisUpdate: number;
  readonly nextUpdate?: number;
  readonly crlNumber?: bigint;
  /** Number of the complete list that a delta list starts from; only delta lists have one (RFC 5280 §5.2.4). */
  readonly baseCrlNumber?: bigint;
  readonly authorityKeyIdentifier?: AuthorityKeyIdentifier;
  readonly issuingDistributionPoint?: IssuingDistributionPoint;
  readonly freshestCrl?: readonly DistributionPoint[];
  /** Critical extensions of the list, or of one of its entries, that nobody here knows: the list tells nothing (§5.2, §5.3). */
  readonly unknownCriticalExtensions: readonly string[];
  readonly entryCount: number;
  /** Two entries for one certificate: what the list says of it is not clear. */
  readonly hasRepeatedEntry: boolean;
  readonly signature: Uint8Array;
  readonly deviations: ReadonlySet<DeviationCode>;
  /**
   * The entry of a certificate: its serial number as `readSerialNumber` gives it (for positive numbers hex as in
   * `X509Certificate.serialNumber`), and its issuer where the list is indirect. The list's own issuer unless given.
   */
  find(serialNumber: string, certificateIssuer?: ComparableName): RevokedEntry | undefined;
}

/**
 * Reads a DER CertificateList (RFC 5280 §5.1) of whatever signature algorithm. Judges structure only: who signed it, for what and
 * until when is the business of path/revocation. Entries stay bytes: a list of 100,000 costs an index of numbers.
 *
 * @throws PkiError CRL_MALFORMED
 */
export function readCrl(der: Uint8Array): CertificateList {
  try {
    return readCertificateList(der);
  } catch (error) {
    if (error instanceof PkiError && error.code === 'DER_MALFORMED') {
      throw new PkiError('CRL_MALFORMED', `revocation list: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

function readCertificateList(der: Uint8Array): CertificateList {
  const { found, note } = createDeviations();
  const list = open(readDer(der), TAG.SEQUENCE);
  const tbsNode = list.next(TAG.SEQUENCE);
  const algorithm = readAlgorithmIdentifier(list.next());
  const signature = readBitStringOctets(list.next());
  list.finish();

  const tbs = open(tbsNode, TAG.SEQUENCE);
  const version = readVersion(tbs, note);
  const inner = readAlgorithmIdentifier(tbs.next());
  // RFC 5280 §5.1.1.2: both places hold the same algorithm identifier.
  if (Buffer.compare(inner.der, algorithm.der) !== 0) throw malformed('two different signature algorithms');
  const issuer = readComparableName(tbs.next(), note);
  if (issuer.isEmpty) throw malformed('revocation list without an issuer');
  const thisUpdate = readTime(tbs.next(), note);
  const hasNext = tbs.peek() === TAG.UTC_TIME || tbs.peek() === TAG.GENERALIZED_TIME;
  const nextUpdate = hasNext ? readTime(tbs.next(), note) : undefined;
  if (nextUpdate === undefined) note('CRL_NEXT_UPDATE_ABSENT');
  const entries: CrlEntries = readEntries(der, tbs.optional(TAG.SEQUENCE), issuer, { version, note });
  const extensions = readListExtensions(tbs, version, note);
  tbs.finish();
  const indirect = extensions.issuingDistributionPoint?.indirectCRL === true;
  // RFC 5280 §5.3.3: another issuer's certificates stand in indirect lists only.
  if (entries.namesIssuers && !indirect) throw malformed('certificate issuer in a list that is not indirect');

  return {
    der,
    tbs: tbsNode.raw,
    version,
    algorithm,
    issuer,
    thisUpdate,
    ...(nextUpdate !== undefined && { nextUpdate }),
    ...extensions,
    unknownCriticalExtensions: [...extensions.unknownCriticalExtensions, ...entries.unknownCriticalExtensions],
    entryCount: entries.count,
    hasRepeatedEntry: entries.hasRepeated,
    signature,
    deviations: found,
    find: entries.find,
  };
}

function readVersion(tbs: DerCursor, note: NoteDeviation): 1 | 2 {
  const number = tbs.optional(TAG.INTEGER);
  if (number === undefined) {
    note('CRL_VERSION_1');
    return 1;
  }
  // v1 has no number: the field stands there for v2 only (RFC 5280 §5.1.2.1).
  if (readSmallInteger(number) !== 1) throw malformed('revocation list of a version that is not 2');
  return 2;
}

type ListExtensions = Pick<
  CertificateList,
  | 'crlNumber'
  | 'baseCrlNumber'
  | 'authorityKeyIdentifier'
  | 'issuingDistributionPoint'
  | 'freshestCrl'
  | 'unknownCriticalExtensions'
>;
type Draft = { -readonly [Key in keyof ListExtensions]: ListExtensions[Key] };

function readListExtensions(tbs: DerCursor, version: 1 | 2, note: NoteDeviation): ListExtensions {
  const tagged = version === 2 ? tbs.optional(contextConstructed(0)) : undefined;
  const unknown: string[] = [];
  const found: Draft = { unknownCriticalExtensions: unknown };
  if (tagged !== undefined) {
    const inner = open(tagged, contextConstructed(0));
    for (const extension of readExtensionList(inner.next(), note)) {
      if (!readKnown(found, extension, note) && extension.critical) unknown.push(extension.oid);
    }
    inner.finish();
  }
  if (found.crlNumber === undefined && version === 2) note('CRL_NUMBER_ABSENT');
  return found;
}

function readKnown(found: Draft, { oid, critical, value }: RawExtension, note: NoteDeviation): boolean {
  switch (oid) {
    case PATH_OID.cRLNumber:
      // RFC 5280 §5.2.3: it MUST NOT be critical.
      if (critical) throw malformed('CRL number marked critical');
      found.crlNumber = readCrlNumber(readDer(value));
      return true;
    case PATH_OID.deltaCRLIndicator:
      // RFC 5280 §5.2.4: a reader that passed it over would take changes for the whole.
      if (!critical) throw malformed('delta CRL indicator not marked critical');
      found.baseCrlNumber = readCrlNumber(readDer(value));
      return true;
    case OID.authorityKeyIdentifier:
      found.authorityKeyIdentifier = readAuthorityKeyIdentifier(readDer(value), note);
      return true;
    case PATH_OID.issuingDistributionPoint:
      if (!critical) note('CRL_IDP_NOT_CRITICAL');
      found.issuingDistributionPoint = readIssuingDistributionPoint(readDer(value), note);
      return true;
    case PATH_OID.freshestCRL:
      found.freshestCrl = readDistributionPoints(readDer(value), note);
      return true;
    case PATH_OID.issuerAltName:
      return true;
    default:
      return false;
  }
}

// RFC 5280 §5.2.3: readers handle 20 octets.
const LONGEST_NUMBER = 20;

function readCrlNumber(node: DerNode): bigint {
  const content = readIntegerContent(node);
  if (content.length > LONGEST_NUMBER || (content[0] ?? 0) >= 0x80)
    throw malformed('CRL number of more than 20 octets');
  return BigInt(`0x${Buffer.from(content).toString('hex')}`);
}
