import { canonicalBytes } from '../../pki/encoding/canonical-json.js';
import { signedBytes } from '../../pki/signer/purposes.js';
import { sm3Hex } from '../../pki/sm3.js';
import type { Command } from './command.js';
import { PURPOSE_OF_KIND } from './transaction.js';

/**
 * SM3 of the signed bytes, lower-case hex: the name of a command in records, blocks and receipts. Throws PkiError for text that
 * has no canonical form (a lone surrogate).
 */
export function commandDigest(command: Command): string {
  return sm3Hex(signedBytes(PURPOSE_OF_KIND[command.kind], canonicalBytes(command)));
}
