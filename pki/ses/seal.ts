import { childrenOf, type DerCursor, type DerNode, expectTag, malformed, open, readDer } from '../der/reader.js';
import { readIa5String, readPrintableString, readUtf8String } from '../der/strings.js';
import { TAG } from '../der/tags.js';
import { readUtcTime } from '../der/times.js';
import { readOctetString, readOid, readSmallInteger } from '../der/values.js';
import { sequence } from '../der/writer.js';
import { PkiError, type PkiErrorCode } from '../errors.js';
import type { SesDeviation } from './deviations.js';
import {
  type Deviations,
  readExtensionDatas,
  readSesTime,
  readSignatureValue,
  readTimestamp,
  type SesExtension,
  type SignatureValue,
} from './fields.js';

/** 1: GM/T 0031-2014. 4: GB/T 38540-2020. 5: GM/T 0031-2025. */
export type SesVersion = 1 | 4 | 5;

/** Who may sign with the seal. Type 1 lists certificates, type 2 their digests; v1 may list names of certificates. */
export type SignerList =
  | { readonly type: 'certificates'; readonly certificates: readonly Uint8Array[] }
  | { readonly type: 'digests'; readonly digests: readonly CertificateDigest[] }
  | { readonly type: 'identifiers'; readonly identifiers: readonly string[] };

export interface CertificateDigest {
  /** Left to the maker by the standard; an OID or name of the digest algorithm. */
  readonly algorithm: string;
  readonly value: Uint8Array;
}

export interface SealPicture {
  /** `PNG`, `GIF`, `SVG`, …; `ofd` for a page in OFD. */
  readonly type: string;
  readonly data: Uint8Array;
  /** Millimetres. */
  readonly width: number;
  readonly height: number;
}

/** An electronic seal. All bytes are views of what was parsed; times are milliseconds since 1970. */
export interface Seal {
  readonly der: Uint8Array;
  readonly version: SesVersion;
  readonly vendorId: string;
  readonly esId: string;
  /** Business defined: kept as a number. */
  readonly type: number;
  readonly name: string;
  readonly signers: SignerList;
  readonly createdAt: number;
  readonly validFrom: number;
  readonly validTo: number;
  readonly picture: SealPicture;
  readonly extensions: readonly SesExtension[];
  readonly makerCertificateDer: Uint8Array;
  readonly algorithm: string;
  /** What the maker signed. In v1 it does not stand in one piece and gets a SEQUENCE header of ours; later, a view. */
  readonly signedBytes: Uint8Array;
  readonly signature: SignatureValue;
  /** v5: token over the signature value, not verified here. */
  readonly timestamp?: Uint8Array;
  readonly deviations: ReadonlySet<SesDeviation>;
}

/**
 * Parses a seal of any of the three formats in use. A seal of two elements is v1; with four or five, the header's version tells
 * v5 from v4. Judges structure only, see `checkSeal`; the certificates inside are not parsed.
 *
 * @throws PkiError SEAL_MALFORMED
 */
export function parseSeal(der: Uint8Array): Seal {
  return underCode('SEAL_MALFORMED', () => readSeal(readDer(der)));
}

/** Runs a reader; what it finds malformed as DER is reported as the object's own error. */
export function underCode<T>(code: PkiErrorCode, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof PkiError && (error.code === 'DER_MALFORMED' || error.code === 'SEAL_MALFORMED')) {
      throw new PkiError(code, error.message, { cause: error });
    }
    throw error;
  }
}

/** @throws PkiError DER_MALFORMED */
export function readSeal(node: DerNode): Seal {
  const count = childrenOf(expectTag(node, TAG.SEQUENCE)).length;
  const parts = open(node, TAG.SEQUENCE);
  const infoNode = parts.next(TAG.SEQUENCE);
  const deviations: Deviations = new Set();
  if (count === 2) {
    const info = readSealInfo(infoNode, true, deviations);
    const signed = open(parts.next(), TAG.SEQUENCE);
    const seal = readMakerPart(signed, node, 1, info, deviations, (certificate, algorithm) =>
      // GM/T 0031-2014: the maker signs SEQUENCE { esealInfo, cert, signatureAlgorithm }.
      sequence(infoNode.raw, certificate.raw, algorithm.raw),
    );
    signed.finish();
    parts.finish();
    return seal;
  }
  const info = readSealInfo(infoNode, false, deviations);
  const version = info.headerVersion === 5 ? 5 : 4;
  if (info.headerVersion !== version) deviations.add('HEADER_VERSION');
  // GB/T 38540: the maker signs the DER of eSealInfo alone.
  const seal = readMakerPart(parts, node, version, info, deviations, () => infoNode.raw);
  const timestamp = version === 5 ? readTimestamp(parts, deviations) : undefined;
  parts.finish();
  return timestamp === undefined ? seal : { ...seal, timestamp };
}

/** Certificate, algorithm and signature value of the maker: they stand beside the information, or in v1 in a SEQUENCE of their own. */
function readMakerPart(
  parts: DerCursor,
  node: DerNode,
  version: SesVersion,
  { headerVersion: _, ...info }: SealInfo,
  deviations: Deviations,
  signedBytes: (certificate: DerNode, algorithm: DerNode) => Uint8Array,
): Seal {
  const certificate = parts.next(TAG.OCTET_STRING);
  const algorithm = parts.next(TAG.OID);
  return {
    ...info,
    der: node.raw,
    version,
    makerCertificateDer: certificate.content,
    algorithm: readOid(algorithm),
    signedBytes: signedBytes(certificate, algorithm),
    signature: readSignatureValue(parts.next(), deviations),
    deviations,
  };
}

type SealInfo = Pick<
  Seal,
  'vendorId' | 'esId' | 'type' | 'name' | 'signers' | 'createdAt' | 'validFrom' | 'validTo' | 'picture' | 'extensions'
> & { readonly headerVersion: number };

function readSealInfo(node: DerNode, v1: boolean, deviations: Deviations): SealInfo {
  const info = open(node, TAG.SEQUENCE);

  const header = open(info.next(), TAG.SEQUENCE);
  if (readIa5String(header.next()) !== 'ES') throw malformed('header is not ES');
  const headerVersion = readSmallInteger(header.next());
  const vendorId = readIa5String(header.next());
  header.finish();

  const esId = readIa5String(info.next());

  const property = open(info.next(), TAG.SEQUENCE);
  const type = readSmallInteger(property.next());
  const name = readUtf8String(property.next());
  const signers = v1 ? readSignersV1(property.next()) : readSigners(readSmallInteger(property.next()), property.next());
  const readTime = v1 ? readUtcTime : (time: DerNode) => readSesTime(time, deviations);
  const createdAt = readTime(property.next());
  const validFrom = readTime(property.next());
  const validTo = readTime(property.next());
  property.finish();

  const picture = readPicture(info.next());
  const extensions = info.done ? [] : readExtensionDatas(info.next(), deviations);
  info.finish();
  return { headerVersion, vendorId, esId, type, name, signers, createdAt, validFrom, validTo, picture, extensions };
}

function readPicture(node: DerNode): SealPicture {
  const parts = open(node, TAG.SEQUENCE);
  const picture = {
    type: readIa5String(parts.next()),
    data: readOctetString(parts.next()),
    width: readSmallInteger(parts.next()),
    height: readSmallInteger(parts.next()),
  };
  parts.finish();
  return picture;
}

/** The list has no tag of its own: certListType says which it is. */
function readSigners(type: number, node: DerNode): SignerList {
  const elements = childrenOf(expectTag(node, TAG.SEQUENCE));
  if (type === 1) return { type: 'certificates', certificates: elements.map(readOctetString) };
  if (type === 2) return { type: 'digests', digests: elements.map(readCertificateDigest) };
  throw malformed(`certListType ${type}`);
}

function readCertificateDigest(node: DerNode): CertificateDigest {
  const parts = open(node, TAG.SEQUENCE);
  const digest = { algorithm: readPrintableString(parts.next()), value: readOctetString(parts.next()) };
  parts.finish();
  return digest;
}

/** v1 defines `cert` as OCTET STRING and, beside it, `certID` as IA5String; both occur. */
function readSignersV1(node: DerNode): SignerList {
  const elements = childrenOf(expectTag(node, TAG.SEQUENCE));
  if (elements[0]?.tag === TAG.IA5_STRING) return { type: 'identifiers', identifiers: elements.map(readIa5String) };
  return { type: 'certificates', certificates: elements.map(readOctetString) };
}
