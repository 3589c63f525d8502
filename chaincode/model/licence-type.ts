import { z } from 'zod';
import { bilingual, licenceTypeCode, text } from './primitives.js';

const maxYears = z.int().min(1).max(100);

/** One business field of a licence type. Every value is a text: a day is `YYYY-MM-DD`, an integer its decimal digits. */
export const licenceFieldDefinition = z.strictObject({
  name: z.string().regex(/^KZ_[A-Za-z0-9_]{1,40}$/),
  label: bilingual,
  type: z.enum(['text', 'day', 'integer', 'code']),
  required: z.boolean(),
  /** In Unicode code points. */
  maxLength: z.int().min(1).max(4000),
  /** A pattern of the safe subset of docs/formats/commands.md; it covers the whole value. */
  pattern: z.exactOptional(text(200)),
});

/** A licence type as its owner registers it: stands on the ledger and in the trust list. No personal data. */
export const licenceTypeDefinition = z.strictObject({
  typeCode: licenceTypeCode,
  name: bilingual,
  holders: z.strictObject({
    category: z.enum(['natural-person', 'organisation', 'any']),
    max: z.int().min(1).max(100),
  }),
  validity: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('fixed-term'), maxYears }),
    z.strictObject({ kind: z.literal('long-term') }),
    z.strictObject({ kind: z.literal('fixed-or-long-term'), maxYears }),
  ]),
  fields: z.array(licenceFieldDefinition).min(1).max(64),
});
export type LicenceTypeDefinition = z.infer<typeof licenceTypeDefinition>;
