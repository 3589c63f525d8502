/** What every verifier is asked. */
export interface SignedMessage {
  /** SubjectPublicKeyInfo, 91 bytes where the key is as it was. */
  readonly spki: Uint8Array;
  /** Never empty: gmsm takes an empty id for the default one. */
  readonly userId: string;
  readonly message: Uint8Array;
  /** As it came: DER, or what a mutation made of it. */
  readonly signature: Uint8Array;
}

export const DIRECTIONS = ['ours to theirs', 'theirs to ours', 'mutated'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export interface DifferentialCase extends SignedMessage {
  readonly direction: Direction;
  /** Who signed, and what was changed. */
  readonly what: string;
  readonly expected: boolean;
}
