import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto';

/** A key of RSA, ECDSA, DSA or EdDSA. An SM2 key never gets here: `importForeignKey` answers undefined for it. */
export interface ForeignKey {
  readonly type: 'rsa' | 'rsa-pss' | 'ec' | 'dsa' | 'ed25519' | 'ed448';
  readonly curve?: string;
  /** Bits of the modulus, RSA and DSA. */
  readonly bits?: number;
  readonly key: KeyObject;
}

const TYPES: ReadonlySet<string> = new Set(['rsa', 'rsa-pss', 'ec', 'dsa', 'ed25519', 'ed448']);
const isType = (type: string | undefined): type is ForeignKey['type'] => type !== undefined && TYPES.has(type);

/** Undefined for what OpenSSL refuses and for what is none of these. */
export function importForeignKey(spki: Uint8Array): ForeignKey | undefined {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
  const type: string | undefined = key.asymmetricKeyType;
  const details = key.asymmetricKeyDetails;
  if (!isType(type) || details?.namedCurve === 'SM2') return undefined;
  return {
    type,
    key,
    ...(details?.namedCurve !== undefined && { curve: details.namedCurve }),
    ...(details?.modulusLength !== undefined && { bits: details.modulusLength }),
  };
}

/**
 * Whether `signature` is this key's. The one-shot call is right for these algorithms, and the only one for EdDSA; for SM2 it is
 * another algorithm without saying so, which is why no other file may use it.
 */
export function verifyForeign(
  { key }: ForeignKey,
  hash: string | null,
  message: Uint8Array,
  signature: Uint8Array,
  pssSaltLength?: number,
): boolean {
  try {
    const options =
      pssSaltLength === undefined ? key : { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: pssSaltLength };
    return verify(hash, message, options, signature);
  } catch {
    return false;
  }
}
