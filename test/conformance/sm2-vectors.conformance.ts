import { expect } from 'chai';
import { type ReadVector, readVectors } from '../sm2-vectors/read-vectors.js';
import { type EngineName, engine } from './support/engines.js';

type Outcome = 'valid' | 'refused' | 'not answered';

/** A difference between an engine and the file: all vectors that are judged so, by their comments. */
interface Quirk {
  readonly outcome: Outcome;
  readonly vectors: readonly string[];
}

const ENGINES = ['bc', 'gmsm', 'openssl'] as const;

const QUIRKS: Readonly<Record<(typeof ENGINES)[number], Readonly<Record<string, Quirk>>>> = {
  bc: {
    'an id over 8191 octets is an error, not a verdict': {
      outcome: 'not answered',
      vectors: [8192, 8193, 8208].map((length) => `an id of ${length} octets, whose ENTL overflows`),
    },
    'it reckons with the base point that a key brings along': {
      outcome: 'valid',
      vectors: ['explicit parameters whose base point is the key, in Z too'],
    },
    'it reads a SubjectPublicKeyInfo as BER': {
      outcome: 'valid',
      vectors: ['a length of one octet more', 'indefinite length'],
    },
  },
  gmsm: {
    'it takes an empty id for the default one, so that the oracle does not ask it': {
      outcome: 'not answered',
      vectors: ['an empty id', 'an empty id: signed for another'],
    },
  },
  openssl: {
    'its longest id has 8190 octets': {
      outcome: 'refused',
      vectors: ['an id of 8191 octets, the longest'],
    },
    'an argument of a command cannot hold a zero octet': {
      outcome: 'not answered',
      vectors: ['', ': signed for another', ': ENTL in octets'].map((end) => `the default id and a zero octet${end}`),
    },
    'it reads a SubjectPublicKeyInfo as BER, and no further than its end': {
      outcome: 'valid',
      vectors: ['an octet after the end', 'a length of one octet more', 'indefinite length'],
    },
  },
};

/** Who takes what the file leaves to the verifier. */
const ACCEPTABLE: Readonly<Record<(typeof ENGINES)[number], readonly string[]>> = {
  bc: ['compressed', 'hybrid', 'explicit parameters of the SM2 curve'],
  gmsm: ['explicit parameters of the SM2 curve'],
  openssl: ['compressed', 'hybrid', 'explicit parameters of the SM2 curve'],
};

/** The engines take messages, and signatures in DER. */
const vectors = readVectors().filter(({ type }) => type === 'Sm2Verify');

async function outcomeOf(name: EngineName, { spki, userId, input, signature }: ReadVector): Promise<Outcome> {
  const fields = { spki, uid: Buffer.from(userId).toString('utf8'), data: input, signature };
  try {
    const { valid } = await engine(name).call('sm2.verify', fields);
    if (typeof valid !== 'boolean') throw new TypeError(`${name} gave no verdict`);
    return valid ? 'valid' : 'refused';
  } catch (error) {
    // A dead engine has no code. What is not answered is a difference, and listed as such.
    if (error instanceof Error && 'code' in error) return 'not answered';
    throw error;
  }
}

function isAsSaid(outcome: Outcome, result: ReadVector['result']): boolean {
  if (result === 'acceptable') return outcome !== 'not answered';
  return outcome === (result === 'valid' ? 'valid' : 'refused');
}

describe('SM2 vectors', () => {
  for (const name of ENGINES) {
    const quirks = Object.values(QUIRKS[name]);
    it(`${name} judges all ${vectors.length} as they say, but for ${quirks.length} known quirks`, async () => {
      const judged = await Promise.all(
        vectors.map(async (vector) => ({ ...vector, outcome: await outcomeOf(name, vector) })),
      );
      const told = judged
        .filter(({ outcome, result }) => !isAsSaid(outcome, result))
        .map(({ comment, outcome }) => `${comment}: ${outcome}`);
      const known = quirks.flatMap(({ outcome, vectors }) => vectors.map((comment) => `${comment}: ${outcome}`));
      expect(told, 'differences').to.have.members(known);
      const accepted = judged.filter(({ outcome, result }) => result === 'acceptable' && outcome === 'valid');
      expect(
        accepted.map(({ comment }) => comment),
        'acceptable',
      ).to.deep.equal(ACCEPTABLE[name]);
    });
  }
});
