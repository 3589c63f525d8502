import { z } from 'zod';
import { day, digest, domainCode, licenceTypeCode, text, uscc } from '../../../chaincode/model/primitives.js';

/** The licence number (证照编号) is a field like the others, but its digest stands in the header by name. */
export const LICENCE_NUMBER_FIELD = 'ZZBH';

/**
 * The sealed document: the header and the digests of the fields in bytewise order. `licenceDigest` is the SM3 of its
 * canonical JSON and the `dataHash` of the seal signature.
 */
export const licenceDocument = z.strictObject({
  format: z.literal('yinxin/licence/v1'),
  network: digest,
  domain: domainCode,
  authority: uscc,
  type: licenceTypeCode,
  /** GB/T 36904 identifier with its check character. */
  licenceId: z.string().regex(/^1\.2\.156\.3005\.2\.[0-9A-Z]{21}\.[0-9A-Z]{18}\.[0-9A-Z]{1,32}\.\d{3}\.[0-9A-Z]$/),
  /** The identifier of the version before; present exactly where `version` is over 1. */
  previousLicenceId: z.exactOptional(z.string().min(1).max(200)),
  version: z.int().min(1).max(999),
  validFrom: day,
  /** Last day of validity; absent: long-term. */
  validUntil: z.exactOptional(day),
  licenceNumberDigest: digest,
  fieldDigests: z.array(digest).min(1).max(80),
});
export type LicenceDocument = z.infer<typeof licenceDocument>;

/** A field that the evidence shows: its digest is SM3 of `yinxin/field/v1`, a zero byte and the canonical `[salt, name, value]`. */
export const openedField = z.strictObject({
  /** 16 random bytes, base64url. */
  salt: z.string().regex(/^[A-Za-z0-9_-]{21}[AQgw]$/),
  /** Short name of GB/T 36903, or `KZ_…` for a business field of the type. */
  name: z.string().regex(/^(KZ_[A-Za-z0-9_]{1,40}|[A-Z][A-Z0-9]{0,39})$/),
  value: text(4000),
});
export type OpenedField = z.infer<typeof openedField>;
