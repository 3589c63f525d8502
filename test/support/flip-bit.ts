/** A copy with one bit changed, counted from the first byte's lowest and around. */
export function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const at = (bit >> 3) % bytes.length;
  return Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ (1 << (bit & 7)) : byte));
}
