import { OID } from '../der/oids.js';
import { type DerNode, malformed, open, readDer } from '../der/reader.js';
import { reading } from '../der/reading.js';
import { contextConstructed, TAG } from '../der/tags.js';
import { checkTree } from '../der/tree.js';
import { readOctetString } from '../der/values.js';
import { explicit, octetString, oid, sequence } from '../der/writer.js';
import { type RawExtension, readRawExtensions } from '../x509/raw-extensions.js';
import { type CertId, readCertId } from './cert-id.js';

export interface OcspRequest {
  /** One or more, as asked. */
  readonly certIds: readonly CertId[];
  /** RFC 9654: 1 to 128 octets. */
  readonly nonce?: Uint8Array;
}

/** Bounds the signatures and look-ups that one request can cause. */
export const MOST_CERT_IDS = 32;
const LONGEST_NONCE = 128;

/**
 * Reads an OCSPRequest (RFC 6960 §4.1.1). A signature on it is passed over: who asks changes nothing here. Extensions other than
 * the nonce are passed over unless critical.
 *
 * @throws PkiError OCSP_REQUEST_MALFORMED
 */
export function parseOcspRequest(der: Uint8Array): OcspRequest {
  return reading('OCSP_REQUEST_MALFORMED', 'OCSP request', () => {
    const outer = open(readDer(der), TAG.SEQUENCE);
    const tbs = open(outer.next(), TAG.SEQUENCE);
    const signature = outer.optional(contextConstructed(0));
    if (signature !== undefined) checkTree(signature);
    outer.finish();

    // v1 is the default and therefore not encoded (X.690 §11.5); there is no other.
    if (tbs.peek() === contextConstructed(0)) throw malformed('request version is encoded');
    const requestor = tbs.optional(contextConstructed(1));
    if (requestor !== undefined) checkTree(requestor);
    const list = open(tbs.next(), TAG.SEQUENCE);
    const certIds: CertId[] = [];
    do {
      if (certIds.length === MOST_CERT_IDS) throw malformed(`more than ${MOST_CERT_IDS} certificates`);
      certIds.push(readSingle(list.next()));
    } while (!list.done);
    const nonce = readNonce(tbs.optional(contextConstructed(2)));
    tbs.finish();
    return nonce === undefined ? { certIds } : { certIds, nonce };
  });
}

/** An unsigned request. `nonce` is 1 to 128 octets (RFC 9654); at least 32 random ones are wise. */
export function buildOcspRequest(certIds: readonly Uint8Array[], nonce?: Uint8Array): Uint8Array {
  const list = sequence(...certIds.map((certId) => sequence(certId)));
  const extensions = nonce === undefined ? [] : [explicit(2, sequence(encodeNonce(nonce)))];
  return sequence(sequence(list, ...extensions));
}

const NONCE = oid(OID.ocspNonce);

/** The nonce as the Extension of a request or an answer (RFC 9654). */
export const encodeNonce = (nonce: Uint8Array): Uint8Array => sequence(NONCE, octetString(octetString(nonce)));

function readSingle(node: DerNode): CertId {
  const parts = open(node, TAG.SEQUENCE);
  const certId = readCertId(parts.next());
  const extensions = parts.optional(contextConstructed(0));
  parts.finish();
  if (extensions !== undefined) refuseCritical(readTagged(extensions));
  return certId;
}

function readNonce(node: DerNode | undefined): Uint8Array | undefined {
  if (node === undefined) return undefined;
  const extensions = readTagged(node);
  const found = extensions.find((each) => each.oid === OID.ocspNonce);
  refuseCritical(extensions.filter((each) => each !== found));
  if (found === undefined) return undefined;
  const nonce = readOctetString(readDer(found.value));
  if (nonce.length < 1 || nonce.length > LONGEST_NONCE) throw malformed(`a nonce of ${nonce.length} octets`);
  return nonce;
}

function readTagged(node: DerNode): RawExtension[] {
  const parts = open(node, node.tag);
  const extensions = readRawExtensions(parts.next());
  parts.finish();
  return extensions;
}

function refuseCritical(extensions: readonly RawExtension[]): void {
  const unknown = extensions.find(({ critical }) => critical);
  if (unknown !== undefined) throw malformed(`critical extension ${unknown.oid} is not understood`);
}
