import { OID } from '../der/oids.js';
import { bitString, ia5String, integer, octetString, oid, sequence, utf8String } from '../der/writer.js';
import { PkiError } from '../errors.js';
import { parseCertificate } from '../x509/certificate.js';
import { checkSeal } from './check-seal.js';
import {
  encodeCertificateList,
  encodeDigestList,
  encodeExtensions,
  encodeTimestamp,
  orderedDeviations,
  type SesEncoding,
  sesTime,
  signatureOctets,
} from './encode-fields.js';
import { parseSeal, type SealPicture } from './seal.js';

export interface SealOrder extends SesEncoding {
  /** 4 unless given. */
  readonly version?: 4 | 5;
  readonly header: { readonly vendorId: string };
  /** Unique number of the seal, ASCII. */
  readonly esId: string;
  readonly property: { readonly type: number; readonly name: string };
  /** DER of the certificates that may sign with the seal, at least one. A renewed one needs a new seal. */
  readonly signerCertificates: readonly Uint8Array[];
  /** How the seal lists them: as they are (certListType 1, the default) or by their SM3 (certListType 2). */
  readonly signerList?: 'certificates' | 'digests';
  readonly picture: SealPicture;
  /** Milliseconds since 1970; a seal holds whole seconds, a fraction is cut off. */
  readonly createdAt: number;
  readonly validFrom: number;
  readonly validTo: number;
  /** DER. */
  readonly makerCertificate: Uint8Array;
  /** The maker's signature over the bytes given: 64 bytes r‖s. */
  readonly sign: (tbs: Uint8Array) => Promise<Uint8Array>;
  /** v5 only: a timestamp token (RFC 3161) over the octets of the signature value. */
  readonly requestTimestamp?: (signatureValue: Uint8Array) => Promise<Uint8Array>;
}

/**
 * Makes a seal of v4 (GB/T 38540-2020) or v5 (GM/T 0031-2025) and gives its DER. What comes out has been read back and checked
 * under the strict profile, the maker's signature included; of departures from DER it has those that the order asks for. Whether
 * maker and signers may do what they do is the caller's business; v5 wants the maker's certificate verified first.
 *
 * @throws PkiError CERTIFICATE_MALFORMED when a certificate is none; ENCODING_INVALID when `sign` answers no signature or
 *   `requestTimestamp` no token; SEAL_MALFORMED when a check of the finished seal fails, or v4 is to hold a timestamp
 * @throws TypeError, RangeError for texts outside ASCII where the format wants it
 */
export async function buildSeal(order: SealOrder): Promise<Uint8Array> {
  const { version = 4, requestTimestamp } = order;
  if (order.signerCertificates.length === 0) throw new PkiError('SEAL_MALFORMED', 'a seal that nobody may sign with');
  if (version === 4 && requestTimestamp !== undefined) throw new PkiError('SEAL_MALFORMED', 'v4 holds no timestamp');
  for (const certificate of [...order.signerCertificates, order.makerCertificate]) parseCertificate(certificate);
  const info = encodeSealInfo(order, version);
  const signature = signatureOctets(await order.sign(info), order);
  const timestamp = await requestTimestamp?.(signature);
  const der = sequence(
    info,
    octetString(order.makerCertificate),
    oid(OID.sm2WithSm3),
    bitString(signature),
    ...(timestamp === undefined ? [] : [encodeTimestamp(timestamp)]),
  );
  const seal = parseSeal(der);
  const ordered = orderedDeviations(order);
  for (const deviation of seal.deviations) {
    if (!ordered.has(deviation)) throw new PkiError('SEAL_MALFORMED', deviation);
  }
  for (const { id, outcome, code } of checkSeal(seal)) {
    if (outcome === 'failed') throw new PkiError('SEAL_MALFORMED', `${id}: ${code}`);
  }
  return der;
}

function encodeSealInfo(order: SealOrder, version: 4 | 5): Uint8Array {
  const { header, property, picture, signerCertificates } = order;
  const byDigest = order.signerList === 'digests';
  const extensions = encodeExtensions(order);
  return sequence(
    sequence(ia5String('ES'), integer(version), ia5String(header.vendorId)),
    ia5String(order.esId),
    sequence(
      integer(property.type),
      utf8String(property.name),
      integer(byDigest ? 2 : 1),
      byDigest ? encodeDigestList(signerCertificates) : encodeCertificateList(signerCertificates),
      sesTime(order.createdAt),
      sesTime(order.validFrom),
      sesTime(order.validTo),
    ),
    sequence(ia5String(picture.type), octetString(picture.data), integer(picture.width), integer(picture.height)),
    ...(extensions === undefined ? [] : [extensions]),
  );
}
