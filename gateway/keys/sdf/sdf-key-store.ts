import { PkiError } from '../../../pki/errors.js';
import { assertPurposes } from '../../../pki/signer/local-signer.js';
import { type Purpose, signedBytes } from '../../../pki/signer/purposes.js';
import type { Signer } from '../../../pki/signer/signer.js';
import { publicKeyFromPoint } from '../../../pki/sm2/key-cache.js';
import { sm3 } from '../../../pki/sm3.js';
import { openSdfDevice } from './sdf.js';
import { createSessionPool, type PooledSession } from './session-pool.js';

const SESSIONS = 4;

/** A signing key inside the device: its index there, and what it may sign for us. */
export interface SdfKey {
  readonly keyId: string;
  /** uiISKIndex of GM/T 0018, from 1. */
  readonly index: number;
  readonly purposes: readonly Purpose[];
  /** Its access code, read each time a session has to be given the right to the key. */
  readonly readPassword: () => Promise<Uint8Array>;
}

export interface SdfKeyStore {
  /** Rejects with KEY_NOT_FOUND for a key that is not named, and KEY_DEVICE_FAILED. */
  signer(keyId: string): Promise<Signer>;
  /** Rejects: keys of a device are made by its own tools (KEY_NOT_FOUND; KEY_EXISTS for one that is named). */
  create(keyId: string): Promise<Signer>;
  close(): Promise<void>;
}

/**
 * Keys in a device with the C interface of GM/T 0018. Z and e are computed here, from bytes with their purpose, and each signature
 * is verified under the key's public key before it is given away: KEY_DEVICE_FAILED where the device errs. A call that the device
 * never answers never ends: the device's own time limits have to be set.
 */
export function openSdfKeyStore({ module, keys }: { module: string; keys: readonly SdfKey[] }): SdfKeyStore {
  const pool = createSessionPool(() => openSdfDevice(module), SESSIONS);
  const known = new Map(keys.map((key) => [key.keyId, { ...key, purposes: assertPurposes(key.purposes) }]));

  return {
    async signer(keyId) {
      const key = known.get(keyId);
      if (key === undefined) throw new PkiError('KEY_NOT_FOUND', `the device has no key named ${keyId}`);
      const { index, purposes } = key;
      const publicKey = publicKeyFromPoint(await pool.use((session) => session.exportPublicKey(index)));
      return {
        keyId,
        publicKey: publicKey.point,
        purposes,
        async sign(purpose, bytes) {
          if (!purposes.includes(purpose)) {
            throw new PkiError('KEY_PURPOSE_FORBIDDEN', `${keyId} may not sign a ${purpose}`);
          }
          const message = signedBytes(purpose, bytes);
          const e = sm3(publicKey.z, message);
          const signature = await pool.use(async (session) => {
            await unlock(session, key);
            return session.sign(index, e);
          });
          if (publicKey.verifyRaw(message, signature)) return signature;
          throw new PkiError('KEY_DEVICE_FAILED', `the device signs for ${keyId} with another key, or wrongly`);
        },
      };
    },
    async create(keyId) {
      if (known.has(keyId)) throw new PkiError('KEY_EXISTS', `there is a key ${keyId} already`);
      throw new PkiError('KEY_NOT_FOUND', `the device has no key named ${keyId}: its own tools make keys`);
    },
    close: () => pool.close(),
  };
}

async function unlock(session: PooledSession, { index, readPassword }: SdfKey): Promise<void> {
  if (session.unlocked.has(index)) return;
  const password = await readPassword();
  try {
    await session.unlock(index, password);
    session.unlocked.add(index);
  } finally {
    password.fill(0);
  }
}
