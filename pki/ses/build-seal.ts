import { OID } from '../der/oids.js';
import {
  bitString,
  generalizedTime,
  ia5String,
  integer,
  octetString,
  oid,
  sequence,
  utf8String,
} from '../der/writer.js';
import { PkiError } from '../errors.js';
import { rawToDer } from '../sm2/signature-encoding.js';
import { parseCertificate } from '../x509/certificate.js';
import { checkSeal } from './check-seal.js';
import { parseSeal, type SealPicture } from './seal.js';

export interface SealOrder {
  readonly header: { readonly vendorId: string };
  /** Unique number of the seal, ASCII. */
  readonly esId: string;
  readonly property: { readonly type: number; readonly name: string };
  /** DER of the certificates that may sign with the seal, at least one. A renewed one needs a new seal. */
  readonly signerCertificates: readonly Uint8Array[];
  readonly picture: SealPicture;
  /** Milliseconds since 1970; a seal holds whole seconds, a fraction is cut off. */
  readonly createdAt: number;
  readonly validFrom: number;
  readonly validTo: number;
  /** DER. */
  readonly makerCertificate: Uint8Array;
  /** The maker's signature over the bytes given: 64 bytes r‖s. */
  readonly sign: (tbs: Uint8Array) => Promise<Uint8Array>;
}

/**
 * Makes a seal of v4 (GB/T 38540-2020) and gives its DER. What comes out has been read back and checked, the maker's signature
 * included. Whether maker and signers may do what they do is the caller's business.
 *
 * @throws PkiError CERTIFICATE_MALFORMED when a certificate is none; ENCODING_INVALID when `sign` answers no signature;
 *   SEAL_MALFORMED when a check of the finished seal fails
 * @throws TypeError, RangeError for texts outside ASCII where the format wants it
 */
export async function buildSeal(order: SealOrder): Promise<Uint8Array> {
  if (order.signerCertificates.length === 0) throw new PkiError('SEAL_MALFORMED', 'a seal that nobody may sign with');
  for (const certificate of [...order.signerCertificates, order.makerCertificate]) parseCertificate(certificate);
  const { header, property, picture } = order;
  const info = sequence(
    sequence(ia5String('ES'), integer(4), ia5String(header.vendorId)),
    ia5String(order.esId),
    sequence(
      integer(property.type),
      utf8String(property.name),
      integer(1),
      sequence(...order.signerCertificates.map(octetString)),
      sesTime(order.createdAt),
      sesTime(order.validFrom),
      sesTime(order.validTo),
    ),
    sequence(ia5String(picture.type), octetString(picture.data), integer(picture.width), integer(picture.height)),
  );
  const signature = rawToDer(await order.sign(info));
  const der = sequence(info, octetString(order.makerCertificate), oid(OID.sm2WithSm3), bitString(signature));
  for (const { id, outcome, code } of checkSeal(parseSeal(der))) {
    if (outcome === 'failed') throw new PkiError('SEAL_MALFORMED', `${id}: ${code}`);
  }
  return der;
}

/** GeneralizedTime in whole seconds. */
export function sesTime(at: number): Uint8Array {
  return generalizedTime(Math.floor(at / 1000) * 1000);
}
