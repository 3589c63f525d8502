import { childrenOf, type DerNode, malformed, open, readDer } from '../der/reader.js';
import { reading } from '../der/reading.js';
import { contextConstructed, contextPrimitive, TAG } from '../der/tags.js';
import { checkTree } from '../der/tree.js';
import { readOctetString, readOid, readPositiveIntegerHex, readSmallInteger } from '../der/values.js';
import { derToRaw } from '../sm2/signature-encoding.js';
import { checkName } from '../x509/name.js';
import { readPlainAlgorithm } from '../x509/sm2-algorithm.js';
import { CMS_DIALECTS, type CmsDeviation, type CmsDialect } from './dialects.js';

/** A signed message. All bytes are views of what was parsed. */
export interface SignedData {
  readonly der: Uint8Array;
  readonly dialect: CmsDialect;
  readonly version: number;
  readonly contentType: string;
  /** undefined for a detached message. */
  readonly content?: Uint8Array;
  /** DER of each certificate, not parsed. */
  readonly certificates: readonly Uint8Array[];
  readonly signers: readonly SignerInfo[];
  readonly deviations: ReadonlySet<CmsDeviation>;
}

export type SignerIdentifier =
  | { readonly issuerDer: Uint8Array; readonly serialNumber: string }
  /** Lower-case hex. */
  | { readonly subjectKeyId: string };

export interface SignerInfo {
  readonly identifier: SignerIdentifier;
  readonly digestAlgorithm: string;
  readonly signatureAlgorithm: string;
  /** undefined when the content itself is signed. */
  readonly signedAttributes?: SignedAttributes;
  /** DER of each unsigned attribute's values, by type: nobody vouches for them. */
  readonly unsignedAttributes: ReadonlyMap<string, readonly Uint8Array[]>;
  readonly signature: Uint8Array;
  readonly signatureForm: 'der' | 'raw' | 'unreadable';
}

export interface SignedAttributes {
  /** The bytes under the signature: as they came, with the tag of SET OF instead of `[0]` (RFC 5652 §5.4). */
  readonly signedBytes: Uint8Array;
  /** DER of each attribute's values, by type. */
  readonly values: ReadonlyMap<string, readonly Uint8Array[]>;
}

const MOST_SIGNERS = 16;
const MOST_CERTIFICATES = 64;
const RAW_LENGTH = 64;

/**
 * Reads a ContentInfo with SignedData by RFC 5652 or GB/T 35275: strict DER, but for the order in a SET OF, which much software
 * gets wrong, and which is told as a deviation. Judges structure only.
 *
 * @throws PkiError SIGNED_DATA_MALFORMED
 */
export function parseSignedData(der: Uint8Array): SignedData {
  return reading('SIGNED_DATA_MALFORMED', 'signed data', () => {
    const info = open(readDer(der), TAG.SEQUENCE);
    const dialect = dialectOf(readOid(info.next()));
    const tagged = open(info.next(), contextConstructed(0));
    info.finish();
    const fields = open(tagged.next(), TAG.SEQUENCE);
    tagged.finish();

    const deviations = new Set<CmsDeviation>();
    const version = readSmallInteger(fields.next());
    for (const algorithm of setElements(fields.next(TAG.SET), deviations)) readPlainAlgorithm(algorithm);
    const encapsulated = open(fields.next(), TAG.SEQUENCE);
    const contentType = readOid(encapsulated.next());
    const contentNode = encapsulated.optional(contextConstructed(0));
    encapsulated.finish();
    const certificateSet = fields.optional(contextConstructed(0));
    const revocations = fields.optional(contextConstructed(1));
    if (revocations !== undefined) checkTree(revocations);
    const signers = setElements(fields.next(TAG.SET), deviations);
    fields.finish();
    if (signers.length > MOST_SIGNERS) throw malformed(`more than ${MOST_SIGNERS} signers`);
    return {
      der,
      dialect,
      version,
      contentType,
      ...(contentNode === undefined ? {} : { content: readContent(contentNode) }),
      certificates: certificateSet === undefined ? [] : readCertificates(certificateSet, deviations),
      signers: signers.map((signer) => readSignerInfo(signer, deviations)),
      deviations,
    };
  });
}

function dialectOf(type: string): CmsDialect {
  if (type === CMS_DIALECTS.rfc5652.signedData) return 'rfc5652';
  if (type === CMS_DIALECTS.gmt0010.signedData) return 'gmt0010';
  throw malformed(`content type ${type} is no signed data`);
}

function readContent(node: DerNode): Uint8Array {
  const inner = open(node, contextConstructed(0));
  const content = readOctetString(inner.next());
  inner.finish();
  return content;
}

/** Attribute certificates and other forms stand under context tags, and are passed over. */
function readCertificates(node: DerNode, deviations: Set<CmsDeviation>): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const each of setElements(node, deviations)) {
    checkTree(each);
    if (each.tag === TAG.SEQUENCE) found.push(each.raw);
  }
  if (found.length > MOST_CERTIFICATES) throw malformed(`more than ${MOST_CERTIFICATES} certificates`);
  return found;
}

function readSignerInfo(node: DerNode, deviations: Set<CmsDeviation>): SignerInfo {
  const fields = open(node, TAG.SEQUENCE);
  const version = readSmallInteger(fields.next());
  const identifier = readIdentifier(fields.next());
  // RFC 5652 §5.3: 1 with issuer and serial number, 3 with a key identifier.
  if (version !== ('issuerDer' in identifier ? 1 : 3)) throw malformed(`signer version ${version}`);
  const digestAlgorithm = readPlainAlgorithm(fields.next());
  const signed = fields.optional(contextConstructed(0));
  const signatureAlgorithm = readPlainAlgorithm(fields.next());
  const signature = readOctetString(fields.next());
  const unsigned = fields.optional(contextConstructed(1));
  fields.finish();
  const signatureForm = formOf(signature);
  if (signatureForm === 'raw') deviations.add('RAW_SIGNATURE');
  return {
    identifier,
    digestAlgorithm,
    signatureAlgorithm,
    ...(signed === undefined ? {} : { signedAttributes: readSignedAttributes(signed, deviations) }),
    unsignedAttributes: unsigned === undefined ? new Map() : readAttributes(unsigned, deviations),
    signature,
    signatureForm,
  };
}

function readIdentifier(node: DerNode): SignerIdentifier {
  if (node.tag === contextPrimitive(0)) return { subjectKeyId: Buffer.from(node.content).toString('hex') };
  const parts = open(node, TAG.SEQUENCE);
  const issuer = parts.next(TAG.SEQUENCE);
  checkName(issuer);
  const serialNumber = readPositiveIntegerHex(parts.next());
  parts.finish();
  return { issuerDer: issuer.raw, serialNumber };
}

function readSignedAttributes(node: DerNode, deviations: Set<CmsDeviation>): SignedAttributes {
  const values = readAttributes(node, deviations);
  const signedBytes = Uint8Array.from(node.raw);
  signedBytes[0] = TAG.SET;
  return { signedBytes, values };
}

function readAttributes(node: DerNode, deviations: Set<CmsDeviation>): Map<string, readonly Uint8Array[]> {
  const found = new Map<string, readonly Uint8Array[]>();
  for (const attribute of setElements(node, deviations)) {
    const parts = open(attribute, TAG.SEQUENCE);
    const type = readOid(parts.next());
    const values = setElements(parts.next(TAG.SET), deviations);
    parts.finish();
    if (values.length === 0) throw malformed(`attribute ${type} without a value`);
    // RFC 5652 §5.3: an attribute stands once.
    if (found.has(type)) throw malformed(`attribute ${type} twice`);
    for (const value of values) checkTree(value);
    found.set(
      type,
      values.map(({ raw }) => raw),
    );
  }
  if (found.size === 0) throw malformed('empty set of attributes');
  return found;
}

function setElements(node: DerNode, deviations: Set<CmsDeviation>): DerNode[] {
  const elements = childrenOf(node);
  for (let at = 1; at < elements.length; at++) {
    const [before, after] = [elements[at - 1], elements[at]];
    if (before !== undefined && after !== undefined && Buffer.compare(before.raw, after.raw) > 0) {
      deviations.add('SET_UNORDERED');
    }
  }
  return elements;
}

function formOf(signature: Uint8Array): SignerInfo['signatureForm'] {
  if (derToRaw(signature) !== undefined) return 'der';
  return signature.length === RAW_LENGTH ? 'raw' : 'unreadable';
}
