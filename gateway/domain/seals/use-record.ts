import { z } from 'zod';
import { digest, text, time, uscc } from '../../../chaincode/model/primitives.js';
import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { sm3Hex } from '../../../pki/sm3.js';

/** What is done with a seal, from its application to its last impression. */
export const SEAL_ACTIONS = [
  'apply',
  'approve',
  'reject',
  'make',
  'file',
  'put-into-use',
  'change-state',
  'grant',
  'seal-licence',
] as const;

/** Who did what with which seal, on what authority, and what came of it. */
export const sealUse = z.strictObject({
  at: time,
  /** Subject and tenant of the token: personal data, which never leave the domain. */
  subject: z.string().min(1).max(255),
  tenant: z.string().min(1).max(18),
  action: z.enum(SEAL_ACTIONS),
  /** The authority whose seal it is. */
  authority: uscc,
  /** On whose authority: `application/<digest>`, `grant/<digest>`, `role/<role>`. */
  basis: z.string().regex(/^(application|grant)\/[0-9a-f]{64}$|^role\/[a-z-]{1,32}$/),
  /** Application, or licence as `<type code>/<reason>`. */
  businessItem: text(256),
  seal: z.exactOptional(digest),
  esId: z.exactOptional(z.string().max(64)),
  /** Version of the seal's ledger entry at that moment. */
  sealVersion: z.exactOptional(z.int().min(1)),
  /** SM3 of what was sealed. */
  document: z.exactOptional(digest),
  /** `done`, or the code of the refusal. */
  result: z.string().regex(/^(done|[A-Z][A-Z_]{2,63})$/),
  /** SM3 of the seal signature, or of the seal that was made. */
  signature: z.exactOptional(digest),
  /** Number of the transaction on the ledger. */
  transaction: z.exactOptional(digest),
});
export type SealUse = z.infer<typeof sealUse>;

/**
 * A use in its place in the domain's journal. `previous`: digest of the record before; of the first one the journal's own name.
 */
export const useRecord = z.strictObject({
  format: z.literal('yinxin/use-record/v1'),
  number: z.int().min(1),
  previous: digest,
  use: sealUse,
});
export type UseRecord = z.infer<typeof useRecord>;

/** SM3 of the canonical record. */
export function useRecordDigest(record: UseRecord): string {
  return sm3Hex(canonicalBytes(record));
}

/** The end of a journal: number and digest of its newest record. */
export interface JournalHead {
  number: number;
  digest: string;
}

/** The uses as the next records after a head. */
export function chainUses(uses: readonly SealUse[], head: JournalHead): { record: UseRecord; digest: string }[] {
  let last = head;
  return uses.map((use) => {
    const record: UseRecord = { format: 'yinxin/use-record/v1', number: last.number + 1, previous: last.digest, use };
    last = { number: record.number, digest: useRecordDigest(record) };
    return { record, digest: last.digest };
  });
}
