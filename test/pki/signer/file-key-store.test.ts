import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { canonicalJson, parseStrictJson } from '../../../pki/encoding/canonical-json.js';
import { type FileKeyStore, openFileKeyStore } from '../../../pki/signer/file-key-store.js';
import { openKeyRecord } from '../../../pki/signer/key-record.js';
import type { Purpose } from '../../../pki/signer/purposes.js';
import { verifySignature } from '../../../pki/signer/verify-signature.js';
import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { pkiCode, pkiCodeAsync } from '../../support/pki-error.js';

const kek = new Uint8Array(32).fill(7);
const bytes = Uint8Array.from(Buffer.from('{}'));
const createdAt = Date.UTC(2026, 10, 21);
const UNREADABLE = 'KEY_STORE_UNREADABLE';

describe('the file key store', () => {
  let folder: string;
  let store: FileKeyStore;
  const open = (over: { kek?: Uint8Array; threadFor?: readonly Purpose[] } = {}) =>
    openFileKeyStore({ folder, kek, now: () => createdAt, ...over });
  const pathOf = (keyId: string): string => join(folder, `${keyId}.key.json`);

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'yinxin-keys-')), 'keys');
    store = await open();
  });

  afterEach(async () => {
    await rm(join(folder, '..'), { recursive: true });
  });

  it('makes a key that signs now and after it is opened again', async () => {
    const made = await store.create('hainan.witness-1', ['block-statement', 'status-head']);
    const again = await (await open()).signer('hainan.witness-1');
    expect(again.publicKey).to.deep.equal(made.publicKey);
    expect(again.purposes).to.deep.equal(['block-statement', 'status-head']);
    for (const signer of [made, again]) {
      expect(signer.keyId).to.equal('hainan.witness-1');
      const signature = await signer.sign('status-head', bytes);
      expect(verifySignature(made.publicKey, 'status-head', bytes, signature)).to.equal(true);
    }
  });

  it('ends the threads of keys that are for nothing else, and no other key', async () => {
    const threaded = await open({ threadFor: ['seal'] });
    const alone = await threaded.create('alone', ['seal']);
    const mixed = await threaded.create('mixed', ['seal', 'status-head']);
    const tbs = Uint8Array.of(0x30, 0);
    const signature = await alone.sign('seal', tbs);
    expect(verifySignature(alone.publicKey, 'seal', tbs, signature)).to.equal(true);
    expect(await pkiCodeAsync(() => alone.sign('status-head', bytes))).to.equal('KEY_PURPOSE_FORBIDDEN');
    await threaded.close();
    expect(await pkiCodeAsync(() => alone.sign('seal', tbs))).to.equal('SIGNER_UNAVAILABLE');
    expect(await mixed.sign('seal', tbs)).to.have.length(64);
  });

  it('takes a key from outside and leaves the caller’s copy alone', async () => {
    const key = Sm2PrivateKey.generate();
    const pkcs8 = key.toPkcs8();
    const before = Uint8Array.from(pkcs8);
    await store.import('outside', ['seal'], pkcs8);
    expect(Buffer.compare(pkcs8, before)).to.equal(0);
    expect((await store.signer('outside')).publicKey).to.deep.equal(key.publicKey.point);
  });

  it('refuses a key from outside that is none', async () => {
    expect(await pkiCodeAsync(() => store.import('a', ['seal'], new Uint8Array(138)))).to.equal('SM2_KEY_INVALID');
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('does not sign for a purpose that is not in the record', async () => {
    await store.create('receipts', ['verification-receipt']);
    const signer = await store.signer('receipts');
    expect(await pkiCodeAsync(() => signer.sign('licence-batch', bytes))).to.equal('KEY_PURPOSE_FORBIDDEN');
  });

  it('makes no key without purposes or with unknown ones', async () => {
    for (const purposes of [[], ['payment'], ['seal', 'seal']]) {
      expect(await pkiCodeAsync(() => store.create('a', purposes as Purpose[]))).to.equal('KEY_PURPOSE_FORBIDDEN');
    }
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('never replaces a key, not even when two are made at once', async () => {
    const codes = await Promise.all(
      Array.from({ length: 8 }, () => pkiCodeAsync(() => store.create('only', ['seal']))),
    );
    expect(codes.filter((code) => code === undefined)).to.have.length(1);
    expect(codes.filter((code) => code === 'KEY_EXISTS')).to.have.length(7);
    const before = await readFile(pathOf('only'));
    expect(await pkiCodeAsync(() => store.create('only', ['crl']))).to.equal('KEY_EXISTS');
    expect(Buffer.compare(before, await readFile(pathOf('only')))).to.equal(0);
    expect(await readdir(folder)).to.deep.equal(['only.key.json']);
  });

  it('says when there is no such key', async () => {
    expect(await pkiCodeAsync(() => store.signer('nobody'))).to.equal('KEY_NOT_FOUND');
  });

  for (const keyId of ['', '../up', 'a/b', 'a\\b', 'A', 'a b', 'a\0', '证', 'a\n', 'a'.repeat(65), 'c:a', '%2e']) {
    it(`refuses the key id ${JSON.stringify(keyId).slice(0, 12)}`, async () => {
      expect(await pkiCodeAsync(() => store.signer(keyId))).to.equal('KEY_ID_INVALID');
      expect(await pkiCodeAsync(() => store.create(keyId, ['seal']))).to.equal('KEY_ID_INVALID');
    });
  }

  it('keeps ids of dots inside its folder', async () => {
    for (const keyId of ['.', '..', '...']) await store.create(keyId, ['seal']);
    expect((await store.list()).map((about) => about.keyId)).to.deep.equal(['.', '..', '...']);
    expect(await readdir(join(folder, '..'))).to.deep.equal(['keys']);
  });

  it('lists its keys in order with what their records say', async () => {
    await store.create('b', ['seal']);
    const a = await store.create('a', ['crl', 'certificate']);
    await store.create('a-b', ['seal']);
    const list = await store.list();
    expect(list.map((about) => about.keyId)).to.deep.equal(['a', 'a-b', 'b']);
    expect(list[0]).to.deep.equal({
      keyId: 'a',
      purposes: ['crl', 'certificate'],
      publicKey: a.publicKey,
      createdAt,
    });
  });

  it('lets only its owner at the folder and the files', async () => {
    if (process.platform === 'win32') return;
    await store.create('a', ['seal']);
    expect((await stat(folder)).mode & 0o777).to.equal(0o700);
    expect((await stat(pathOf('a'))).mode & 0o777).to.equal(0o600);
  });

  it('writes canonical JSON without the key in it', async () => {
    const key = Sm2PrivateKey.generate();
    await store.import('a', ['seal'], key.toPkcs8());
    const text = await readFile(pathOf('a'), 'utf8');
    const record = parseStrictJson(text);
    expect(canonicalJson(record)).to.equal(text);
    expect(Object.keys(record)).to.deep.equal(['createdAt', 'format', 'keyId', 'publicKey', 'purposes', 'wrapped']);
    const scalar = Buffer.from(key.toPkcs8().subarray(36, 68));
    for (const coded of [scalar.toString('base64url'), scalar.toString('hex')]) expect(text).to.not.include(coded);
    expect(Buffer.from(text, 'base64url').includes(scalar)).to.equal(false);
  });

  it('does not open under another key encryption key', async () => {
    await store.create('a', ['seal']);
    const other = await open({ kek: new Uint8Array(32).fill(8) });
    expect(await pkiCodeAsync(() => other.signer('a'))).to.equal(UNREADABLE);
    expect(await pkiCodeAsync(() => other.list())).to.equal(UNREADABLE);
  });

  it('keeps its own copy of the key encryption key', async () => {
    const mine = Uint8Array.from(kek);
    const other = await open({ kek: mine });
    mine.fill(0);
    await other.create('a', ['seal']);
    expect(await pkiCodeAsync(() => store.signer('a'))).to.equal(undefined);
  });

  it('opens under a key encryption key of 32 bytes only', async () => {
    for (const length of [0, 16, 31, 33]) {
      expect(await pkiCodeAsync(() => open({ kek: new Uint8Array(length) }))).to.equal(UNREADABLE);
    }
  });

  it('does not open one key under another’s name', async () => {
    await store.create('a', ['seal']);
    await copyFile(pathOf('a'), pathOf('b'));
    expect(await pkiCodeAsync(() => store.signer('b'))).to.equal(UNREADABLE);
  });

  describe('a record that was changed', () => {
    interface Members {
      [member: string]: unknown;
      wrapped: Record<string, unknown>;
    }
    const flip = (text: unknown): string => `${String(text).startsWith('A') ? 'B' : 'A'}${String(text).slice(1)}`;

    const changes: Readonly<Record<string, (record: Members) => void>> = {
      format: (record) => {
        record.format = 'yinxin/key/v2';
      },
      keyId: (record) => {
        record.keyId = 'b';
      },
      'one purpose more': (record) => {
        record.purposes = ['seal', 'trust-list'];
      },
      'another purpose': (record) => {
        record.purposes = ['trust-list'];
      },
      'no purpose': (record) => {
        record.purposes = [];
      },
      'purposes as text': (record) => {
        record.purposes = 'seal';
      },
      publicKey: (record) => {
        record.publicKey = Buffer.from(Sm2PrivateKey.generate().publicKey.point).toString('base64url');
      },
      createdAt: (record) => {
        record.createdAt = '2026-11-21T00:00:00.001Z';
      },
      'the spelling of createdAt': (record) => {
        record.createdAt = '2026-11-21T00:00:00Z';
      },
      cipher: (record) => {
        record.wrapped.cipher = 'AES-128-GCM';
      },
      nonce: (record) => {
        record.wrapped.nonce = flip(record.wrapped.nonce);
      },
      tag: (record) => {
        record.wrapped.tag = flip(record.wrapped.tag);
      },
      'a shorter tag': (record) => {
        record.wrapped.tag = String(record.wrapped.tag).slice(0, 16);
      },
      ciphertext: (record) => {
        record.wrapped.ciphertext = flip(record.wrapped.ciphertext);
      },
      'no ciphertext': (record) => {
        record.wrapped.ciphertext = '';
      },
      'a surplus member': (record) => {
        record.note = 'x';
      },
      'a surplus member in wrapped': (record) => {
        record.wrapped.note = 'x';
      },
      'wrapped as text': (record) => {
        Object.assign(record, { wrapped: 'x' });
      },
      ...Object.fromEntries(
        ['format', 'keyId', 'purposes', 'publicKey', 'createdAt', 'wrapped'].map((name) => [
          `no ${name}`,
          (record: Members) => {
            delete record[name];
          },
        ]),
      ),
    };
    for (const [name, change] of Object.entries(changes)) {
      it(`is unreadable: ${name}`, async () => {
        await store.create('a', ['seal']);
        const record: Members = JSON.parse(await readFile(pathOf('a'), 'utf8'));
        change(record);
        await writeFile(pathOf('a'), canonicalJson(JSON.parse(JSON.stringify(record))));
        expect(await pkiCodeAsync(() => store.signer('a'))).to.equal(UNREADABLE);
      });
    }

    it('is unreadable with any one byte changed', async () => {
      await store.create('a', ['seal']);
      const record = await readFile(pathOf('a'));
      for (let at = 0; at < record.length; at += 1) {
        const changed = Uint8Array.from(record, (byte, index) => (index === at ? byte ^ 1 : byte));
        expect(pkiCode(() => openKeyRecord(changed, kek))).to.equal(UNREADABLE);
      }
    });

    it('is unreadable when cut, empty, laid out otherwise, or far too long', async () => {
      await store.create('a', ['seal']);
      const text = await readFile(pathOf('a'), 'utf8');
      const laidOut = JSON.stringify(JSON.parse(text), undefined, 2);
      for (const wrong of ['', text.slice(0, -1), `${text}\n`, laidOut, 'x'.repeat(100_000)]) {
        await writeFile(pathOf('a'), wrong);
        expect(await pkiCodeAsync(() => store.signer('a'))).to.equal(UNREADABLE);
      }
    });
  });
});
