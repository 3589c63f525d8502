import type { Purpose } from './purposes.js';

/** A key that someone holds: in a file, in a module behind a wire, in memory. The bytes of the key never cross this border. */
export interface Signer {
  readonly keyId: string;
  /** 65 bytes 04‖x‖y. */
  readonly publicKey: Uint8Array;
  /** What the key's record allows; nothing else is ever signed. */
  readonly purposes: readonly Purpose[];
  /**
   * 64 bytes r‖s over `signedBytes(purpose, bytes)`: the adapter adds the purpose and computes Z and e itself, so no digest
   * can be handed to it. Rejects with KEY_PURPOSE_FORBIDDEN, or ENCODING_INVALID for foreign bytes that are no whole DER element of the purpose.
   */
  sign(purpose: Purpose, bytes: Uint8Array): Promise<Uint8Array>;
}
