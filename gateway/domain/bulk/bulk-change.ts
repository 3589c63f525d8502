import { z } from 'zod';
import { digest, domainCode, reasonCode, time, uscc } from '../../../chaincode/model/primitives.js';
import { type CanonicalValue, canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { hmacSm3, sm3Hex } from '../../../pki/sm3.js';

const ENCODER = new TextEncoder();
const subject = z.string().min(1).max(255);

/** `suspend` (暂扣) every licence that a lost seal or certificate touched, or `reseal` it: the next version under the present seal. */
export const BULK_ACTIONS = ['suspend', 'reseal'] as const;

/** What one person asks for, and another approves. It names the time up to which licences are meant, so that it never grows. */
export const bulkChange = z.strictObject({
  format: z.literal('yinxin/bulk-change/v1'),
  domain: domainCode,
  authority: uscc,
  action: z.enum(BULK_ACTIONS),
  cause: z.union([z.strictObject({ seal: digest }), z.strictObject({ certificate: digest })]),
  /** Sealed from `from` on, before `until`, which is not after `requestedAt`. */
  from: z.exactOptional(time),
  until: time,
  reason: reasonCode,
  requestedBy: subject,
  requestedAt: time,
});
export type BulkChange = z.infer<typeof bulkChange>;

export const bulkApproval = z.strictObject({
  format: z.literal('yinxin/bulk-approval/v1'),
  /** SM3 of the canonical change. */
  change: digest,
  approvedBy: subject,
  approvedAt: time,
  /** From here on nothing of it is done any more. */
  expires: time,
});
export type BulkApproval = z.infer<typeof bulkApproval>;

export function bulkChangeDigest(change: BulkChange): string {
  return sm3Hex(canonicalBytes(change));
}

/**
 * HMAC-SM3 under a key outside the database: what waits there was asked for, or approved, before a process that knew the person.
 * The value's own `format` parts a change from an approval.
 */
export function bulkMac(key: Uint8Array, value: CanonicalValue): string {
  return Buffer.from(hmacSm3(key, ENCODER.encode('bulk-change\0'), canonicalBytes(value))).toString('hex');
}
