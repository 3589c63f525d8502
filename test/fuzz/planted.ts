import { PkiError } from '../../pki/errors.js';
import type { Find, Target } from './fuzz.js';

const MEGABYTE = 1024 * 1024;

/** A reader with a fault that the run has to find, or none where it has to find nothing. */
export interface Planted {
  readonly what: string;
  readonly kind: Find['kind'] | undefined;
  readonly target: Target;
}

const seeds = [Uint8Array.of(0x30, 3, 2, 1, 5)];
const planted = (what: string, kind: Find['kind'] | undefined, read: Target['read']): Planted => ({
  what,
  kind,
  target: { name: `planted: ${what}`, read, codes: ['DER_MALFORMED'], seeds },
});

/** What every run tries first: a harness that finds nothing must be known to find something. */
export function plantedFaults(): Planted[] {
  const held: Uint8Array[] = [];
  return [
    planted('a reader that refuses with its own code', undefined, () => {
      throw new PkiError('DER_MALFORMED');
    }),
    planted('an error that is none of ours', 'crash', (bytes) => {
      if (bytes[4] === 0xff) throw new TypeError('planted');
    }),
    planted('a code that the reader does not promise', 'crash', (bytes) => {
      if (bytes.length === 0) throw new PkiError('SEAL_MALFORMED');
    }),
    planted('an input that takes too long', 'slow', (bytes) => {
      if (bytes.length !== 4) return;
      const until = performance.now() + 120;
      while (performance.now() < until);
    }),
    planted('memory that stays held', 'leak', () => {
      held.push(new Uint8Array(MEGABYTE / 8));
    }),
  ];
}
