import { OID } from '../der/oids.js';
import { bitString, element, explicit, integer, sequence, x509Time } from '../der/writer.js';
import { PkiError } from '../errors.js';
import { rawToDer } from '../sm2/signature-encoding.js';
import { encodeExtension, type RawExtension } from '../x509/raw-extensions.js';
import { SM2_WITH_SM3 } from '../x509/sm2-algorithm.js';
import { authorityKeyIdentifier, crlNumber, distributionPoints, fullName } from '../x509/write-extensions.js';
import { encodeEntries, type RevokedCertificate } from './write-entries.js';

export interface CrlOrder {
  /** Subject name and subject key identifier (hex) as they stand in the issuer's certificate. */
  readonly issuer: { readonly subjectDer: Uint8Array; readonly subjectKeyId: string };
  /** Grows with every list of the issuer, full and delta ones in one row of numbers (RFC 5280 §5.2.3). */
  readonly number: number;
  /** Makes a delta list: the number of the full list that it adds to. */
  readonly baseNumber?: number;
  /** Milliseconds since 1970; a fraction of a second is cut off. */
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  /** In the order in which they shall stand; each serial number once. */
  readonly revoked: readonly RevokedCertificate[];
  /** Puts an issuing distribution point of this address in, critical (RFC 5280 §5.2.5). */
  readonly distributionPoint?: string;
  /** Only of a full list: where its delta lists are found (RFC 5280 §5.2.6). */
  readonly deltaUrls?: readonly string[];
  /** The issuer's signature over the bytes given: 64 bytes r‖s. */
  readonly sign: (tbs: Uint8Array) => Promise<Uint8Array>;
}

/**
 * A certificate revocation list, version 2 (RFC 5280 §5), full or delta, DER. Time and memory grow with the entries alone: each is
 * written once, into one buffer.
 *
 * @throws PkiError CRL_ORDER_INVALID when the order makes a list that no reader should take; ENCODING_INVALID when `sign` answers
 *   no signature
 */
export async function buildCrl(order: CrlOrder): Promise<Uint8Array> {
  checkOrder(order);
  const entries = encodeEntries(order.revoked, { delta: order.baseNumber !== undefined });
  const tbs = sequence(
    integer(1),
    SM2_WITH_SM3,
    order.issuer.subjectDer,
    x509Time(wholeSeconds(order.thisUpdate)),
    x509Time(wholeSeconds(order.nextUpdate)),
    // RFC 5280 §5.1.2.6: with nothing revoked the list of entries is absent.
    ...(entries.length === 0 ? [] : [element(0x30, entries)]),
    explicit(0, sequence(...extensionsOf(order).map(encodeExtension))),
  );
  return sequence(tbs, SM2_WITH_SM3, bitString(rawToDer(await order.sign(tbs))));
}

function checkOrder({ number, baseNumber, thisUpdate, nextUpdate, deltaUrls }: CrlOrder): void {
  const refuse = (why: string) => new PkiError('CRL_ORDER_INVALID', why);
  if (!Number.isSafeInteger(number) || number < 0) throw refuse('a list is numbered from 0');
  if (baseNumber !== undefined) {
    if (!Number.isSafeInteger(baseNumber) || baseNumber < 0 || baseNumber >= number) {
      throw refuse('a delta list comes after its base (RFC 5280 §5.2.4)');
    }
    if (deltaUrls !== undefined) throw refuse('a delta list points to no delta lists (RFC 5280 §5.2.6)');
  }
  if (!(wholeSeconds(nextUpdate) > wholeSeconds(thisUpdate))) throw refuse('the next update comes after this one');
}

function extensionsOf(order: CrlOrder): RawExtension[] {
  const extensions = [authorityKeyIdentifier(order.issuer.subjectKeyId), crlNumber(order.number)];
  if (order.baseNumber !== undefined) {
    extensions.push({ oid: OID.deltaCrlIndicator, critical: true, value: integer(order.baseNumber) });
  }
  if (order.distributionPoint !== undefined) {
    // [0] distributionPoint, EXPLICIT because DistributionPointName is a CHOICE.
    const value = sequence(element(0xa0, fullName(order.distributionPoint)));
    extensions.push({ oid: OID.issuingDistributionPoint, critical: true, value });
  }
  if (order.deltaUrls !== undefined) extensions.push(distributionPoints(OID.freshestCrl, order.deltaUrls));
  return extensions;
}

const wholeSeconds = (at: number): number => Math.floor(at / 1000) * 1000;
