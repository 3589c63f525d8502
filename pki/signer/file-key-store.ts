import { chmod, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PkiError } from '../errors.js';
import { Sm2PrivateKey } from '../sm2/private-key.js';
import { KEK_LENGTH } from './kek-record.js';
import { type KeyDescription, openKeyRecord, sealKeyRecord } from './key-record.js';
import { assertPurposes, createLocalSigner, createThreadSigner } from './local-signer.js';
import type { Purpose } from './purposes.js';
import type { Signer } from './signer.js';
import { hasCode, writeOnce } from './write-once.js';

const KEY_ID = /^[a-z0-9._-]{1,64}$/;
const SUFFIX = '.key.json';

/** Keys in a folder, one file each, encrypted. A software store: it is no certified module. */
export interface FileKeyStore {
  /** A fresh key. Rejects with KEY_EXISTS, KEY_ID_INVALID or KEY_PURPOSE_FORBIDDEN. */
  create(keyId: string, purposes: readonly Purpose[]): Promise<Signer>;
  /** A key from unencrypted PKCS#8, which stays the caller's to zero. Rejects as `create` does, and with SM2_KEY_INVALID. */
  import(keyId: string, purposes: readonly Purpose[], pkcs8: Uint8Array): Promise<Signer>;
  /** Opens a key. Rejects with KEY_NOT_FOUND, KEY_ID_INVALID or KEY_STORE_UNREADABLE. */
  signer(keyId: string): Promise<Signer>;
  /** Every key, in order of its id, after opening each: one damaged record is KEY_STORE_UNREADABLE. */
  list(): Promise<readonly KeyDescription[]>;
  /** Ends the threads of `threadFor`; their signers reject from then on. */
  close(): Promise<void>;
}

export interface FileKeyStoreOptions {
  /** Made when it is not there; only its owner may enter it. */
  readonly folder: string;
  /** 32 bytes that every record of the folder is encrypted under. */
  readonly kek: Uint8Array;
  readonly now: () => number;
  /** A key for these purposes alone signs on a thread of its own; every other one on the calling thread. None by default. */
  readonly threadFor?: readonly Purpose[];
}

/** Opens or makes the store. Rejects with KEY_STORE_UNREADABLE unless `kek` is 32 bytes; it is copied, so the caller may zero his. */
export async function openFileKeyStore(options: FileKeyStoreOptions): Promise<FileKeyStore> {
  const { folder, now, threadFor = [] } = options;
  const kek = Uint8Array.from(options.kek);
  if (kek.length !== KEK_LENGTH) {
    throw new PkiError('KEY_STORE_UNREADABLE', `a key encryption key is ${KEK_LENGTH} bytes`);
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const pathOf = (keyId: string): string => join(folder, `${assertKeyId(keyId)}${SUFFIX}`);

  const threads: { end(): Promise<void> }[] = [];
  const signerOver = (keyId: string, purposes: readonly Purpose[], privateKey: Sm2PrivateKey): Signer => {
    if (!purposes.every((purpose) => threadFor.includes(purpose))) {
      return createLocalSigner(keyId, purposes, privateKey);
    }
    const thread = createThreadSigner(keyId, purposes, privateKey);
    threads.push(thread);
    return thread.signer;
  };

  const keep = async (keyId: string, purposes: readonly Purpose[], privateKey: Sm2PrivateKey): Promise<Signer> => {
    const path = pathOf(keyId);
    const allowed = assertPurposes(purposes);
    const record = sealKeyRecord({ keyId, purposes: allowed, createdAt: now() }, privateKey, kek);
    if (!(await writeOnce(path, record))) throw new PkiError('KEY_EXISTS', `there is a key ${keyId} already`);
    return signerOver(keyId, allowed, privateKey);
  };

  const open = async (keyId: string) => {
    const bytes = await readRecord(pathOf(keyId), keyId);
    const opened = openKeyRecord(bytes, kek);
    // A record copied over another's file would lend it its key.
    if (opened.about.keyId !== keyId)
      throw new PkiError('KEY_STORE_UNREADABLE', `the file of ${keyId} holds another key`);
    return opened;
  };

  return {
    create: async (keyId, purposes) => keep(keyId, purposes, Sm2PrivateKey.generate()),
    import: async (keyId, purposes, pkcs8) => keep(keyId, purposes, Sm2PrivateKey.fromPkcs8(pkcs8)),
    signer: async (keyId) => {
      const { about, privateKey } = await open(keyId);
      return signerOver(about.keyId, about.purposes, privateKey);
    },
    list: async () => {
      const names = (await readdir(folder)).filter((name) => name.endsWith(SUFFIX));
      const keyIds = names.map((name) => name.slice(0, -SUFFIX.length)).sort();
      return Promise.all(keyIds.map(async (keyId) => (await open(keyId)).about));
    },
    close: async () => {
      await Promise.all(threads.map(({ end }) => end()));
    },
  };
}

/** The id becomes a file name: no separators, no capitals that some systems fold, nothing but itself. */
function assertKeyId(keyId: string): string {
  if (!KEY_ID.test(keyId)) throw new PkiError('KEY_ID_INVALID', 'a key id is 1 to 64 of a-z 0-9 . _ -');
  return keyId;
}

async function readRecord(path: string, keyId: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) throw new PkiError('KEY_NOT_FOUND', `there is no key ${keyId}`, { cause });
    throw new PkiError('KEY_STORE_UNREADABLE', `the file of ${keyId} cannot be read`, { cause });
  }
}
