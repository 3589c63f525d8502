import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import koffi from 'koffi';
import { makeTokenKey, type TokenOptions, tokenSeal } from '../../../../gateway/keys/pkcs11/token-seal.js';
import { kekFromPassphrase, kekFromToken, protectKek } from '../../../../pki/signer/kek.js';
import { pkiCodeAsync } from '../../../support/pki-error.js';
import { hasSoftHsm, makeSoftToken, type SoftToken } from './soft-token.js';

const nonce = new Uint8Array(12).fill(1);
const aad = Buffer.from('what it is for');
const secret = Buffer.from('a key of thirty-two bytes, 0123!');

describe('a key encryption key in a PKCS #11 token', function () {
  this.timeout(30_000);
  let token: SoftToken;
  let options: TokenOptions;
  let folder: string;

  before(async function () {
    if (!hasSoftHsm) this.skip();
    token = await makeSoftToken();
    options = token.options;
    await makeTokenKey(options);
    folder = await mkdtemp(join(tmpdir(), 'yinxin-token-'));
  });
  after(async () => {
    if (!hasSoftHsm) return;
    await token.remove();
    await rm(folder, { recursive: true });
  });

  const sealed = () => tokenSeal(options).seal(nonce, aad, secret);

  it('seals and opens in the token, by AES-256-GCM with a tag of 16 bytes', async () => {
    const bytes = await sealed();
    expect(bytes).to.have.length(secret.length + 16);
    expect(Buffer.from(bytes).includes(secret)).to.equal(false);
    expect(Buffer.from(await tokenSeal(options).open(nonce, aad, bytes)).equals(secret)).to.equal(true);
  });

  it('opens nothing with another nonce, other associated data or a changed byte', async () => {
    const bytes = await sealed();
    const { open } = tokenSeal(options);
    const flipped = (at: number) => Uint8Array.from(bytes, (byte, place) => (place === at ? byte ^ 1 : byte));
    for (const act of [
      () => open(new Uint8Array(12).fill(2), aad, bytes),
      () => open(nonce, Buffer.from('what it is FOR'), bytes),
      () => open(nonce, new Uint8Array(0), bytes),
      ...Array.from({ length: bytes.length }, (_, at) => () => open(nonce, aad, flipped(at))),
      () => open(nonce, aad, bytes.subarray(0, -1)),
      () => open(nonce, aad, bytes.subarray(0, 15)),
    ]) {
      expect(await pkiCodeAsync(act)).to.equal('KEY_ENCRYPTION_KEY_WRONG');
    }
  });

  it('is not made twice', async () => {
    expect(await pkiCodeAsync(() => makeTokenKey(options))).to.equal('KEY_EXISTS');
  });

  it('says when the token has no such key', async () => {
    const other = tokenSeal({ ...options, label: 'another' });
    expect(await pkiCodeAsync(() => other.seal(nonce, aad, secret))).to.equal('KEY_NOT_FOUND');
  });

  it('refuses a wrong PIN, an unknown token, and what is no module', async () => {
    for (const wrong of [
      { readPin: async () => Buffer.from('87654321') },
      { token: 'nobody' },
      { token: '' },
      { module: '/nowhere/module.so' },
      { module: process.execPath },
    ]) {
      const act = () => tokenSeal({ ...options, ...wrong }).seal(nonce, aad, secret);
      expect(await pkiCodeAsync(act), JSON.stringify(wrong)).to.equal('KEY_DEVICE_FAILED');
    }
  });

  it('goes on after a wrong PIN', async () => {
    expect(Buffer.from(await tokenSeal(options).open(nonce, aad, await sealed())).equals(secret)).to.equal(true);
  });

  it('zeroes the PIN that it was given', async () => {
    const pin = Buffer.from('12345678');
    await tokenSeal({ ...options, readPin: async () => pin }).seal(nonce, aad, secret);
    expect(pin.every((byte) => byte === 0)).to.equal(true);
  });

  it('refuses a key that the token would give away', async () => {
    makeExtractableKey(options, 'open');
    const open = tokenSeal({ ...options, label: 'open' });
    expect(await pkiCodeAsync(() => open.seal(nonce, aad, secret))).to.equal('KEY_DEVICE_FAILED');
  });

  it('refuses to choose between two keys of one label', async () => {
    for (let copy = 0; copy < 2; copy += 1) makeExtractableKey(options, 'twice');
    const twice = tokenSeal({ ...options, label: 'twice' });
    expect(await pkiCodeAsync(() => twice.seal(nonce, aad, secret))).to.equal('KEY_DEVICE_FAILED');
  });

  describe('keeps the key encryption key of a folder', () => {
    it('the same one each time, and none of it in the file', async () => {
      const first = await kekFromToken(folder, tokenSeal(options));
      expect(first).to.have.length(32);
      expect(Buffer.compare(await kekFromToken(folder, tokenSeal(options)), first)).to.equal(0);
      const text = await readFile(join(folder, 'kek.json'), 'utf8');
      for (const coding of ['hex', 'base64url', 'base64'] as const) {
        expect(text).not.to.include(Buffer.from(first).toString(coding));
      }
    });

    it('not for another token, another key or a passphrase', async () => {
      const other = await makeSoftToken();
      await makeTokenKey(other.options);
      await makeTokenKey({ ...options, label: 'second' });
      for (const act of [
        () => kekFromToken(folder, tokenSeal(other.options)),
        () => kekFromToken(folder, tokenSeal({ ...options, label: 'second' })),
        () => kekFromPassphrase(folder, 'correct horse'),
      ]) {
        expect(await pkiCodeAsync(act)).to.equal('KEY_ENCRYPTION_KEY_WRONG');
      }
      await other.remove();
    });

    it('in a file of which no byte may change', async () => {
      const path = join(folder, 'kek.json');
      const text = await readFile(path);
      for (let at = 0; at < text.length; at += 1) {
        await writeFile(
          path,
          Uint8Array.from(text, (byte, place) => (place === at ? byte ^ 1 : byte)),
        );
        expect(await pkiCodeAsync(() => kekFromToken(folder, tokenSeal(options))), String(at)).to.equal(
          'KEY_STORE_UNREADABLE',
        );
      }
      await writeFile(path, text);
    });

    it('and takes over the one that a passphrase kept, which then opens nothing any more', async () => {
      const other = join(folder, 'moved');
      const kek = await kekFromPassphrase(other, 'correct horse');
      await protectKek(other, kek, tokenSeal(options));
      expect(Buffer.compare(await kekFromToken(other, tokenSeal(options)), kek)).to.equal(0);
      expect(await pkiCodeAsync(() => kekFromPassphrase(other, 'correct horse'))).to.equal('KEY_ENCRYPTION_KEY_WRONG');
    });
  });
});

/** By the module itself: what `makeTokenKey` never makes. */
function makeExtractableKey({ module, token }: TokenOptions, label: string): void {
  const library = koffi.load(module);
  const long = 'unsigned long';
  const attribute = koffi.struct({ type: long, value: 'void *', length: long });
  const mechanism = koffi.struct({ type: long, parameter: 'void *', length: long });
  const call = (name: string, ...types: (string | ReturnType<typeof koffi.struct>)[]) =>
    library.func(name, long, types);
  const run = (answer: unknown) => expect(answer).to.equal(0);
  const session = [0];
  const slots = Array.from({ length: 8 }, () => 0);
  const count = [8];
  run(call('C_Initialize', 'void *')(null));
  run(call('C_GetSlotList', 'uint8_t', '_Out_ unsigned long *', '_Inout_ unsigned long *')(1, slots, count));
  const slot = slots.slice(0, count[0]).find((each) => {
    const info = Buffer.alloc(512);
    run(call('C_GetTokenInfo', long, 'void *')(each, info));
    return info.subarray(0, 32).toString().trimEnd() === token;
  });
  run(call('C_OpenSession', long, long, 'void *', 'void *', '_Out_ unsigned long *')(slot, 6, null, null, session));
  run(call('C_Login', long, long, 'void *', long)(session[0], 1, Buffer.from('12345678'), 8));
  const number = (value: number) => Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
  const template = [
    [0x0, number(4)],
    [0x100, number(0x1f)],
    [0x3, Buffer.from(label)],
    [0x1, Buffer.of(1)],
    [0x103, Buffer.of(0)],
    [0x162, Buffer.of(1)],
    [0x104, Buffer.of(1)],
    [0x105, Buffer.of(1)],
    [0x161, number(32)],
  ].map(([type, value]) => ({ type, value, length: (value as Buffer).length }));
  const generate = call(
    'C_GenerateKey',
    long,
    koffi.pointer(mechanism),
    koffi.pointer(attribute),
    long,
    '_Out_ unsigned long *',
  );
  run(generate(session[0], { type: 0x1080, parameter: null, length: 0 }, template, template.length, [0]));
  run(call('C_Finalize', 'void *')(null));
}
