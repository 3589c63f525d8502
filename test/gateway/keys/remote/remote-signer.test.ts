import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { createServer, type Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { expect } from 'chai';
import { createKeyRing } from '../../../../gateway/keys/key-ring.js';
import { MAX_SIGNED_BYTES } from '../../../../gateway/keys/remote/messages.js';
import { readSignerPolicy } from '../../../../gateway/keys/remote/policy.js';
import { openRemoteKeyStore, type RemoteKeyStore } from '../../../../gateway/keys/remote/remote-key-store.js';
import {
  type SignerEvent,
  type SignerServer,
  startSignerServer,
} from '../../../../gateway/keys/remote/signer-server.js';
import { createSigningGuard, guardKeys } from '../../../../gateway/keys/signing-guard.js';
import { readTls } from '../../../../gateway/open-keys.js';
import { openFileKeyStore } from '../../../../pki/signer/file-key-store.js';
import type { Purpose } from '../../../../pki/signer/purposes.js';
import { verifySignature } from '../../../../pki/signer/verify-signature.js';
import { sm3Hex } from '../../../../pki/sm3.js';
import { pkiCodeAsync } from '../../../support/pki-error.js';
import { fingerprintOf, makeTlsAuthority, type TlsFiles } from './tls-files.js';

const bytes = Buffer.from('{"synthetic":true}');
const DER = Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x05);

describe('a signer in another process', function () {
  this.timeout(60_000);
  let folder: string;
  let server: SignerServer;
  let files: Record<'signer' | 'gateway' | 'window' | 'stranger' | 'foreign', TlsFiles>;
  let journal: SignerEvent[];
  let broken: boolean;
  let guard: ReturnType<typeof createSigningGuard>;
  let failJournal = false;
  const stores: RemoteKeyStore[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yinxin-signer-'));
    const authority = await makeTlsAuthority(folder);
    const other = await makeTlsAuthority(folder, 'other-ca');
    files = {
      signer: await authority.issue('signer'),
      gateway: await authority.issue('gateway'),
      window: await authority.issue('window'),
      stranger: await authority.issue('stranger'),
      foreign: { ...(await other.issue('foreign')), caFile: authority.caFile },
    };
  });
  after(() => rm(folder, { recursive: true }));

  const start = async (port = 0) => {
    const store = await openFileKeyStore({
      folder: join(folder, 'keys'),
      kek: new Uint8Array(32).fill(3),
      now: () => 0,
    });
    for (const [keyId, purposes] of [
      ['witness', ['block-statement', 'status-head']],
      ['seal-maker', ['seal']],
    ] as const) {
      await store.create(keyId, purposes).catch(() => undefined);
    }
    guard = createSigningGuard({
      selfTest() {
        if (broken) throw new Error('wrong');
      },
      onStop: () => undefined,
    });
    const client = async (name: 'gateway' | 'window', grants: object[]) => ({
      name,
      certificate: await fingerprintOf(files[name]),
      grants,
    });
    const policy = {
      format: 'yinxin/signer-policy/v1',
      clients: [
        await client('gateway', [
          { keys: 'witness', purposes: ['block-statement', 'status-head'] },
          { keys: '*.licence', purposes: ['licence-batch'], create: true },
        ]),
        await client('window', [{ keys: 'seal-maker', purposes: ['seal'] }]),
      ],
    };
    return startSignerServer({
      host: '127.0.0.1',
      port,
      tls: await readTls(files.signer),
      keys: guardKeys(createKeyRing(store), guard),
      policy: readSignerPolicy(JSON.stringify(policy)),
      record: async (event) => {
        if (failJournal) throw new Error('no space left');
        journal.push(event);
      },
    });
  };
  const storeOf = async (who: keyof typeof files, over: { url?: string; timeoutMs?: number } = {}) => {
    const store = openRemoteKeyStore({
      url: server.address,
      tls: await readTls(files[who]),
      timeoutMs: 5_000,
      ...over,
    });
    stores.push(store);
    return store;
  };

  beforeEach(async () => {
    [journal, broken, failJournal] = [[], false, false];
    server = await start();
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) store.close();
    await server.close();
  });

  it('signs over Z and the purpose, and writes down who had which digest signed', async () => {
    const signer = await (await storeOf('gateway')).signer('witness');
    expect(signer.purposes).to.deep.equal(['block-statement', 'status-head']);
    const signature = await signer.sign('status-head', bytes);
    expect(verifySignature(signer.publicKey, 'status-head', bytes, signature)).to.equal(true);
    expect(journal).to.deep.equal([
      {
        event: 'signed',
        client: 'gateway',
        certificate: await fingerprintOf(files.gateway),
        keyId: 'witness',
        purpose: 'status-head',
        digest: sm3Hex(Buffer.from('yinxin/status-head/v1\0'), bytes),
      },
    ]);
  });

  it('signs for many at once', async () => {
    const signer = await (await storeOf('gateway')).signer('witness');
    const all = await Promise.all(Array.from({ length: 100 }, () => signer.sign('status-head', bytes)));
    expect(all.every((each) => verifySignature(signer.publicKey, 'status-head', bytes, each))).to.equal(true);
    expect(journal).to.have.length(100);
  });

  it('makes the keys that the policy lets a client have made', async () => {
    const store = await storeOf('gateway');
    const made = await store.create('91.licence', ['licence-batch']).catch(() => store.signer('91.licence'));
    const signature = await made.sign('licence-batch', bytes);
    expect(verifySignature(made.publicKey, 'licence-batch', bytes, signature)).to.equal(true);
    expect(await pkiCodeAsync(() => store.create('91.licence', ['licence-batch']))).to.equal('KEY_EXISTS');
  });

  describe('refuses', () => {
    const refusedFor = async (who: keyof typeof files, keyId: string, purpose: Purpose, what: Uint8Array = bytes) => {
      const { status, body } = await post(server.address, files[who], '/v1/signatures', {
        keyId,
        purpose,
        bytes: Buffer.from(what).toString('base64url'),
      });
      return { status, code: JSON.parse(body).code };
    };

    it('a client without a certificate, and one of another authority, before it is heard', async () => {
      for (const who of [undefined, files.foreign]) {
        expect(await outcome(() => post(server.address, who, '/v1/keys', { keyId: 'witness' }))).to.equal('no answer');
      }
      expect(journal).to.deep.equal([]);
    });

    it('a client that the policy does not name, although the authority vouches for it', async () => {
      expect(await refusedFor('stranger', 'witness', 'status-head')).to.deep.equal({
        status: 403,
        code: 'CLIENT_UNKNOWN',
      });
      expect(journal).to.deep.equal([
        { event: 'refused', certificate: await fingerprintOf(files.stranger), code: 'CLIENT_UNKNOWN' },
      ]);
    });

    it('another client’s key, another purpose of a key, and a purpose that the key’s record lacks', async () => {
      const forbidden = { status: 403, code: 'KEY_FORBIDDEN' };
      expect(await refusedFor('window', 'witness', 'status-head')).to.deep.equal(forbidden);
      expect(await refusedFor('gateway', 'seal-maker', 'seal', DER)).to.deep.equal(forbidden);
      expect(await refusedFor('gateway', 'witness', 'trust-list')).to.deep.equal(forbidden);
      expect(journal.map(({ event, client, keyId, code }) => [event, client, keyId, code])).to.deep.equal([
        ['refused', 'window', 'witness', 'KEY_FORBIDDEN'],
        ['refused', 'gateway', 'seal-maker', 'KEY_FORBIDDEN'],
        ['refused', 'gateway', 'witness', 'KEY_FORBIDDEN'],
      ]);
    });

    it('a digest in the place of what is signed', async () => {
      expect(await refusedFor('window', 'seal-maker', 'seal', new Uint8Array(32))).to.deep.equal({
        status: 400,
        code: 'ENCODING_INVALID',
      });
    });

    it('to say whether a key exists that the client may not use', async () => {
      for (const keyId of ['witness', 'nobody']) {
        const { status } = await post(server.address, files.window, '/v1/keys', { keyId });
        expect(status).to.equal(403);
      }
    });

    it('a key that is not there, and one that the client may not have made', async () => {
      const store = await storeOf('gateway');
      expect(await pkiCodeAsync(() => store.signer('92.licence'))).to.equal('KEY_NOT_FOUND');
      expect(await pkiCodeAsync(() => store.create('witness-2', ['status-head']))).to.equal('SIGNER_REFUSED');
      expect(await pkiCodeAsync(() => store.create('93.licence', ['licence-batch', 'seal']))).to.equal(
        'SIGNER_REFUSED',
      );
    });

    it('paths, methods and bodies that are none', async () => {
      for (const [path, body, expected] of [
        ['/', {}, 404],
        ['/v1/keys/../signatures', {}, 404],
        ['/v1/keys', [], 400],
        ['/v1/keys', { keyId: '../witness' }, 400],
        ['/v1/keys', { keyId: 'witness', admin: true }, 400],
        ['/v1/signatures', { keyId: 'witness', purpose: 'status-head' }, 400],
        ['/v1/signatures', { keyId: 'witness', purpose: 'payment', bytes: '' }, 400],
        ['/v1/signatures', { keyId: 'witness', purpose: 'status-head', bytes: 'a+b/' }, 400],
        ['/v1/signatures', { keyId: 'witness', purpose: 'status-head', digest: 'AAAA', bytes: '' }, 400],
      ] as const) {
        expect((await post(server.address, files.gateway, path, body)).status, path).to.equal(expected);
      }
      expect((await post(server.address, files.gateway, '/v1/keys', '{')).status).to.equal(400);
      expect((await post(server.address, files.gateway, '/v1/keys', undefined, 'GET')).status).to.equal(405);
    });

    it('more than it wants to read', async () => {
      const body = `"${'a'.repeat(2 * MAX_SIGNED_BYTES)}"`;
      expect(await outcome(() => post(server.address, files.gateway, '/v1/signatures', body))).to.be.oneOf([
        413,
        'no answer',
      ]);
      const signer = await (await storeOf('gateway')).signer('witness');
      const long = new Uint8Array(MAX_SIGNED_BYTES + 1);
      expect(await pkiCodeAsync(() => signer.sign('status-head', long))).to.equal('SIGNER_REFUSED');
      expect(await signer.sign('status-head', long.subarray(1))).to.have.length(64);
    });

    it('all signing once its self-test has failed, until it is started anew', async () => {
      const signer = await (await storeOf('gateway')).signer('witness');
      broken = true;
      guard.test();
      expect(await pkiCodeAsync(() => signer.sign('status-head', bytes))).to.equal('SIGNER_UNAVAILABLE');
      expect(journal.at(-1)).to.include({ event: 'refused', code: 'SIGNING_STOPPED' });
    });

    it('to give a signature away that it could not write down', async () => {
      const signer = await (await storeOf('gateway', { timeoutMs: 500 })).signer('witness');
      failJournal = true;
      expect(await pkiCodeAsync(() => signer.sign('status-head', bytes))).to.equal('SIGNER_UNAVAILABLE');
    });

    it('TLS 1.2', async () => {
      const { port } = new URL(server.address);
      const tls = await readTls(files.gateway);
      const socket = connect({ ...tls, port: Number(port), host: '127.0.0.1', maxVersion: 'TLSv1.2' });
      expect(
        await once(socket, 'secureConnect').then(
          () => 'connected',
          () => 'refused',
        ),
      ).to.equal('refused');
    });

    it('to wait for a client that says nothing', async () => {
      const { port } = new URL(server.address);
      const socket = new Socket().connect(Number(port), '127.0.0.1');
      socket.on('error', () => undefined);
      const before = performance.now();
      await once(socket, 'close');
      expect(performance.now() - before).to.be.within(3_000, 9_000);
    });
  });

  describe('is for the gateway', () => {
    it('unavailable within its time when nobody is there, or somebody who never answers', async () => {
      const silent: Server = createServer(() => undefined).listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const { port } = silent.address() as { port: number };
      for (const url of [`https://127.0.0.1:${port}`, 'https://127.0.0.1:1']) {
        const store = await storeOf('gateway', { url, timeoutMs: 600 });
        const before = performance.now();
        expect(await pkiCodeAsync(() => store.signer('witness'))).to.equal('SIGNER_UNAVAILABLE');
        expect(performance.now() - before).to.be.lessThan(2_000);
      }
      silent.close();
    });

    it('found again after a restart, while requests wait', async () => {
      const signer = await (await storeOf('gateway')).signer('witness');
      await signer.sign('status-head', bytes);
      const { port } = new URL(server.address);
      await server.close();
      const waiting = Array.from({ length: 10 }, () => signer.sign('status-head', bytes));
      server = await start(Number(port));
      for (const signature of await Promise.all(waiting)) {
        expect(verifySignature(signer.publicKey, 'status-head', bytes, signature)).to.equal(true);
      }
    });

    it('another than it says when its certificate is not of the authority, or it holds another key', async () => {
      const tls = { ...(await readTls(files.gateway)), ca: await readFile(join(folder, 'other-ca.pem')) };
      const store = openRemoteKeyStore({ url: server.address, tls, timeoutMs: 1_000 });
      expect(await pkiCodeAsync(() => store.signer('witness'))).to.equal('SIGNER_UNAVAILABLE');
      store.close();
      const signer = await (await storeOf('gateway')).signer('witness');
      await rm(join(folder, 'keys'), { recursive: true });
      const { port } = new URL(server.address);
      await server.close();
      server = await start(Number(port));
      expect(await pkiCodeAsync(() => signer.sign('status-head', bytes))).to.equal('SIGNER_REFUSED');
    });

    it('not asked for a purpose that its key does not have', async () => {
      const signer = await (await storeOf('gateway')).signer('witness');
      expect(await pkiCodeAsync(() => signer.sign('seal', DER))).to.equal('KEY_PURPOSE_FORBIDDEN');
      expect(journal).to.deep.equal([]);
    });
  });
});

async function post(
  address: string,
  files: TlsFiles | undefined,
  path: string,
  body: object | string | undefined,
  method = 'POST',
): Promise<{ status: number; body: string }> {
  const text = typeof body === 'object' ? JSON.stringify(body) : (body ?? '');
  const tls = files === undefined ? { rejectUnauthorized: false } : await readTls(files);
  return new Promise((resolve, reject) => {
    const call = request(`${address}${path}`, { ...tls, method, path, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    call.on('error', reject);
    call.end(text);
  });
}

async function outcome(act: () => Promise<{ status: number }>): Promise<number | 'no answer'> {
  try {
    return (await act()).status;
  } catch {
    return 'no answer';
  }
}
