import { z } from 'zod';
import { digest, domainCode, time, uscc } from '../../../chaincode/model/primitives.js';
import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { hmacSm3, sm3Hex } from '../../../pki/sm3.js';

const ENCODER = new TextEncoder();

/** How often, and when, one caller may have documents sealed with one seal without anybody looking at each. */
export const sealGrant = z.strictObject({
  format: z.literal('yinxin/seal-grant/v1'),
  domain: domainCode,
  authority: uscc,
  seal: digest,
  /** Subject of the caller's tokens. */
  caller: z.string().regex(/^[\x21-\x7e]{1,255}$/),
  /** Impressions in all. */
  limit: z.int().min(1).max(1_000_000_000),
  /** From `from` on, before `until`. */
  from: time,
  until: time,
  /** Subject of whoever granted it: never the caller. */
  grantedBy: z.string().min(1).max(255),
  grantedAt: time,
});
export type SealGrant = z.infer<typeof sealGrant>;

export function grantDigest(grant: SealGrant): string {
  return sm3Hex(canonicalBytes(grant));
}

/** HMAC-SM3 under a key outside the database: what stands there was granted by a process that knew the person. */
export function grantMac(key: Uint8Array, grant: SealGrant): string {
  return Buffer.from(hmacSm3(key, ENCODER.encode('seal-grant\0'), canonicalBytes(grant))).toString('hex');
}
