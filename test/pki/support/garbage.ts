/** Every cut and every changed byte of a DER object, then plain noise: what a reader must bear without any other error than its own. */
export function* garbageOf(der: Uint8Array): Generator<Uint8Array> {
  for (let length = 0; length < der.length; length++) yield der.subarray(0, length);
  for (let at = 0; at < der.length; at++) {
    for (const change of [0x01, 0x20, 0x80, 0xff]) {
      const changed = Uint8Array.from(der);
      changed[at] = (changed[at] ?? 0) ^ change;
      yield changed;
    }
  }
  let state = 0x2545f491;
  for (let round = 0; round < 500; round++) {
    const noise = new Uint8Array(round % 97);
    for (let i = 0; i < noise.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      noise[i] = state >>> 24;
    }
    yield noise;
  }
}
