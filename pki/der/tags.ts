/** Identifier octets (X.690 §8.1.2) that X.509 and GB/T 38540 objects use. Tag numbers above 30 occur in neither. */
export const TAG = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  NULL: 0x05,
  OID: 0x06,
  ENUMERATED: 0x0a,
  UTF8_STRING: 0x0c,
  NUMERIC_STRING: 0x12,
  PRINTABLE_STRING: 0x13,
  T61_STRING: 0x14,
  IA5_STRING: 0x16,
  UTC_TIME: 0x17,
  GENERALIZED_TIME: 0x18,
  VISIBLE_STRING: 0x1a,
  BMP_STRING: 0x1e,
  SEQUENCE: 0x30,
  SET: 0x31,
} as const;

/** `[n]` over a primitive encoding (IMPLICIT over a primitive type). */
export const contextPrimitive = (number: number): number => 0x80 | number;

/** `[n]` over a constructed encoding (EXPLICIT, or IMPLICIT over SEQUENCE or SET). */
export const contextConstructed = (number: number): number => 0xa0 | number;
