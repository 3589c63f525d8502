import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { bytes32, mod, n, toBigInt } from '../../support/sm2-reference.js';
import type { Random } from '../support/random.js';

/** A key whose scalar follows from `random`. */
export function randomKey(random: Random): Sm2PrivateKey {
  return Sm2PrivateKey.fromScalar(bytes32(1n + mod(toBigInt(random.bytes(40)), n - 2n)));
}
