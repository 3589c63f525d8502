import koffi from 'koffi';
import { PkiError } from '../../../pki/errors.js';

/** The few functions of PKCS #11 v2.40 that keeping a key encryption key needs. Numbers are those of its header file. */

const ULONG = 'unsigned long';
const ATTRIBUTE = koffi.struct({ type: ULONG, pValue: 'void *', ulValueLen: ULONG });
const MECHANISM = koffi.struct({ mechanism: ULONG, pParameter: 'void *', ulParameterLen: ULONG });
/** §2.12.3 with the field ulIvBits of the header, which its text forgets. */
const GCM_PARAMS = koffi.struct({
  pIv: 'void *',
  ulIvLen: ULONG,
  ulIvBits: ULONG,
  pAAD: 'void *',
  ulAADLen: ULONG,
  ulTagBits: ULONG,
});
const GCM_MECHANISM = koffi.struct({
  mechanism: ULONG,
  pParameter: koffi.pointer(GCM_PARAMS),
  ulParameterLen: ULONG,
});
/** CK_TOKEN_INFO: a label of 32 bytes, padded with blanks, and what nobody reads here. */
const TOKEN_INFO_LENGTH = 512;
const TOKEN_LABEL_LENGTH = 32;

const ALREADY_INITIALIZED = 0x191;
const USER_ALREADY_LOGGED_IN = 0x100;
const TAG_BITS = 128;
const CKM_AES_KEY_GEN = 0x1080;
const CKM_AES_GCM = 0x1087;
const SERIAL_SESSION = 4;
const READ_WRITE_SESSION = 2;
const USER = 1;
const MAX_SLOTS = 64;

const CKA = {
  CLASS: 0x0,
  TOKEN: 0x1,
  PRIVATE: 0x2,
  LABEL: 0x3,
  KEY_TYPE: 0x100,
  SENSITIVE: 0x103,
  ENCRYPT: 0x104,
  DECRYPT: 0x105,
  VALUE_LEN: 0x161,
  EXTRACTABLE: 0x162,
  ALWAYS_SENSITIVE: 0x165,
  NEVER_EXTRACTABLE: 0x164,
} as const;
const SECRET_KEY = ulong(4);
const AES = ulong(0x1f);
const YES = Uint8Array.of(1);
const NO = Uint8Array.of(0);

type Attribute = readonly [type: number, value: Uint8Array];

/** A token somebody has logged into, for as long as `withSession` lasts. */
export interface Session {
  /** The handles of the AES keys of this label. */
  find(label: string): readonly number[];
  /** An AES-256 key that the token makes and never shows. */
  generate(label: string): number;
  /** Whether the token says that the key has never been readable and cannot become so. */
  isKept(key: number): boolean;
  encrypt(key: number, gcm: Gcm, plaintext: Uint8Array): Uint8Array;
  decrypt(key: number, gcm: Gcm, sealed: Uint8Array): Uint8Array;
}

export interface Gcm {
  readonly nonce: Uint8Array;
  readonly associatedData: Uint8Array;
}

/** A call that the module refused: KEY_DEVICE_FAILED, with the function and its CK_RV. */
export class CryptokiError extends PkiError {
  readonly returned: number;
  constructor(call: string, returned: number) {
    super('KEY_DEVICE_FAILED', `${call} answered 0x${returned.toString(16)}`);
    this.returned = returned;
  }
}

/**
 * Works in a session of the token with this label, as its user; logs out and leaves the module as it was. Calls block this thread.
 * Throws KEY_DEVICE_FAILED. Modules for Windows lay out their structures otherwise and are not for this.
 */
export function withSession<T>(
  { module, token, pin }: { module: string; token: string; pin: Uint8Array },
  work: (session: Session) => T,
): T {
  const call = loadCalls(module);
  const initialized = call.Initialize(null);
  if (initialized !== 0 && initialized !== ALREADY_INITIALIZED) throw new CryptokiError('C_Initialize', initialized);
  try {
    const slot = slotOf(call, token);
    const handle = [0];
    check('C_OpenSession', call.OpenSession(slot, SERIAL_SESSION | READ_WRITE_SESSION, null, null, handle));
    const [session = 0] = handle;
    try {
      const loggedIn = call.Login(session, USER, pin, pin.length);
      if (loggedIn !== USER_ALREADY_LOGGED_IN) check('C_Login', loggedIn);
      return work(sessionOf(call, session));
    } finally {
      call.Logout(session);
      call.CloseSession(session);
    }
  } finally {
    if (initialized === 0) call.Finalize(null);
  }
}

function sessionOf(call: Calls, session: number): Session {
  const attributesOf = (key: number, types: readonly number[]): Uint8Array[] => {
    const values = types.map(() => new Uint8Array(1));
    const template = types.map((type, at) => ({ type, pValue: values[at], ulValueLen: 1 }));
    check('C_GetAttributeValue', call.GetAttributeValue(session, key, template, template.length));
    return values;
  };
  const crypt = (way: 'Encrypt' | 'Decrypt', key: number, gcm: Gcm, input: Uint8Array): Uint8Array => {
    check(`C_${way}Init`, call[`${way}Init`](session, gcmMechanism(gcm), key));
    const output = new Uint8Array(input.length + TAG_BITS / 8);
    const length = [output.length];
    try {
      check(`C_${way}`, call[way](session, input, input.length, output, length));
      return output.slice(0, length[0]);
    } finally {
      output.fill(0);
    }
  };
  return {
    find(label) {
      const template = templateOf([...ofAes(label)]);
      check('C_FindObjectsInit', call.FindObjectsInit(session, template, template.length));
      try {
        const handles = [0, 0];
        const count = [0];
        check('C_FindObjects', call.FindObjects(session, handles, handles.length, count));
        return handles.slice(0, count[0]);
      } finally {
        call.FindObjectsFinal(session);
      }
    },
    generate(label) {
      const template = templateOf([
        ...ofAes(label),
        [CKA.TOKEN, YES],
        [CKA.PRIVATE, YES],
        [CKA.SENSITIVE, YES],
        [CKA.EXTRACTABLE, NO],
        [CKA.ENCRYPT, YES],
        [CKA.DECRYPT, YES],
        [CKA.VALUE_LEN, ulong(32)],
      ]);
      const key = [0];
      const mechanism = { mechanism: CKM_AES_KEY_GEN, pParameter: null, ulParameterLen: 0 };
      check('C_GenerateKey', call.GenerateKey(session, mechanism, template, template.length, key));
      return key[0] ?? 0;
    },
    isKept(key) {
      const [sensitive, extractable, always, never] = attributesOf(key, [
        CKA.SENSITIVE,
        CKA.EXTRACTABLE,
        CKA.ALWAYS_SENSITIVE,
        CKA.NEVER_EXTRACTABLE,
      ]);
      return sensitive?.[0] === 1 && extractable?.[0] === 0 && always?.[0] === 1 && never?.[0] === 1;
    },
    encrypt: (key, gcm, plaintext) => crypt('Encrypt', key, gcm, plaintext),
    decrypt: (key, gcm, sealed) => crypt('Decrypt', key, gcm, sealed),
  };
}

function slotOf(call: Calls, token: string): number {
  const slots = Array.from({ length: MAX_SLOTS }, () => 0);
  const count = [slots.length];
  check('C_GetSlotList', call.GetSlotList(1, slots, count));
  const wanted = Buffer.from(token.padEnd(TOKEN_LABEL_LENGTH), 'utf8');
  const found = slots.slice(0, count[0]).filter((slot) => {
    const info = new Uint8Array(TOKEN_INFO_LENGTH);
    return call.GetTokenInfo(slot, info) === 0 && wanted.equals(info.subarray(0, TOKEN_LABEL_LENGTH));
  });
  const [slot] = found;
  if (slot === undefined || found.length > 1) {
    throw new PkiError('KEY_DEVICE_FAILED', `${found.length} tokens have the label that is asked for`);
  }
  return slot;
}

function ofAes(label: string): readonly Attribute[] {
  return [
    [CKA.CLASS, SECRET_KEY],
    [CKA.KEY_TYPE, AES],
    [CKA.LABEL, Buffer.from(label, 'utf8')],
  ];
}

function templateOf(attributes: readonly Attribute[]) {
  return attributes.map(([type, value]) => ({ type, pValue: value, ulValueLen: value.length }));
}

function gcmMechanism({ nonce, associatedData }: Gcm) {
  const parameters = {
    pIv: nonce,
    ulIvLen: nonce.length,
    ulIvBits: nonce.length * 8,
    pAAD: associatedData,
    ulAADLen: associatedData.length,
    ulTagBits: TAG_BITS,
  };
  return { mechanism: CKM_AES_GCM, pParameter: parameters, ulParameterLen: koffi.sizeof(GCM_PARAMS) };
}

/** CK_ULONG as this machine lays it out. */
function ulong(value: number): Uint8Array {
  const bytes = Buffer.alloc(koffi.sizeof(ULONG));
  koffi.encode(bytes, ULONG, value);
  return bytes;
}

function check(call: string, returned: number): void {
  if (returned !== 0) throw new CryptokiError(call, returned);
}

type Call = (...given: unknown[]) => number;

const NAMES = {
  Initialize: ['void *'],
  Finalize: ['void *'],
  GetSlotList: ['uint8_t', '_Out_ unsigned long *', '_Inout_ unsigned long *'],
  GetTokenInfo: [ULONG, 'void *'],
  OpenSession: [ULONG, ULONG, 'void *', 'void *', '_Out_ unsigned long *'],
  CloseSession: [ULONG],
  Login: [ULONG, ULONG, 'void *', ULONG],
  Logout: [ULONG],
  FindObjectsInit: [ULONG, koffi.pointer(ATTRIBUTE), ULONG],
  FindObjects: [ULONG, '_Out_ unsigned long *', ULONG, '_Out_ unsigned long *'],
  FindObjectsFinal: [ULONG],
  GetAttributeValue: [ULONG, ULONG, koffi.pointer(ATTRIBUTE), ULONG],
  GenerateKey: [ULONG, koffi.pointer(MECHANISM), koffi.pointer(ATTRIBUTE), ULONG, '_Out_ unsigned long *'],
  EncryptInit: [ULONG, koffi.pointer(GCM_MECHANISM), ULONG],
  Encrypt: [ULONG, 'void *', ULONG, 'void *', '_Inout_ unsigned long *'],
  DecryptInit: [ULONG, koffi.pointer(GCM_MECHANISM), ULONG],
  Decrypt: [ULONG, 'void *', ULONG, 'void *', '_Inout_ unsigned long *'],
} as const;

type Calls = Readonly<Record<keyof typeof NAMES, Call>>;

const loaded = new Map<string, Calls>();

/** By the functions' own names, which the standard's header declares and modules export. */
function loadCalls(module: string): Calls {
  const known = loaded.get(module);
  if (known !== undefined) return known;
  try {
    const library = koffi.load(module);
    const bind = (name: keyof typeof NAMES): Call => library.func(`C_${name}`, ULONG, [...NAMES[name]]);
    const calls: Calls = {
      Initialize: bind('Initialize'),
      Finalize: bind('Finalize'),
      GetSlotList: bind('GetSlotList'),
      GetTokenInfo: bind('GetTokenInfo'),
      OpenSession: bind('OpenSession'),
      CloseSession: bind('CloseSession'),
      Login: bind('Login'),
      Logout: bind('Logout'),
      FindObjectsInit: bind('FindObjectsInit'),
      FindObjects: bind('FindObjects'),
      FindObjectsFinal: bind('FindObjectsFinal'),
      GetAttributeValue: bind('GetAttributeValue'),
      GenerateKey: bind('GenerateKey'),
      EncryptInit: bind('EncryptInit'),
      Encrypt: bind('Encrypt'),
      DecryptInit: bind('DecryptInit'),
      Decrypt: bind('Decrypt'),
    };
    loaded.set(module, calls);
    return calls;
  } catch (cause) {
    throw new PkiError('KEY_DEVICE_FAILED', 'the PKCS #11 module cannot be loaded', { cause });
  }
}
