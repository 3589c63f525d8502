import { OID } from '../der/oids.js';
import { bitString, element, integer, oid, sequence, setOf } from '../der/writer.js';
import { PkiError } from '../errors.js';
import { publicKeyFromPoint } from '../sm2/key-cache.js';
import { rawToDer } from '../sm2/signature-encoding.js';
import { type CertificateSubject, encodeName } from '../x509/name.js';
import { encodeExtension, type RawExtension } from '../x509/raw-extensions.js';
import { SM2_WITH_SM3 } from '../x509/sm2-algorithm.js';
import { parseCertificateRequest, provesPossession } from './request.js';

export interface CertificateRequestOrder {
  readonly subject: CertificateSubject;
  /** 65 bytes 04‖x‖y. */
  readonly point: Uint8Array;
  /** What the authority is asked to put in; none by default. */
  readonly extensions?: readonly RawExtension[];
  /** The signature of the key itself over the bytes given: 64 bytes r‖s. */
  readonly sign: (info: Uint8Array) => Promise<Uint8Array>;
}

/**
 * A PKCS#10 request (RFC 2986 §4), DER. What comes out has been read back and its signature verified.
 *
 * @throws PkiError SM2_KEY_INVALID when the key is none; ENCODING_INVALID when `sign` answers no signature;
 *   CERTIFICATE_REQUEST_MALFORMED when another key has signed
 * @throws RangeError when a name is too long
 */
export async function buildCertificateRequest(order: CertificateRequestOrder): Promise<Uint8Array> {
  const key = publicKeyFromPoint(order.point);
  const wishes = order.extensions ?? [];
  const attributes =
    wishes.length === 0 ? [] : [sequence(oid(OID.extensionRequest), setOf(sequence(...wishes.map(encodeExtension))))];
  const info = sequence(integer(0), encodeName(order.subject), key.spki, element(0xa0, ...attributes));
  const der = sequence(info, SM2_WITH_SM3, bitString(rawToDer(await order.sign(info))));
  if (!provesPossession(parseCertificateRequest(der))) {
    throw new PkiError('CERTIFICATE_REQUEST_MALFORMED', 'another key than the one named has signed the request');
  }
  return der;
}
