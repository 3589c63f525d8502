import type { Flag } from './flags.js';

export type Result = 'valid' | 'invalid' | 'acceptable';

export interface Vector {
  readonly comment: string;
  readonly flags: readonly Flag[];
  /** The message M; in a group of type Sm2DigestVerify e, 32 bytes. */
  readonly input: Uint8Array;
  readonly signature: Uint8Array;
  readonly result: Result;
}

/**
 * What the signature is written as, and over what it is: DER over a message, r‖s over a message, or r‖s over e itself. Only over e
 * can most of the edges of the arithmetic be met: e = SM3(Z‖M) and Z depends on the key.
 */
export type GroupType = 'Sm2Verify' | 'Sm2P1363Verify' | 'Sm2DigestVerify';

export interface Group {
  readonly type: GroupType;
  /** SubjectPublicKeyInfo as it is to be read, faults and all. */
  readonly spki: Uint8Array;
  readonly userId: Uint8Array;
  readonly vectors: readonly Vector[];
}

export const valid = (comment: string, input: Uint8Array, signature: Uint8Array, ...flags: Flag[]): Vector => ({
  ...{ comment, flags, input, signature, result: 'valid' },
});

export const invalid = (comment: string, input: Uint8Array, signature: Uint8Array, ...flags: Flag[]): Vector => ({
  ...{ comment, flags, input, signature, result: 'invalid' },
});

export const acceptable = (comment: string, input: Uint8Array, signature: Uint8Array, ...flags: Flag[]): Vector => ({
  ...{ comment, flags, input, signature, result: 'acceptable' },
});
