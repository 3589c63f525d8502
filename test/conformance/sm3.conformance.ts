import { expect } from 'chai';
import { sm3 } from '../../pki/sm3.js';
import { make } from './support/engines.js';
import { createRandom, seed } from './support/random.js';

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
    });
  }
});
