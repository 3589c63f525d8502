import { OID } from '../der/oids.js';
import { type DerNode, malformed, open, readDer } from '../der/reader.js';
import { reading } from '../der/reading.js';
import { contextConstructed, TAG } from '../der/tags.js';
import { checkTree, readSetOf } from '../der/tree.js';
import { readBitStringOctets, readOid, readSmallInteger } from '../der/values.js';
import { PkiError } from '../errors.js';
import { publicKeyFromPoint } from '../sm2/key-cache.js';
import { checkName, type NameAttribute, readName } from '../x509/name.js';
import { type RawExtension, readRawExtensions } from '../x509/raw-extensions.js';
import { expectSm2WithSm3, readSm2Point } from '../x509/sm2-algorithm.js';

/** A request for a certificate. All bytes are views of what was parsed. */
export interface CertificateRequest {
  readonly der: Uint8Array;
  /** The bytes that `signature` covers. */
  readonly info: Uint8Array;
  readonly subjectDer: Uint8Array;
  readonly subject: readonly NameAttribute[];
  /** 91 bytes. */
  readonly spki: Uint8Array;
  /** 65 bytes 04‖x‖y, not judged to lie on the curve. */
  readonly point: Uint8Array;
  /** What the extensionRequest attribute asks for (RFC 2985 §5.4.2): a wish, nothing that an authority must follow. */
  readonly extensions: readonly RawExtension[];
  readonly signature: Uint8Array;
}

/**
 * Parses a PKCS#10 request (RFC 2986 §4) for an uncompressed SM2 key, signed with SM2 and SM3. Judges structure only:
 * `provesPossession` judges the signature. Attributes that are not extensionRequest are checked as DER and passed over.
 *
 * @throws PkiError CERTIFICATE_REQUEST_MALFORMED
 */
export function parseCertificateRequest(der: Uint8Array): CertificateRequest {
  return reading('CERTIFICATE_REQUEST_MALFORMED', 'certificate request', () => {
    const outer = open(readDer(der), TAG.SEQUENCE);
    const infoNode = outer.next(TAG.SEQUENCE);
    expectSm2WithSm3(outer.next());
    const signature = readBitStringOctets(outer.next());
    outer.finish();

    const info = open(infoNode, TAG.SEQUENCE);
    // RFC 2986 §4.1: the version is v1, 0.
    if (readSmallInteger(info.next()) !== 0) throw malformed('request version is not 0');
    const subject = info.next(TAG.SEQUENCE);
    checkName(subject);
    const key = info.next(TAG.SEQUENCE);
    const point = readSm2Point(key);
    // Mandatory, though it may be empty.
    const extensions = readAttributes(info.next(contextConstructed(0)));
    info.finish();
    return {
      der,
      info: infoNode.raw,
      subjectDer: subject.raw,
      subject: readName(subject.raw),
      spki: key.raw,
      point,
      extensions,
      signature,
    };
  });
}

/** Whether the request bears the signature of the key that it asks a certificate for (RFC 2986 §3, note 2). Never throws. */
export function provesPossession(request: CertificateRequest): boolean {
  try {
    return publicKeyFromPoint(request.point).verifyDer(request.info, request.signature);
  } catch (error) {
    if (error instanceof PkiError) return false;
    throw error;
  }
}

function readAttributes(node: DerNode): RawExtension[] {
  const attributes = open(node, contextConstructed(0));
  const seen = new Set<string>();
  let extensions: RawExtension[] = [];
  while (!attributes.done) {
    const attribute = open(attributes.next(), TAG.SEQUENCE);
    const id = readOid(attribute.next());
    const values = readSetOf(attribute.next(TAG.SET));
    attribute.finish();
    if (seen.has(id)) throw malformed(`attribute ${id} twice`);
    seen.add(id);
    const [only, another] = values;
    if (only === undefined) throw malformed(`attribute ${id} without a value`);
    for (const value of values) checkTree(value);
    if (id !== OID.extensionRequest) continue;
    if (another !== undefined) throw malformed('extensionRequest with more than one value');
    extensions = readRawExtensions(only);
  }
  return extensions;
}
