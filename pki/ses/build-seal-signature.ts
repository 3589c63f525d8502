import { OID } from '../der/oids.js';
import { bitString, explicit, ia5String, integer, octetString, oid, sequence } from '../der/writer.js';
import { PkiError } from '../errors.js';
import { encodeExtensions, encodeTimestamp, type SesEncoding, sesTime, signatureOctets } from './encode-fields.js';
import { parseSeal } from './seal.js';
import { signerInList } from './signer-list.js';

export interface SealSignatureOrder extends SesEncoding {
  /** A seal of v4 or v5: the signature gets its version. */
  readonly sealDer: Uint8Array;
  readonly signerCertificateDer: Uint8Array;
  /** SM3 of the document: 32 bytes. */
  readonly dataHash: Uint8Array;
  /** Says what the hash covers, ASCII. */
  readonly propertyInfo: string;
  /** Milliseconds since 1970; written in whole seconds, a fraction is cut off. */
  readonly signedAt: number;
  /** The signer's signature over the bytes given: 64 bytes r‖s. */
  readonly sign: (tbs: Uint8Array) => Promise<Uint8Array>;
  /** A timestamp token (RFC 3161) over the octets of the signature value. */
  readonly requestTimestamp?: (signatureValue: Uint8Array) => Promise<Uint8Array>;
}

const ALGORITHM = oid(OID.sm2WithSm3);
const DIGEST_LENGTH = 32;

/**
 * Makes a seal signature of v4 (GB/T 38540-2020) or v5 (GM/T 0031-2025) and gives its DER. The seal goes in as it came, byte by
 * byte. Whether seal and signer are valid at the time is the caller's business.
 *
 * @throws PkiError SEAL_MALFORMED when the seal is none; SEAL_SIGNATURE_MALFORMED when it is of v1, does not list the signer,
 *   or the hash is no SM3; ENCODING_INVALID when `sign` answers no signature or `requestTimestamp` no token
 * @throws TypeError for a propertyInfo outside ASCII
 */
export async function buildSealSignature(order: SealSignatureOrder): Promise<Uint8Array> {
  const { sealDer, signerCertificateDer, dataHash } = order;
  const seal = parseSeal(sealDer);
  if (seal.version === 1) throw new PkiError('SEAL_SIGNATURE_MALFORMED', 'a seal of v1');
  if (signerInList(seal.signers, signerCertificateDer) !== 'yes') {
    throw new PkiError('SEAL_SIGNATURE_MALFORMED', 'the signer is not in the list of the seal');
  }
  if (dataHash.length !== DIGEST_LENGTH) throw new PkiError('SEAL_SIGNATURE_MALFORMED', 'the data hash is no SM3');
  const extensions = encodeExtensions(order);
  const toSign = sequence(
    integer(seal.version),
    sealDer,
    sesTime(order.signedAt),
    bitString(dataHash),
    ia5String(order.propertyInfo),
    ...(extensions === undefined ? [] : [explicit(0, extensions)]),
  );
  const signature = signatureOctets(await order.sign(toSign), order);
  const timestamp = await order.requestTimestamp?.(signature);
  return sequence(
    toSign,
    octetString(signerCertificateDer),
    ALGORITHM,
    bitString(signature),
    ...(timestamp === undefined ? [] : [encodeTimestamp(timestamp)]),
  );
}
