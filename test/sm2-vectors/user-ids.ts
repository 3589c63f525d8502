import { toBigInt } from '../support/sm2-reference.js';
import { derOf, spkiOf } from './der.js';
import {
  DEFAULT_ID,
  hashOf,
  keyOf,
  LONGEST_ID,
  parametersOf,
  scalarOf,
  signatureOf,
  signMessage,
  text,
} from './signing.js';
import { type Group, invalid, type Vector, valid } from './vector.js';

const key = keyOf(scalarOf('sm2 vectors: key for user ids'));
const message = text('Z begins with the user id');

const IDS: Readonly<Record<string, Uint8Array>> = {
  'the default id': DEFAULT_ID,
  'an empty id': new Uint8Array(),
  'an id of one octet': text('1'),
  'an id like a mail address': text('alice@example.test'),
  'an id in Chinese': text('合成样例单位'),
  'the default id and a zero octet': text('1234567812345678\0'),
  'the default id twice': text('12345678123456781234567812345678'),
  'an id of 31 octets': text('a'.repeat(31)),
  'an id of 32 octets: ENTL 0100': text('a'.repeat(32)),
  'an id of 255 octets': text('a'.repeat(255)),
  'an id of 4096 octets: ENTL 8000': text('a'.repeat(4096)),
  'an id of 8191 octets, the longest': text('a'.repeat(LONGEST_ID)),
};
const TOO_LONG = [LONGEST_ID + 1, LONGEST_ID + 2, LONGEST_ID + 17];

/** GB/T 32918.2 §5.5: ENTL counts the bits of the id in two octets. */
export function userIds(): Group[] {
  const group = (userId: Uint8Array, ...vectors: Vector[]): Group => ({
    ...{ type: 'Sm2Verify', spki: spkiOf(key.point), userId, vectors },
  });
  const other = (id: Uint8Array) => (Buffer.compare(id, DEFAULT_ID) === 0 ? text('alice@example.test') : DEFAULT_ID);
  const inOctets = (id: Uint8Array) =>
    toBigInt(hashOf(hashOf(Uint8Array.of(id.length >> 8, id.length & 0xff), id, parametersOf(key.point)), message));
  return [
    ...Object.entries(IDS).map(([comment, id]) =>
      group(
        id,
        valid(comment, message, derOf(signMessage(key, message, comment, id)), 'UserId'),
        invalid(
          `${comment}: signed for another`,
          message,
          derOf(signMessage(key, message, `${comment} other`, other(id))),
          'UserId',
          'WrongHash',
        ),
        // The two counts of an empty id are one.
        ...(id.length === 0
          ? []
          : [
              invalid(
                `${comment}: ENTL in octets`,
                message,
                derOf(signatureOf(key, inOctets(id), `${comment} octets`)),
                'UserId',
                'WrongHash',
              ),
            ]),
      ),
    ),
    ...TOO_LONG.map((length) => {
      const id = text('a'.repeat(length));
      const comment = `an id of ${length} octets, whose ENTL overflows`;
      return group(id, invalid(comment, message, derOf(signMessage(key, message, comment, id)), 'UserIdTooLong'));
    }),
  ];
}
