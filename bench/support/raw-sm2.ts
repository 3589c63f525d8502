import { createLocalSigner } from '../../pki/signer/local-signer.js';
import { verifySignature } from '../../pki/signer/verify-signature.js';
import { Sm2PrivateKey } from '../../pki/sm2/private-key.js';
import { coreRate } from './core-rate.js';

/** As long as what `openssl speed` signs. */
const MESSAGE = new Uint8Array(20).fill(0x42);
const PURPOSE = 'licence-attestation';

/** Signatures a second of one core, through the interface that the service signs through. */
export async function signRate(seconds: number): Promise<number> {
  const signer = createLocalSigner('bench', [PURPOSE], Sm2PrivateKey.generate());
  return coreRate(seconds, () => signer.sign(PURPOSE, MESSAGE));
}

/** Verifications a second of one core, likewise. */
export async function verifyRate(seconds: number): Promise<number> {
  const signer = createLocalSigner('bench', [PURPOSE], Sm2PrivateKey.generate());
  const signature = await signer.sign(PURPOSE, MESSAGE);
  return coreRate(seconds, async () => {
    if (!verifySignature(signer.publicKey, PURPOSE, MESSAGE, signature)) throw new TypeError('a signature must verify');
  });
}
