import { childrenOf, type DerCursor, type DerNode, expectTag, malformed, open, readDer } from '../der/reader.js';
import { readIa5String } from '../der/strings.js';
import { contextConstructed, TAG } from '../der/tags.js';
import { readGeneralizedTime, readUtcTime } from '../der/times.js';
import { readBitStringOctets, readOctetString, readOid, readSmallInteger } from '../der/values.js';
import { element } from '../der/writer.js';
import type { SesDeviation } from './deviations.js';
import {
  type Deviations,
  readSesTime,
  readSignatureValue,
  readTaggedExtensionDatas,
  readTimestamp,
  type SesExtension,
  type SignatureValue,
} from './fields.js';
import { readSeal, type Seal, type SesVersion, underCode } from './seal.js';

/** A document's seal signature. All bytes are views of what was parsed; times are milliseconds since 1970. */
export interface SealSignature {
  readonly der: Uint8Array;
  readonly version: SesVersion;
  /** The version that the signed part states; equal to the seal's where all is well. */
  readonly statedVersion: number;
  /** `seal.der` is the seal as it stands in the signature: its SM3 is a key to remember a checked seal by. */
  readonly seal: Seal;
  /** Declared by the signer. Undefined in v1 when it is no time in a form of ASN.1, a timestamp token for one. */
  readonly signedAt: number | undefined;
  readonly dataHash: Uint8Array;
  /** What the data hash covers; in OFD the path of Signature.xml. */
  readonly propertyInfo: string;
  readonly extensions: readonly SesExtension[];
  readonly signerCertificateDer: Uint8Array;
  readonly algorithm: string;
  /** What the signer signed. */
  readonly toSign: Uint8Array;
  readonly signature: SignatureValue;
  /** Token over the signature value, not verified here. */
  readonly timestamp?: Uint8Array;
  /** Of the signature itself; those of its seal stand there. */
  readonly deviations: ReadonlySet<SesDeviation>;
}

/**
 * Parses a seal signature of any of the three formats in use; a signature of two elements is v1, of four or five of its seal's
 * version. Judges structure only, see `checkSealSignature`; the certificates inside are not parsed.
 *
 * @throws PkiError SEAL_SIGNATURE_MALFORMED
 */
export function parseSealSignature(der: Uint8Array): SealSignature {
  return underCode('SEAL_SIGNATURE_MALFORMED', () => {
    const node = expectTag(readDer(der), TAG.SEQUENCE);
    return childrenOf(node).length === 2 ? readV1(node) : readV4(node);
  });
}

/** GB/T 38540-2020; GM/T 0031-2025 differs in the seal only. */
function readV4(node: DerNode): SealSignature {
  const deviations: Deviations = new Set();
  const parts = open(node, TAG.SEQUENCE);
  const toSign = parts.next(TAG.SEQUENCE);
  const signerCertificateDer = readOctetString(parts.next());
  const algorithm = readOid(parts.next());
  const signature = readSignatureValue(parts.next(), deviations);
  const timestamp = readTimestamp(parts, deviations);
  parts.finish();

  const tbs = open(toSign, TAG.SEQUENCE);
  const start = readStart(tbs);
  if (start.seal.version === 1) throw malformed('a seal of v1 in a signature of v4');
  const signedAt = readSesTime(tbs.next(), deviations);
  const dataHash = readBitStringOctets(tbs.next());
  const propertyInfo = readIa5String(tbs.next());
  const tagged = tbs.optional(contextConstructed(0));
  tbs.finish();

  return {
    ...start,
    der: node.raw,
    version: start.seal.version,
    signedAt,
    dataHash,
    propertyInfo,
    extensions: tagged === undefined ? [] : readTaggedExtensionDatas(tagged, deviations),
    signerCertificateDer,
    algorithm,
    toSign: toSign.raw,
    signature,
    ...(timestamp === undefined ? {} : { timestamp }),
    deviations,
  };
}

/** GM/T 0031-2014: certificate and algorithm stand in the signed part. */
function readV1(node: DerNode): SealSignature {
  const deviations: Deviations = new Set();
  const parts = open(node, TAG.SEQUENCE);
  const toSign = parts.next(TAG.SEQUENCE);
  const signature = readSignatureValue(parts.next(), deviations);
  parts.finish();

  const tbs = open(toSign, TAG.SEQUENCE);
  const start = readStart(tbs);
  if (start.seal.version !== 1) throw malformed(`a seal of v${start.seal.version} in a signature of v1`);
  const signedAt = timeOf(readBitStringOctets(tbs.next()));
  const hash = tbs.next();
  if (hash.tag === TAG.OCTET_STRING) deviations.add('OCTET_STRING_DATA_HASH');
  const dataHash = hash.tag === TAG.OCTET_STRING ? readOctetString(hash) : readBitStringOctets(hash);
  const propertyInfo = readIa5String(tbs.next());
  const signerCertificateDer = readOctetString(tbs.next());
  const algorithm = readOid(tbs.next());
  tbs.finish();

  return {
    ...start,
    der: node.raw,
    version: 1,
    signedAt,
    dataHash,
    propertyInfo,
    extensions: [],
    signerCertificateDer,
    algorithm,
    toSign: toSign.raw,
    signature,
    deviations,
  };
}

function readStart(tbs: DerCursor): { statedVersion: number; seal: Seal } {
  return { statedVersion: readSmallInteger(tbs.next()), seal: readSeal(tbs.next()) };
}

/** v1 leaves the content of timeInfo open; text in a time form of ASN.1 is taken for what it says. */
function timeOf(octets: Uint8Array): number | undefined {
  try {
    return octets.length === 13
      ? readUtcTime(readDer(element(TAG.UTC_TIME, octets)))
      : readGeneralizedTime(readDer(element(TAG.GENERALIZED_TIME, octets)));
  } catch {
    return undefined;
  }
}
