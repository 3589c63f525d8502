import { readFileSync } from 'node:fs';
import { Z_PREFIX } from './curve.js';

/**
 * SM2 verification in WebAssembly (sources in wasm/), for keys whose multiples stand in a table: about four times as fast as
 * OpenSSL. It sees public data only, and its callers check their input: points on the curve, r and s in 1..n-1.
 */
export interface Accelerator {
  /** Slots 1 to `slots` hold the table of a key each, of 99 KB. */
  readonly slots: number;
  /** One more, for the self-test. */
  readonly testSlot: number;
  /** Makes the table of a key, 65 bytes 04‖x‖y, in place of the one in that slot. About 1.5 ms. */
  build(slot: number, point65: Uint8Array): void;
  /** Whether r‖s is the signature of e = SM3(Z‖M), 32 bytes, by the key of that slot; undefined where another must say. */
  verify(slot: number, e: Uint8Array, signature64: Uint8Array): boolean | undefined;
}

/** With the self-test's and the base point's, as many as fit into the memory of wasm/asconfig.json, 7 MB, which never grows. */
const SLOTS = 64;
const BASE_POINT = Z_PREFIX.subarray(-64);
/** What the module's `verify` answers; anything else is undefined. */
const ANSWERS: readonly (boolean | undefined)[] = [false, true];

/** What wasm/verify.ts exports. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly input: { readonly value: number };
  build(slot: number): void;
  verify(slot: number): number;
}

/** TypeScript knows this global as part of a browser only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: Exports };
};

/** A new one, with a memory of its own. Throws what node throws where there is no WebAssembly, or the build left no module. */
export function loadAccelerator(): Accelerator {
  const module = new WebAssembly.Module(readFileSync(new URL('./verify.wasm', import.meta.url)));
  const wasm = new WebAssembly.Instance(module).exports;
  const input = new Uint8Array(wasm.memory.buffer, wasm.input.value, 96);
  input.set(BASE_POINT);
  wasm.build(0);
  return {
    slots: SLOTS,
    testSlot: SLOTS + 1,
    build(slot, point65) {
      input.set(point65.subarray(1));
      wasm.build(slot);
    },
    verify(slot, e, signature64) {
      input.set(e);
      input.set(signature64, 32);
      return ANSWERS[wasm.verify(slot)];
    },
  };
}
