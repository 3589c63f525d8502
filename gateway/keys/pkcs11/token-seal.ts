import { PkiError } from '../../../pki/errors.js';
import type { KekSeal } from '../../../pki/signer/kek-record.js';
import { CryptokiError, type Session, withSession } from './cryptoki.js';

/** PKCS #11 v2.40 has two answers for what a key has not sealed: CKR_ENCRYPTED_DATA_INVALID, CKR_ENCRYPTED_DATA_LEN_RANGE. */
const NOT_SEALED: readonly number[] = [0x40, 0x41];
/** SoftHSM answers a wrong tag with CKR_GENERAL_ERROR. */
const GENERAL_ERROR = 0x5;

export interface TokenOptions {
  /** Path of the module, a shared library. */
  readonly module: string;
  /** Label of the token. */
  readonly token: string;
  /** Label of an AES key in it. */
  readonly label: string;
  readonly readPin: () => Promise<Uint8Array>;
}

/**
 * A seal by an AES key in a PKCS #11 token, by CKM_AES_GCM. Each call opens a session and leaves none behind. Rejects with
 * KEY_DEVICE_FAILED, also where the token would give the key away or holds two of the label, and KEY_NOT_FOUND.
 */
export function tokenSeal(options: TokenOptions): KekSeal {
  const { label } = options;
  const withKey = (work: (session: Session, key: number) => Uint8Array) =>
    inSession(options, (session) => {
      const [key, second] = session.find(label);
      if (key === undefined) throw new PkiError('KEY_NOT_FOUND', `the token holds no AES key ${label}`);
      if (second !== undefined) throw new PkiError('KEY_DEVICE_FAILED', `the token holds two AES keys ${label}`);
      if (!session.isKept(key)) {
        throw new PkiError('KEY_DEVICE_FAILED', `the token gives the key ${label} away, or once could have`);
      }
      return work(session, key);
    });
  return {
    protection: { by: 'token', label },
    seal: (nonce, associatedData, plaintext) =>
      withKey((session, key) => session.encrypt(key, { nonce, associatedData }, plaintext)),
    open: (nonce, associatedData, sealed) =>
      withKey((session, key) => {
        try {
          return session.decrypt(key, { nonce, associatedData }, sealed);
        } catch (cause) {
          const isRefused = cause instanceof CryptokiError && [...NOT_SEALED, GENERAL_ERROR].includes(cause.returned);
          if (!isRefused) throw cause;
          throw new PkiError('KEY_ENCRYPTION_KEY_WRONG', 'the token has not sealed this', { cause });
        }
      }),
  };
}

/** Makes the AES key that `tokenSeal` uses: never readable. Rejects with KEY_EXISTS and KEY_DEVICE_FAILED. */
export async function makeTokenKey(options: TokenOptions): Promise<void> {
  await inSession(options, (session) => {
    if (session.find(options.label).length > 0) throw new PkiError('KEY_EXISTS', 'the token has a key of this label');
    session.generate(options.label);
  });
}

async function inSession<T>({ module, token, readPin }: TokenOptions, work: (session: Session) => T): Promise<T> {
  const pin = await readPin();
  try {
    return withSession({ module, token, pin }, work);
  } finally {
    pin.fill(0);
  }
}
