import { z } from 'zod';
import { bilingual, licenceTypeCode, text } from './primitives.js';

/** One field of a licence type. Values of every kind are texts: a day is `YYYY-MM-DD`, an integer its decimal digits. */
export const licenceFieldDefinition = z.strictObject({
  /** Short name of GB/T 36903 (`CZZT`) or an extension name (`KZ_…`). */
  name: z.string().regex(/^(KZ_)?[A-Za-z][A-Za-z0-9]{0,39}$/),
  label: bilingual,
  kind: z.enum(['text', 'day', 'integer', 'code']),
  required: z.boolean(),
  maxLength: z.int().min(1).max(4000),
  /** A regular expression of the safe subset that docs/formats/licence-type.md names; anchored at both ends. */
  pattern: z.exactOptional(text(200)),
});

/** A licence type as its owner registers it: stands on the ledger and in the trust list. No personal data. */
export const licenceTypeDefinition = z.strictObject({
  code: licenceTypeCode,
  name: bilingual,
  holderKind: z.enum(['natural-person', 'organisation', 'any']),
  validity: z.enum(['fixed-term', 'long-term', 'either']),
  fields: z.array(licenceFieldDefinition).min(1).max(64),
});
export type LicenceTypeDefinition = z.infer<typeof licenceTypeDefinition>;
