import { randomBytes } from 'node:crypto';
import { sm3 } from '../../../pki/sm3.js';

/** Names this run's choices; CONFORMANCE_SEED repeats them. Keys and nonces of signatures stay fresh. */
export const seed = process.env.CONFORMANCE_SEED ?? randomBytes(8).toString('hex');

export interface Random {
  bytes(length: number): Uint8Array;
  /** 0 up to and without `below`, which is at most 2^32. */
  below(below: number): number;
}

/** Choices that follow from the seed, this run's unless another is given, and a name. */
export function createRandom(name: string, from = seed): Random {
  let counter = 0;
  const bytes = (length: number): Uint8Array => {
    const blocks: Uint8Array[] = [];
    for (let made = 0; made < length; made += 32) {
      counter += 1;
      blocks.push(sm3(Buffer.from(`${from}\0${name}\0${counter}`)));
    }
    return Uint8Array.from(Buffer.concat(blocks).subarray(0, length));
  };
  return { bytes, below: (below) => Number(Buffer.from(bytes(8)).readBigUInt64BE() % BigInt(below)) };
}
