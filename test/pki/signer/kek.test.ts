import { scryptSync } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { openFileKeyStore } from '../../../pki/signer/file-key-store.js';
import { kekFromFile, kekFromPassphrase, kekFromToken, protectKek } from '../../../pki/signer/kek.js';
import { type KekSeal, passphraseSeal, readKekRecord, sealKek } from '../../../pki/signer/kek-record.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { pkiCode, pkiCodeAsync } from '../../support/pki-error.js';

const kek = new Uint8Array(32).fill(7);
const UNREADABLE = 'KEY_STORE_UNREADABLE';
const WRONG = 'KEY_ENCRYPTION_KEY_WRONG';
const PASSPHRASE = 'correct horse';
/** As this project wrote it first: no key in it, but the salt that makes one. */
const VERSION_1 =
  '{"format":"yinxin/kek/v1","kdf":{"N":131072,"name":"scrypt","p":1,"r":8},"salt":"AAECAwQFBgcICQoLDA0ODw"}';

describe('the key encryption key', function () {
  this.timeout(60_000);
  let folder: string;
  const file = () => join(folder, 'kek.json');
  const same = (left: Uint8Array, right: Uint8Array) => Buffer.compare(left, right) === 0;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yinxin-kek-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('comes from a file of exactly 32 bytes', async () => {
    const path = join(folder, 'kek');
    await writeFile(path, kek);
    expect(same(await kekFromFile(path), kek)).to.equal(true);
    for (const length of [0, 31, 33, 64]) {
      await writeFile(path, new Uint8Array(length));
      expect(await pkiCodeAsync(() => kekFromFile(path))).to.equal(UNREADABLE);
    }
    expect(await pkiCodeAsync(() => kekFromFile(join(folder, 'nothing')))).to.equal(UNREADABLE);
  });

  it('comes from a passphrase, the same again, another in each folder', async () => {
    const first = await kekFromPassphrase(folder, PASSPHRASE);
    expect(first).to.have.length(32);
    expect(same(await kekFromPassphrase(folder, PASSPHRASE), first)).to.equal(true);
    expect(same(await kekFromPassphrase(join(folder, 'other'), PASSPHRASE), first)).to.equal(false);
  });

  it('is one for two who ask for it first at once', async () => {
    const [left, right] = await Promise.all([0, 1].map(() => kekFromPassphrase(folder, PASSPHRASE)));
    expect(left !== undefined && right !== undefined && same(left, right)).to.equal(true);
    expect(await readdir(folder)).to.deep.equal(['kek.json']);
  });

  it('does not come from another passphrase, and says so', async () => {
    await kekFromPassphrase(folder, PASSPHRASE);
    for (const passphrase of ['correct house', 'correct horse ', 'Correct horse']) {
      expect(await pkiCodeAsync(() => kekFromPassphrase(folder, passphrase))).to.equal(WRONG);
    }
  });

  it('does not come from an empty passphrase', async () => {
    expect(await pkiCodeAsync(() => kekFromPassphrase(folder, ''))).to.equal(UNREADABLE);
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('lies in a file for its owner only, which names what it is encrypted under', async () => {
    const key = await kekFromPassphrase(folder, PASSPHRASE);
    if (process.platform !== 'win32') expect((await stat(file())).mode & 0o777).to.equal(0o600);
    const text = await readFile(file(), 'utf8');
    expect(JSON.parse(text).wrapped).to.include({ by: 'scrypt', N: 131_072, r: 8, p: 1, cipher: 'AES-256-GCM' });
    for (const coding of ['hex', 'base64', 'base64url'] as const) {
      expect(text).not.to.include(Buffer.from(key).toString(coding));
    }
  });

  it('lives beside the keys it opens', async () => {
    const options = { folder, kek: await kekFromPassphrase(folder, PASSPHRASE), now: () => 0 };
    await (await openFileKeyStore(options)).create('kek', ['seal']);
    const store = await openFileKeyStore(options);
    expect((await store.list()).map((about) => about.keyId)).to.deep.equal(['kek']);
  });

  it('does not come from a file with any one byte changed', async () => {
    await kekFromPassphrase(folder, PASSPHRASE);
    const bytes = await readFile(file());
    for (let at = 0; at < bytes.length; at += 1) {
      for (const bit of [1, 0x20, 0x80]) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ bit;
        expect(
          pkiCode(() => readKekRecord(changed.toString('utf8'))),
          `${at}`,
        ).to.equal(UNREADABLE);
      }
    }
  });

  describe('is bound to what its file says, even where the check is made to fit', () => {
    const forge = async (change: (wrapped: Record<string, unknown>) => void) => {
      await kekFromPassphrase(folder, PASSPHRASE);
      const record = JSON.parse(await readFile(file(), 'utf8'));
      change(record.wrapped);
      const unchecked = { format: record.format, wrapped: record.wrapped };
      const check = sm3Hex(Buffer.from(canonicalJson(unchecked)));
      await writeFile(file(), canonicalJson({ ...unchecked, check }));
    };

    it('another cost within the bounds opens nothing', async () => {
      await forge((wrapped) => Object.assign(wrapped, { N: 2 ** 15 }));
      expect(await pkiCodeAsync(() => kekFromPassphrase(folder, PASSPHRASE))).to.equal(WRONG);
    });

    for (const [what, over] of [
      ['a cheap cost', { N: 2 ** 14 }],
      ['a cost that fills the memory', { N: 2 ** 19 }],
      ['no power of two', { N: 131_071 }],
      ['many passes', { p: 5 }],
      ['no pass', { p: 0 }],
      ['another r', { r: 16 }],
      ['a cost as text', { N: '131072' }],
      ['another cipher', { cipher: 'AES-128-GCM' }],
      ['somebody else', { by: 'pbkdf2' }],
      ['a token with members of a passphrase', { by: 'token', label: 'x' }],
      ['a short salt', { salt: 'AAECAwQFBgcICQoLDA0O' }],
      ['a short nonce', { nonce: 'AAECAwQFBgcICQo' }],
      ['a surplus member', { note: 'x' }],
    ] as const) {
      it(`${what} is refused before anything is computed`, async () => {
        await forge((wrapped) => Object.assign(wrapped, over));
        const before = performance.now();
        expect(await pkiCodeAsync(() => kekFromPassphrase(folder, PASSPHRASE))).to.equal(UNREADABLE);
        expect(performance.now() - before).to.be.lessThan(100);
      });
    }
  });

  it('does not come from what is no record, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 4096 }), fc.json()), (text) => {
        expect(pkiCode(() => readKekRecord(text))).to.equal(UNREADABLE);
      }),
      { numRuns: 300 },
    );
    for (const text of ['', '{', '[]', '"kek"', 'x'.repeat(1_000_000), `${VERSION_1} `]) {
      expect(pkiCode(() => readKekRecord(text))).to.equal(UNREADABLE);
    }
  });

  describe('of a folder from before', () => {
    it('is scrypt’s answer itself, and opens what it opened', async () => {
      await writeFile(file(), VERSION_1);
      const salt = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
      const old = scryptSync(PASSPHRASE, salt, 32, { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 });
      const keys = join(folder, 'keys');
      await (await openFileKeyStore({ folder: keys, kek: old, now: () => 0 })).create('a', ['seal']);
      const read = await kekFromPassphrase(folder, PASSPHRASE);
      expect(same(read, old)).to.equal(true);
      const store = await openFileKeyStore({ folder: keys, kek: read, now: () => 0 });
      expect((await store.signer('a')).keyId).to.equal('a');
      expect(await readFile(file(), 'utf8')).to.equal(VERSION_1);
    });

    it('is kept in the new form from then on, where that is asked for', async () => {
      await writeFile(file(), VERSION_1);
      const old = await kekFromPassphrase(folder, PASSPHRASE);
      await protectKek(folder, old, passphraseSeal('another passphrase'));
      expect(same(await kekFromPassphrase(folder, 'another passphrase'), old)).to.equal(true);
      expect(await pkiCodeAsync(() => kekFromPassphrase(folder, PASSPHRASE))).to.equal(WRONG);
    });

    for (const [what, text] of [
      ['a cheaper cost', VERSION_1.replace('131072', '32768')],
      ['another function', VERSION_1.replace('scrypt', 'pbkdf2')],
      ['a short salt', VERSION_1.replace('"AAEC', '"')],
      ['the version of another', VERSION_1.replace('v1', 'v2')],
    ] as const) {
      it(`is refused with ${what}`, async () => {
        await writeFile(file(), text);
        expect(await pkiCodeAsync(() => kekFromPassphrase(folder, PASSPHRASE))).to.equal(UNREADABLE);
      });
    }
  });

  it('does not come from a passphrase where a token keeps it, nor the other way round', async () => {
    const token: KekSeal = {
      protection: { by: 'token', label: 'a' },
      seal: async (_nonce, _aad, plaintext) => Buffer.concat([plaintext, Buffer.alloc(16)]),
      open: async (_nonce, _aad, sealed) => sealed.subarray(0, 32),
    };
    const other = join(folder, 'token');
    await mkdir(other);
    await writeFile(join(other, 'kek.json'), await sealKek(kek, token));
    expect(same(await kekFromToken(other, token), kek)).to.equal(true);
    expect(await pkiCodeAsync(() => kekFromPassphrase(other, PASSPHRASE))).to.equal(WRONG);
    await kekFromPassphrase(folder, PASSPHRASE);
    expect(await pkiCodeAsync(() => kekFromToken(folder, token))).to.equal(WRONG);
  });

  it('is 32 bytes when it is given', async () => {
    for (const length of [0, 16, 33]) {
      const act = () => protectKek(folder, new Uint8Array(length), passphraseSeal(PASSPHRASE));
      expect(await pkiCodeAsync(act)).to.equal(UNREADABLE);
    }
    expect(await readdir(folder)).to.deep.equal([]);
  });
});
