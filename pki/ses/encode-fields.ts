import { OID } from '../der/oids.js';
import {
  bitString,
  boolean,
  explicit,
  generalizedTime,
  octetString,
  oid,
  printableString,
  sequence,
} from '../der/writer.js';
import { PkiError } from '../errors.js';
import { isRawSignature, rawToDer } from '../sm2/signature-encoding.js';
import { sm3 } from '../sm3.js';
import type { SesDeviation } from './deviations.js';
import type { SesExtension } from './fields.js';

/** Encoders of the fields that seals and seal signatures share. */

/** Choices of how a seal or a seal signature is written. Absent: as the standard has it, in DER. */
export interface SesEncoding {
  /** `raw`: 64 bytes r‖s, as some products want. */
  readonly signatureForm?: 'der' | 'raw';
  readonly extensions?: readonly SesExtension[];
  /**
   * Writes `critical FALSE` although DER leaves a default out (X.690 §11.5): readers of the market, ofdrw 2.3 among them, drop an
   * extension that omits it, and then refuse the seal.
   */
  readonly explicitCritical?: boolean;
}

/** GeneralizedTime in whole seconds. */
export function sesTime(at: number): Uint8Array {
  return generalizedTime(Math.floor(at / 1000) * 1000);
}

/** ExtensionDatas; undefined when there is none to write. */
export function encodeExtensions({ extensions = [], explicitCritical = false }: SesEncoding): Uint8Array | undefined {
  if (extensions.length === 0) return undefined;
  return sequence(
    ...extensions.map(({ oid: id, critical, value }) =>
      sequence(oid(id), ...(critical || explicitCritical ? [boolean(critical)] : []), octetString(value)),
    ),
  );
}

/** certListType 1: the certificates. */
export const encodeCertificateList = (certificates: readonly Uint8Array[]): Uint8Array =>
  sequence(...certificates.map(octetString));

/** certListType 2: their SM3, marked with its OID. */
export const encodeDigestList = (certificates: readonly Uint8Array[]): Uint8Array =>
  sequence(...certificates.map((each) => sequence(printableString(OID.sm3), octetString(sm3(each)))));

/** The octets of a signature value. @throws PkiError ENCODING_INVALID unless `raw` is 64 bytes r‖s in range */
export function signatureOctets(raw: Uint8Array, { signatureForm = 'der' }: SesEncoding): Uint8Array {
  if (signatureForm === 'der') return rawToDer(raw);
  if (!isRawSignature(raw)) throw new PkiError('ENCODING_INVALID', 'a signature is 64 bytes r‖s, both in 1..n-1');
  return raw;
}

/** `[0] EXPLICIT BIT STRING` with a timestamp token. @throws PkiError ENCODING_INVALID for an empty one */
export function encodeTimestamp(token: Uint8Array): Uint8Array {
  if (token.length === 0) throw new PkiError('ENCODING_INVALID', 'an empty timestamp token');
  return explicit(0, bitString(token));
}

/** Departures that an order asks for; whoever reads the result back finds these and no others. */
export function orderedDeviations(order: SesEncoding): ReadonlySet<SesDeviation> {
  const ordered = new Set<SesDeviation>();
  if (order.signatureForm === 'raw') ordered.add('RAW_SIGNATURE');
  if (order.explicitCritical === true && order.extensions?.some(({ critical }) => !critical) === true) {
    ordered.add('EXPLICIT_DEFAULT');
  }
  return ordered;
}
