import { n, p } from '../support/sm2-reference.js';
import { derOf, spkiOf } from './der.js';
import { DEFAULT_ID, keyOf, scalarOf, signMessage, text } from './signing.js';
import { type Group, invalid, type Vector, valid } from './vector.js';

const key = keyOf(scalarOf('sm2 vectors: key for ranges'));
const message = text('r and s lie in 1..n-1');
const good = signMessage(key, message, 'ranges');

const SPECIAL: Readonly<Record<string, bigint>> = {
  '0': 0n,
  '1': 1n,
  'n-1': n - 1n,
  n: n,
  'n+1': n + 1n,
  p: p,
  '2^256': 1n << 256n,
  '-1': -1n,
};

/** What stands beside a good value, told as a change of it. */
const CHANGES: Readonly<Record<string, (value: bigint) => bigint>> = {
  'plus n': (value) => value + n,
  'plus 2n': (value) => value + 2n * n,
  'minus n': (value) => value - n,
  'n minus it': (value) => n - value,
  negated: (value) => -value,
  'plus 1': (value) => value + 1n,
  'minus 1': (value) => value - 1n,
  'plus p': (value) => value + p,
  'plus 2^256': (value) => value + (1n << 256n),
  'plus 2^512': (value) => value + (1n << 512n),
  'times 256': (value) => value << 8n,
  'p-1': () => p - 1n,
  'p+1': () => p + 1n,
  '2n': () => 2n * n,
  '2^255': () => 1n << 255n,
  '2^256-1': () => (1n << 256n) - 1n,
  '2^256+1': () => (1n << 256n) + 1n,
  '-n': () => -n,
  '-2^255': () => -(1n << 255n),
};

const isOutside = (value: bigint): boolean => value < 1n || value >= n;

/** GB/T 32918.2 §7.1 steps 1 and 2. */
export function ranges(): Group {
  const judged = (comment: string, r: bigint, s: bigint): Vector => {
    const outside = isOutside(r) || isOutside(s);
    return invalid(comment, message, derOf({ r, s }), outside ? 'RangeCheck' : 'ModifiedInteger');
  };
  const changed = Object.entries(CHANGES).flatMap(([name, change]) => [
    judged(`r: ${name}`, change(good.r), good.s),
    judged(`s: ${name}`, good.r, change(good.s)),
  ]);
  const pairs = Object.entries(SPECIAL).flatMap(([rName, r]) => [
    judged(`r = ${rName}`, r, good.s),
    judged(`s = ${rName}`, good.r, r),
    ...Object.entries(SPECIAL).map(([sName, s]) => judged(`r = ${rName}, s = ${sName}`, r, s)),
  ]);
  const whole = [
    judged('r and s exchanged', good.s, good.r),
    judged('r and s both plus n', good.r + n, good.s + n),
    judged('r and s both negated', -good.r, -good.s),
    judged('r and s both n minus it', n - good.r, n - good.s),
    invalid('s = n - r, so that t = 0', message, derOf({ r: good.r, s: n - good.r }), 'ZeroSum'),
  ];
  return {
    type: 'Sm2Verify',
    spki: spkiOf(key.point),
    userId: DEFAULT_ID,
    vectors: [valid('the good twin', message, derOf(good), 'Twin'), ...changed, ...pairs, ...whole],
  };
}
