import { z } from 'zod';
import { SEAL_CLASSES } from '../../../chaincode/model/command.js';
import { digest, domainCode, text, time, uscc } from '../../../chaincode/model/primitives.js';
import { REASONS } from '../../../chaincode/model/reasons.js';
import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { sm3Hex } from '../../../pki/sm3.js';

/**
 * What an authority applies for. It stays in the domain's database; the ledger has its SM3, which names it in every later step, so
 * that what is approved, made and filed is what was applied for. The salt keeps contents that could be guessed from being tried.
 */
export const sealApplication = z.strictObject({
  format: z.literal('yinxin/seal-application/v1'),
  network: digest,
  domain: domainCode,
  authority: uscc,
  esId: z.string().regex(/^[0-9A-Za-z.-]{1,64}$/),
  name: text(200),
  sealClass: z.enum(SEAL_CLASSES),
  /** `digest`: SM3 of the picture's bytes; width and height in millimetres. */
  picture: z.strictObject({ type: z.string().regex(/^[A-Za-z0-9]{1,8}$/), digest, width: z.int(), height: z.int() }),
  validFrom: time,
  validUntil: time,
  reason: z.enum(REASONS['seal-apply']),
  /** SM3 of the seal whose place it takes; with any reason but `initial`. */
  replaces: z.exactOptional(digest),
  /** The decision on which the application rests, as the authority's files call it. */
  basis: text(200),
  /** 16 random bytes, base64url. */
  salt: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
});
export type SealApplication = z.infer<typeof sealApplication>;

export function applicationDigest(application: SealApplication): string {
  return sm3Hex(canonicalBytes(application));
}
