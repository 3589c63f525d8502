import type { Signer } from '../../../pki/signer/signer.js';
import { publicKeyFromPoint } from '../../../pki/sm2/key-cache.js';

/** The 91 bytes of the SubjectPublicKeyInfo. */
export const publicKeySpki = (signer: Signer): Uint8Array => publicKeyFromPoint(signer.publicKey).spki;
