import { z } from 'zod';

/**
 * The value types that every format of the project is made of (docs/formats/encodings.md). They only describe JSON
 * text: where two encodings of one value exist, exactly one of them passes.
 */

/** SM3 digest or fingerprint: 64 lower-case hexadecimal digits. */
export const digest = z.string().regex(/^[0-9a-f]{64}$/);
/** RFC 3339, UTC, milliseconds: `2026-11-21T08:00:00.000Z`. Calendar validity is checked where the time is read. */
export const time = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/);
/** A day, which ends at 24:00 UTC+8. */
export const day = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
/** SM2 signature r‖s, 64 bytes, base64url without padding. */
export const signature = z.string().regex(/^[A-Za-z0-9_-]{85}[AQgw]$/);
/** SM2 public key 04‖x‖y, 65 bytes, base64url without padding. */
export const publicKey = z.string().regex(/^B[A-Za-z0-9_-]{85}[AEIMQUYcgkosw048]$/);
/** Bytes of bounded length, base64url without padding. */
export const bytes = (maxLength: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]*$/)
    .min(1)
    .max(Math.ceil((maxLength * 4) / 3));
/** Trust domain: a province by its two GB/T 2260 digits, a ministry by its USCC. */
export const domainCode = z.string().regex(/^([1-9][0-9]|[0-9A-HJ-NPQRTUWXY]{18})$/);
/** Unified social credit code, by its alphabet; the check character is checked where a code is registered. */
export const uscc = z.string().regex(/^[0-9A-HJ-NPQRTUWXY]{18}$/);
/** Licence type code: USCC of the defining authority and three digits. */
export const licenceTypeCode = z.string().regex(/^[0-9A-HJ-NPQRTUWXY]{18}[0-9]{3}$/);
/** Text for people: bounded, no control characters. */
export const text = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what the pattern refuses
    .regex(/^[^\u0000-\u001f\u007f-\u009f]*$/);
/** A coded reason: lower-case words. */
export const reasonCode = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);
/** Count or position: a non-negative safe integer. */
export const count = z.int().min(0);
/** The number of an entry's or a document's version, from 1. */
export const version = z.int().min(1);
/** A name in both languages of the reports. */
export const bilingual = z.strictObject({ zh: text(200), en: text(200) });
