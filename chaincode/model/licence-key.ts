import { sm3Hex } from '../../pki/sm3.js';

const ENCODER = new TextEncoder();

/**
 * Ledger key of a licence: `licence/<authority USCC>/<type code>/<SM3>`. The SM3 covers
 * `yinxin/licence-key/v1`, a zero byte, the network, a zero byte and the identifier without version and check
 * character (GB/T 36904). It is unsalted on purpose: the ledger must see a second licence under one identifier, and a
 * window must find a typed one (docs/adr/0003).
 */
export function licenceKey(input: {
  network: string;
  authority: string;
  type: string;
  identifierWithoutVersion: string;
}): string {
  const hash = sm3Hex(ENCODER.encode(`yinxin/licence-key/v1\0${input.network}\0${input.identifierWithoutVersion}`));
  return `licence/${input.authority}/${input.type}/${hash}`;
}
