import { type CrlReason, readCrlReason } from '../crl/reasons.js';
import { type DerCursor, type DerNode, malformed, open, readDer } from '../der/reader.js';
import { contextConstructed, contextPrimitive, TAG } from '../der/tags.js';
import { readGeneralizedTime } from '../der/times.js';
import { readBitStringOctets, readOctetString, readOid, readSmallInteger } from '../der/values.js';
import { PkiError } from '../errors.js';
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '../path/algorithm-identifier.js';
import { createDeviations, type DeviationCode, type NoteDeviation } from '../path/deviations.js';
import { readExtensionList } from '../path/extension-list.js';
import { type ComparableName, readComparableName } from '../path/name.js';
import { PATH_OID } from '../path/oids.js';
import { readSerialNumber } from '../path/tolerant.js';

/** OCSPResponseStatus (RFC 6960 §4.2.1) by number; 4 is not used. */
export const OCSP_RESPONSE_STATUSES = [
  'successful',
  'malformedRequest',
  'internalError',
  'tryLater',
  undefined,
  'sigRequired',
  'unauthorized',
] as const;

export type OcspResponseStatus = Exclude<(typeof OCSP_RESPONSE_STATUSES)[number], undefined>;

export interface OcspResponse {
  readonly status: OcspResponseStatus;
  /** What a successful response holds. */
  readonly basic?: BasicOcspResponse;
}

/** RFC 6960 §4.2.1. All bytes are views of what was read. */
export interface BasicOcspResponse {
  /** The bytes that `signature` covers: ResponseData. */
  readonly tbs: Uint8Array;
  readonly responderId: { readonly name: ComparableName } | { readonly keyHash: Uint8Array };
  /** Milliseconds since 1970. */
  readonly producedAt: number;
  readonly responses: readonly SingleOcspResponse[];
  /** What the extension nonce holds, as it stands (RFC 8954: an OCTET STRING). */
  readonly nonce?: Uint8Array;
  readonly unknownCriticalExtensions: readonly string[];
  readonly algorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  /** DER of the certificates that came along, not judged. */
  readonly certificates: readonly Uint8Array[];
  readonly deviations: ReadonlySet<DeviationCode>;
}

export interface SingleOcspResponse {
  readonly certId: OcspCertId;
  readonly status: 'good' | 'revoked' | 'unknown';
  readonly revokedAt?: number;
  readonly reason?: CrlReason;
  readonly thisUpdate: number;
  readonly nextUpdate?: number;
  readonly unknownCriticalExtensions: readonly string[];
}

/** CertID (RFC 6960 §4.1.1). */
export interface OcspCertId {
  readonly hashAlgorithm: string;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  /** As `readSerialNumber` gives it. */
  readonly serialNumber: string;
}

/**
 * Reads a DER OCSPResponse (RFC 6960 §4.2.1) of whatever signature algorithm. Judges structure only.
 *
 * @throws PkiError OCSP_RESPONSE_MALFORMED
 */
export function readOcspResponse(der: Uint8Array): OcspResponse {
  try {
    return readResponse(der);
  } catch (error) {
    if (error instanceof PkiError && error.code === 'DER_MALFORMED') {
      throw new PkiError('OCSP_RESPONSE_MALFORMED', `OCSP response: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

const ENUMERATED = 0x0a;

function readResponse(der: Uint8Array): OcspResponse {
  const response = open(readDer(der), TAG.SEQUENCE);
  const statusNode = response.next(ENUMERATED);
  const status =
    statusNode.length === 1 ? OCSP_RESPONSE_STATUSES[statusNode.bytes[statusNode.contentStart] ?? 4] : undefined;
  if (status === undefined) throw malformed('no response status');
  const tagged = response.optional(contextConstructed(0));
  response.finish();
  // RFC 6960 §4.2.1: there are response bytes if and only if it is successful.
  if ((status === 'successful') !== (tagged !== undefined)) throw malformed('status and response bytes do not agree');
  return tagged === undefined ? { status } : { status, basic: readResponseBytes(tagged) };
}

function readResponseBytes(tagged: DerNode): BasicOcspResponse {
  const explicit = open(tagged, contextConstructed(0));
  const bytes = open(explicit.next(), TAG.SEQUENCE);
  explicit.finish();
  if (readOid(bytes.next()) !== PATH_OID.basicOcspResponse) throw malformed('response of another type than basic');
  const octets = readOctetString(bytes.next());
  bytes.finish();
  return readBasic(readDer(octets));
}

function readBasic(node: DerNode): BasicOcspResponse {
  const { found, note } = createDeviations();
  const basic = open(node, TAG.SEQUENCE);
  const data = basic.next(TAG.SEQUENCE);
  const algorithm = readAlgorithmIdentifier(basic.next());
  const signature = readBitStringOctets(basic.next());
  const certificates = readCertificates(basic.optional(contextConstructed(0)));
  basic.finish();
  return { tbs: data.raw, ...readResponseData(data, note), algorithm, signature, certificates, deviations: found };
}

function readCertificates(tagged: DerNode | undefined): Uint8Array[] {
  const certificates: Uint8Array[] = [];
  if (tagged === undefined) return certificates;
  const explicit = open(tagged, contextConstructed(0));
  const list = open(explicit.next(), TAG.SEQUENCE);
  explicit.finish();
  while (!list.done) certificates.push(list.next(TAG.SEQUENCE).raw);
  return certificates;
}

function readResponseData(data: DerNode, note: NoteDeviation) {
  const parts = open(data, TAG.SEQUENCE);
  const version = parts.optional(contextConstructed(0));
  if (version !== undefined) {
    const explicit = open(version, contextConstructed(0));
    if (readSmallInteger(explicit.next()) !== 0) throw malformed('response of a version that is not 1');
    explicit.finish();
    note('DER_DEFAULT_ENCODED');
  }
  const responderId = readResponderId(parts.next(), note);
  const producedAt = readGeneralizedTime(parts.next());
  const responses: SingleOcspResponse[] = [];
  const list = open(parts.next(), TAG.SEQUENCE);
  while (!list.done) responses.push(readSingle(list.next(), note));
  const extensions = readExtensions(parts, contextConstructed(1), [PATH_OID.ocspNonce], note);
  parts.finish();
  return {
    responderId,
    producedAt,
    responses,
    ...(extensions.known[0] !== undefined && { nonce: extensions.known[0] }),
    unknownCriticalExtensions: extensions.unknownCritical,
  };
}

function readResponderId(node: DerNode, note: NoteDeviation): BasicOcspResponse['responderId'] {
  const explicit = open(node, node.tag);
  const inner = explicit.next();
  explicit.finish();
  if (node.tag === contextConstructed(1)) return { name: readComparableName(inner, note) };
  if (node.tag === contextConstructed(2)) return { keyHash: readOctetString(inner) };
  throw malformed('responder named neither by name nor by key');
}

function readSingle(node: DerNode, note: NoteDeviation): SingleOcspResponse {
  const parts = open(node, TAG.SEQUENCE);
  const certId = readCertId(parts.next());
  const status = readCertStatus(parts.next());
  const thisUpdate = readGeneralizedTime(parts.next());
  const next = parts.optional(contextConstructed(0));
  const { unknownCritical } = readExtensions(parts, contextConstructed(1), [], note);
  parts.finish();
  return {
    certId,
    ...status,
    thisUpdate,
    ...(next !== undefined && { nextUpdate: readExplicitTime(next) }),
    unknownCriticalExtensions: unknownCritical,
  };
}

/** @throws PkiError DER_MALFORMED */
export function readCertId(node: DerNode): OcspCertId {
  const parts = open(node, TAG.SEQUENCE);
  const hashAlgorithm = readAlgorithmIdentifier(parts.next()).oid;
  const issuerNameHash = readOctetString(parts.next());
  const issuerKeyHash = readOctetString(parts.next());
  const serialNumber = readSerialNumber(parts.next());
  parts.finish();
  return { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber };
}

function readCertStatus(node: DerNode): Pick<SingleOcspResponse, 'status' | 'revokedAt' | 'reason'> {
  if (node.tag === contextPrimitive(0) && node.length === 0) return { status: 'good' };
  if (node.tag === contextPrimitive(2) && node.length === 0) return { status: 'unknown' };
  if (node.tag !== contextConstructed(1)) throw malformed('no status of a certificate');
  const info = open(node, contextConstructed(1));
  const revokedAt = readGeneralizedTime(info.next());
  const tagged = info.optional(contextConstructed(0));
  info.finish();
  if (tagged === undefined) return { status: 'revoked', revokedAt };
  const explicit = open(tagged, contextConstructed(0));
  const reason = readCrlReason(explicit.next());
  explicit.finish();
  return { status: 'revoked', revokedAt, reason };
}

function readExplicitTime(node: DerNode): number {
  const explicit = open(node, node.tag);
  const at = readGeneralizedTime(explicit.next());
  explicit.finish();
  return at;
}

/** Extensions under an EXPLICIT tag: values of those asked for, and the critical ones that nobody here knows. */
function readExtensions(parts: DerCursor, tag: number, asked: readonly string[], note: NoteDeviation) {
  const tagged = parts.optional(tag);
  if (tagged === undefined) return { known: [], unknownCritical: [] };
  const explicit = open(tagged, tag);
  const extensions = readExtensionList(explicit.next(), note);
  explicit.finish();
  return {
    known: asked.map((oid) => extensions.find((each) => each.oid === oid)?.value),
    unknownCritical: extensions.flatMap(({ oid, critical }) => (critical && !asked.includes(oid) ? [oid] : [])),
  };
}
