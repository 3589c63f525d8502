import { z } from 'zod';
import { bilingual, bytes, digest, domainCode, publicKey, signature, version } from './primitives.js';

/** Versions of its entry that a domain may ever have: trust lists keep all of them (docs/adr/0012). */
export const MAX_ENTRY_VERSIONS = 200;

/**
 * What a trust domain says of itself: its roots, keys and addresses. Only its own governance key signs it
 * (purpose `trust-entry`), so the other domains may end an entry and never alter it.
 *
 * `founding` is the random value of list 0. An entry names it, and not the network, because the network is the digest
 * of a list that holds entries (docs/adr/0005).
 */
export const trustEntry = z.strictObject({
  format: z.literal('yinxin/trust-entry/v1'),
  founding: digest,
  ledger: digest,
  domain: domainCode,
  version: version.max(MAX_ENTRY_VERSIONS),
  name: bilingual,
  /** Root certificates, DER. */
  roots: z.array(bytes(2048)).min(1).max(4),
  governanceKey: publicKey,
  witnessKey: publicKey,
  receiptKey: publicKey,
  /** Base addresses of the gateways, `https://…`; `http://127.0.0.1:…` on evaluation networks only. */
  gateways: z
    .array(
      z
        .string()
        .max(256)
        .regex(/^https?:\/\/[A-Za-z0-9.:[\]-]+$/),
    )
    .max(8),
});
export type TrustEntry = z.infer<typeof trustEntry>;

/** `previousSignature`: by the governance key of the version before, wherever that key is another one. */
export const signedTrustEntry = z.strictObject({
  entry: trustEntry,
  signature,
  previousSignature: z.exactOptional(signature),
});
export type SignedTrustEntry = z.infer<typeof signedTrustEntry>;
