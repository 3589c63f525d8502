import { expect } from 'chai';
import { sm3 } from '../../pki/sm3.js';
import { make } from './support/engines.js';
import { allOf, cell, type Verdict } from './support/matrix.js';
import { createRandom, seed } from './support/random.js';
import { flipped } from './support/tamper.js';

const random = createRandom('sm3');

describe(`SM3 (seed ${seed})`, () => {
  // Around the block of 64 bytes, its padding of 9, and two blocks.
  const around = Array.from({ length: 140 }, (_, length) => random.bytes(length));
  const long = [1000, 65_535, 1_000_003].map((length) => random.bytes(length));
  const few = [0, 1, 55, 56, 63, 64, 65, 119, 120, 127, 128].map((length) => random.bytes(length));

  for (const [name, messages] of [
    ['bc', [...around, ...long]],
    ['gmsm', [...around, ...long]],
    ['openssl', [...few, ...long]],
  ] as const) {
    it(`${name} computes the same digests`, async () => {
      const theirs = await Promise.all(messages.map((data) => make(name, 'sm3', { data }, 'digest')));
      for (const [at, data] of messages.entries()) {
        expect(theirs[at], `${data.length} bytes`).to.deep.equal(sm3(data));
      }
      // A digest is right or wrong whoever computed it first.
      const judge = (change: (data: Uint8Array) => Uint8Array): Verdict[] =>
        messages.flatMap((data, at) => {
          if (data.length === 0) return [];
          return Buffer.compare(theirs[at] ?? new Uint8Array(), sm3(change(data))) === 0 ? 'valid' : 'refused';
        });
      for (const direction of ['theirs judge ours', 'ours judges theirs'] as const) {
        const shared = { object: 'SM3', engine: name, direction } as const;
        const good = allOf(
          judge((data) => data),
          'valid',
        );
        cell({ ...shared, case: `${messages.length} lengths`, expected: 'valid', got: good });
        const changed = allOf(
          judge((data) => flipped(data, -1)),
          'refused',
        );
        cell({ ...shared, case: 'a bit of the message', expected: 'refused', got: changed });
      }
    });
  }
});
