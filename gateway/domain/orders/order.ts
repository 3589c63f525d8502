import type { HolderCodeType } from '../codes/holder-codes.js';

/** A holder (持证主体) as an order names it. Personal data. */
export type LicenceOrderHolder = {
  readonly name: string;
  readonly codeType: HolderCodeType;
  readonly code: string;
};

/** What an authority orders to be issued: one licence, every value a string in its canonical form. */
export type LicenceOrder = {
  /** 1 to 64 visible ASCII characters; the same key is the same licence, however often it is sent */
  readonly idempotencyKey: string;
  /** type code, GB/T 36904 */
  readonly licenceType: string;
  /** social credit code of the issuing authority */
  readonly authority: string;
  /** the number printed on the licence (证照编号) */
  readonly licenceNumber: string;
  readonly holders: readonly LicenceOrderHolder[];
  /** days `YYYY-MM-DD`; both ends are days of validity; without `validUntil` the licence is long-term */
  readonly issuedOn: string;
  readonly validFrom: string;
  readonly validUntil?: string;
  /** business fields by name, `KZ_…` */
  readonly fields: Readonly<Record<string, string>>;
};
