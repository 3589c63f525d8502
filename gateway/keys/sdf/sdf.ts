import koffi from 'koffi';
import { PkiError } from '../../../pki/errors.js';

/** What a session of GM/T 0018-2012 does for a key of the device. Each call runs on a thread of its own, one at a time in a session. */
export interface SdfSession {
  /** 65 bytes 04‖x‖y of the signing key with this index (§6.3.3, SDF_ExportSignPublicKey_ECC). */
  exportPublicKey(index: number): Promise<Uint8Array>;
  /** The right to use the private key, for as long as the session lasts (SDF_GetPrivateKeyAccessRight). */
  unlock(index: number, password: Uint8Array): Promise<void>;
  /** r‖s of e, 32 bytes, which the device takes as it is (SDF_InternalSign_ECC). */
  sign(index: number, e: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface SdfDevice {
  openSession(): Promise<SdfSession>;
  close(): Promise<void>;
}

/** ECCref_MAX_LEN: fields for 512 bits, in which a number of 256 stands at the end. */
const FIELD = 64;
const LENGTH = 32;
const BITS = 256;
/** ECCrefPublicKey { unsigned int bits; x[64]; y[64] }, ECCSignature { r[64]; s[64] }. */
const PUBLIC_KEY_LENGTH = 4 + 2 * FIELD;
const SIGNATURE_LENGTH = 2 * FIELD;

/** Opens the device behind a shared library with the interface of GM/T 0018. Rejects with KEY_DEVICE_FAILED. */
export async function openSdfDevice(module: string): Promise<SdfDevice> {
  const call = loadCalls(module);
  const device = await handleFrom('SDF_OpenDevice', (into) => call.OpenDevice(into));
  return {
    async openSession() {
      return sessionOf(call, await handleFrom('SDF_OpenSession', (into) => call.OpenSession(device, into)));
    },
    close: async () => check('SDF_CloseDevice', await call.CloseDevice(device)),
  };
}

function sessionOf(call: Calls, session: unknown): SdfSession {
  return {
    async exportPublicKey(index) {
      const key = new Uint8Array(PUBLIC_KEY_LENGTH);
      check('SDF_ExportSignPublicKey_ECC', await call.ExportSignPublicKey_ECC(session, index, key));
      if (koffi.decode(key, 'unsigned int') !== BITS) throw new PkiError('KEY_DEVICE_FAILED', 'not a key of 256 bits');
      return Uint8Array.from([4, ...numberOf(key, 4), ...numberOf(key, 4 + FIELD)]);
    },
    async unlock(index, password) {
      const answer = await call.GetPrivateKeyAccessRight(session, index, password, password.length);
      check('SDF_GetPrivateKeyAccessRight', answer);
    },
    async sign(index, e) {
      const signature = new Uint8Array(SIGNATURE_LENGTH);
      check('SDF_InternalSign_ECC', await call.InternalSign_ECC(session, index, e, e.length, signature));
      return Uint8Array.from([...numberOf(signature, 0), ...numberOf(signature, FIELD)]);
    },
    close: async () => check('SDF_CloseSession', await call.CloseSession(session)),
  };
}

function numberOf(bytes: Uint8Array, at: number): Uint8Array {
  if (bytes.subarray(at, at + FIELD - LENGTH).some((byte) => byte !== 0)) {
    throw new PkiError('KEY_DEVICE_FAILED', 'a number of the device does not fit 256 bits');
  }
  return bytes.subarray(at + FIELD - LENGTH, at + FIELD);
}

async function handleFrom(name: string, open: (into: unknown[]) => Promise<number>): Promise<unknown> {
  const into: unknown[] = [null];
  check(name, await open(into));
  return into[0];
}

function check(call: string, returned: number): void {
  if (returned !== 0) {
    throw new PkiError('KEY_DEVICE_FAILED', `${call} answered 0x${(returned >>> 0).toString(16)}`);
  }
}

type Call = (...given: unknown[]) => Promise<number>;

interface Calls {
  readonly OpenDevice: Call;
  readonly CloseDevice: Call;
  readonly OpenSession: Call;
  readonly CloseSession: Call;
  readonly ExportSignPublicKey_ECC: Call;
  readonly GetPrivateKeyAccessRight: Call;
  readonly InternalSign_ECC: Call;
}

function loadCalls(module: string): Calls {
  try {
    const library = koffi.load(module);
    const bind = (name: keyof Calls, ...types: string[]): Call => {
      const call = library.func(`SDF_${name}`, 'int', types);
      return (...given) =>
        new Promise((resolve, reject) => {
          call.async(...given, (error: Error | null, answer: number) =>
            error === null ? resolve(answer) : reject(error),
          );
        });
    };
    return {
      OpenDevice: bind('OpenDevice', '_Out_ void **'),
      CloseDevice: bind('CloseDevice', 'void *'),
      OpenSession: bind('OpenSession', 'void *', '_Out_ void **'),
      CloseSession: bind('CloseSession', 'void *'),
      ExportSignPublicKey_ECC: bind('ExportSignPublicKey_ECC', 'void *', 'unsigned int', 'void *'),
      GetPrivateKeyAccessRight: bind('GetPrivateKeyAccessRight', 'void *', 'unsigned int', 'void *', 'unsigned int'),
      InternalSign_ECC: bind('InternalSign_ECC', 'void *', 'unsigned int', 'void *', 'unsigned int', 'void *'),
    };
  } catch (cause) {
    throw new PkiError('KEY_DEVICE_FAILED', 'the SDF library cannot be loaded', { cause });
  }
}
