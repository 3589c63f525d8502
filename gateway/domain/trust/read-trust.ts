import { z } from 'zod';
import { digest } from '../../../chaincode/model/primitives.js';
import { trustList } from '../../../chaincode/model/trust-list.js';
import { parseStrictJson } from '../../../pki/encoding/canonical-json.js';
import { PkiError } from '../../../pki/errors.js';
import { type TrustPin, type TrustResult, walkTrustLists } from './walk.js';

export const MAX_TRUST_BYTES = 64 * 1024 * 1024;

/** What a verifier keeps: every list from his anchor on, and the network that he has pinned. */
export const trustStore = z.strictObject({
  format: z.literal('yinxin/trust-store/v1'),
  /** The network that the owner of the file has pinned. */
  pin: z.exactOptional(digest),
  lists: z.array(trustList).min(1).max(10_000),
});
export type TrustStore = z.infer<typeof trustStore>;

/**
 * Reads a trust store, or a bare trust list as its own anchor, and walks it. A pin that the caller gives goes before the
 * one in the file.
 */
export function readTrust(bytes: Uint8Array, options: { pin?: TrustPin } = {}): TrustResult {
  let json: unknown;
  try {
    json = parseStrictJson(bytes, { maxBytes: MAX_TRUST_BYTES });
  } catch (error) {
    if (error instanceof PkiError) return { ok: false, code: 'TRUST_MALFORMED', detail: error.message };
    throw error;
  }
  const store = z.union([trustStore, trustList]).safeParse(json);
  if (!store.success) return { ok: false, code: 'TRUST_MALFORMED', detail: 'neither a trust store nor a trust list' };
  const { lists, pin } = 'list' in store.data ? { lists: [store.data], pin: undefined } : store.data;
  const known = options.pin ?? (pin === undefined ? undefined : { network: pin });
  return walkTrustLists(lists, known === undefined ? {} : { pin: known });
}
