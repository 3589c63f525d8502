import { purposeBytes } from '../encoding/purpose-bytes.js';
import { sm3 } from '../sm3.js';

// RFC 9162 §2.1.1: the first byte keeps a leaf from passing for a node.
const LEAF = Uint8Array.of(0x00);
const NODE = Uint8Array.of(0x01);

/** SM3(0x00 ‖ `yinxin/<purpose>/v1` ‖ 0x00 ‖ bytes): 32 bytes. */
export function leafHash(purpose: string, bytes: Uint8Array): Uint8Array {
  return sm3(LEAF, purposeBytes(purpose, bytes));
}

/** SM3(0x01 ‖ left ‖ right): 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sm3(NODE, left, right);
}
