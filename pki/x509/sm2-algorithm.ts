import { OID } from '../der/oids.js';
import { type DerNode, malformed, open } from '../der/reader.js';
import { TAG } from '../der/tags.js';
import { readNull, readOid } from '../der/values.js';
import { nullValue, oid, sequence } from '../der/writer.js';
import { SPKI_PREFIX } from '../sm2/curve.js';

/** AlgorithmIdentifier of SM2 with SM3 as our certificates hold it, NULL parameters included. */
export const SM2_WITH_SM3 = sequence(oid(OID.sm2WithSm3), nullValue());

const SPKI_LENGTH = SPKI_PREFIX.length + 64;

/** The OID of an AlgorithmIdentifier without parameters or with NULL. @throws PkiError DER_MALFORMED */
export function readPlainAlgorithm(node: DerNode): string {
  const parts = open(node, TAG.SEQUENCE);
  const id = readOid(parts.next());
  if (!parts.done) readNull(parts.next());
  parts.finish();
  return id;
}

/** Accepts 1.2.156.10197.1.501 only. @throws PkiError DER_MALFORMED */
export function expectSm2WithSm3(node: DerNode): void {
  if (readPlainAlgorithm(node) !== OID.sm2WithSm3) throw malformed('signature algorithm is not SM2 with SM3');
}

/** The point, 65 bytes 04‖x‖y, of an uncompressed SM2 SubjectPublicKeyInfo; not judged to lie on the curve. @throws PkiError DER_MALFORMED */
export function readSm2Point(node: DerNode): Uint8Array {
  const spki = node.raw;
  if (spki.length !== SPKI_LENGTH || Buffer.compare(spki.subarray(0, SPKI_PREFIX.length), SPKI_PREFIX) !== 0) {
    throw malformed('public key is not an uncompressed SM2 key');
  }
  return spki.subarray(SPKI_PREFIX.length - 1);
}
