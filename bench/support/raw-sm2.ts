import { createLocalSigner } from '../../pki/signer/local-signer.js';
import { signedBytes } from '../../pki/signer/purposes.js';
import { verifySignature } from '../../pki/signer/verify-signature.js';
import { Sm2PrivateKey } from '../../pki/sm2/private-key.js';
import { Sm2PublicKey } from '../../pki/sm2/public-key.js';
import { coreRate } from './core-rate.js';

/** As long as what `openssl speed` signs. */
const MESSAGE = new Uint8Array(20).fill(0x42);
const PURPOSE = 'licence-attestation';

/** Signatures a second of one core, through the interface that the service signs through. */
export async function signRate(seconds: number): Promise<number> {
  const signer = createLocalSigner('bench', [PURPOSE], Sm2PrivateKey.generate());
  return coreRate(seconds, () => signer.sign(PURPOSE, MESSAGE));
}

/** So many key objects that none of them recurs often enough for a table. */
const COLD_KEYS = 16_384;

/** Verifications a second of one core with parsed keys that do not recur: OpenSSL's work. */
export async function verifyRate(seconds: number): Promise<number> {
  const key = Sm2PrivateKey.generate();
  const bytes = signedBytes(PURPOSE, MESSAGE);
  const signature = key.signRaw(bytes);
  // Each object counts its own uses.
  const { point } = key.publicKey;
  const keys = Array.from({ length: COLD_KEYS }, () => Sm2PublicKey.fromPoint(point));
  let turn = 0;
  return coreRate(seconds, async () => {
    turn += 1;
    if (keys[turn % COLD_KEYS]?.verifyRaw(bytes, signature) !== true) throw new TypeError('a signature must verify');
  });
}

/** The same with one key that recurs, through the interface that the service verifies through. */
export async function hotVerifyRate(seconds: number): Promise<number> {
  const signer = createLocalSigner('bench', [PURPOSE], Sm2PrivateKey.generate());
  const signature = await signer.sign(PURPOSE, MESSAGE);
  return coreRate(seconds, async () => {
    if (!verifySignature(signer.publicKey, PURPOSE, MESSAGE, signature)) throw new TypeError('a signature must verify');
  });
}
