import { importPrivateKey, nativeSign } from '../../../pki/sm2/native.js';
import { zOf } from '../../support/sm2-reference.js';
import { bytesOf, type Engine } from '../support/oracle.js';
import { createRandom, type Random } from '../support/random.js';
import { MUTATIONS } from './mutations.js';
import { DEFAULT_USER_ID } from './our-verifiers.js';
import { randomKey } from './random-key.js';
import { DIRECTIONS, type DifferentialCase, type Direction, type SignedMessage } from './signed-message.js';

/** Signatures under one key: a table of it costs as much as seven verifications. */
export const GROUP = 24;
/** Ids of every script, and one that needs both octets of ENTL. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789@._-ÄéΩж印信证照章🂡';
const LONGEST_ID = 8191;
const mutationNames = Object.keys(MUTATIONS);

/** The cases number `group * GROUP` and on: keys, ids, messages and mutations follow from the seed, nonces are fresh. */
export async function makeGroup(seed: string, group: number, signers: readonly Engine[]): Promise<DifferentialCase[]> {
  const random = createRandom(`group ${group}`, seed);
  const key = randomKey(random);
  const pkcs8 = key.toPkcs8();
  const native = importPrivateKey(Buffer.from(pkcs8));
  const spki = key.publicKey.spki;

  const byUs = (message: Uint8Array, userId: string): Uint8Array =>
    userId === DEFAULT_USER_ID
      ? key.signDer(message)
      : Uint8Array.from(nativeSign(native, zOf(key.publicKey.point, userId), message));
  const byThem = async (signer: Engine, data: Uint8Array, uid: string): Promise<Uint8Array> =>
    bytesOf(await signer.call('sm2.sign', { key: pkcs8, data, uid }), 'signature');

  const make = async (number: number): Promise<DifferentialCase> => {
    const direction = DIRECTIONS[number % DIRECTIONS.length] ?? 'mutated';
    const userId = randomUserId(random);
    // gmsm does not sign an empty message.
    const message = random.bytes(direction === 'ours to theirs' ? randomLength(random) : 1 + randomLength(random));
    const mutation = mutationNames[random.below(mutationNames.length)] ?? '';
    const signer = signerOf(direction, random, signers);
    const signature = signer === undefined ? byUs(message, userId) : await byThem(signer, message, userId);
    const signed: SignedMessage = { spki, userId, message, signature };
    const by = signer?.name ?? 'ours';
    if (direction !== 'mutated') return { ...signed, direction, what: by, expected: true };
    const spare = createRandom(`mutation ${number}`, seed);
    const changed = MUTATIONS[mutation]?.(signed, spare);
    return { ...signed, ...changed, direction, what: `${by}, ${mutation}`, expected: false };
  };
  return Promise.all(Array.from({ length: GROUP }, (_, at) => make(group * GROUP + at)));
}

/** Half of them are the default id, which the formats of this project use. */
function randomUserId(random: Random): string {
  if (random.below(2) === 0) return DEFAULT_USER_ID;
  if (random.below(200) === 0) return 'x'.repeat(LONGEST_ID - random.below(8000));
  const letters = [...LETTERS];
  return Array.from({ length: 1 + random.below(40) }, () => letters[random.below(letters.length)]).join('');
}

/** Mostly around the block of SM3, now and then some thousand bytes. */
function randomLength(random: Random): number {
  return random.below(50) === 0 ? random.below(5000) : random.below(150);
}

function signerOf(direction: Direction, random: Random, signers: readonly Engine[]): Engine | undefined {
  const choice = random.below(direction === 'mutated' ? signers.length + 1 : signers.length);
  return direction === 'ours to theirs' ? undefined : signers[choice];
}
