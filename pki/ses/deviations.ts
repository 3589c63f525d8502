/** Departures from DER or from the standard's text that files of the field show and that are read all the same, each on record. */
export const SES_DEVIATIONS = [
  /** An extension encodes the default `critical FALSE`. */
  'EXPLICIT_DEFAULT',
  /** A signature value is 64 bytes r‖s, not SEQUENCE { r, s }. */
  'RAW_SIGNATURE',
  /** A `[0]` field is tagged IMPLICIT. */
  'IMPLICIT_TAG',
  /** A time has a fraction of a second. */
  'FRACTIONAL_TIME',
  /** The data hash is an OCTET STRING (v1). */
  'OCTET_STRING_DATA_HASH',
  /** The header of a seal of v4's structure names another version. */
  'HEADER_VERSION',
] as const;

export type SesDeviation = (typeof SES_DEVIATIONS)[number];
