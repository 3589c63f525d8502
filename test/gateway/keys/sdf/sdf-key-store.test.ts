import { expect } from 'chai';
import { openSdfKeyStore, type SdfKey, type SdfKeyStore } from '../../../../gateway/keys/sdf/sdf-key-store.js';
import { verifySignature } from '../../../../pki/signer/verify-signature.js';
import { pkiCode, pkiCodeAsync } from '../../../support/pki-error.js';
import { toBigInt, verify } from '../../../support/sm2-reference.js';
import { buildSoftSdf, canBuildSoftSdf, type SoftSdf } from './soft-sdf.js';

const bytes = Buffer.from('{"synthetic":true}');
const password = (text: string) => async () => Buffer.from(text);
const KEYS: readonly SdfKey[] = [
  { keyId: 'witness', index: 1, purposes: ['block-statement', 'status-head'], readPassword: password('synthetic-1') },
  { keyId: 'seal-maker', index: 2, purposes: ['seal'], readPassword: password('synthetic-2') },
  { keyId: 'locked', index: 3, purposes: ['seal'], readPassword: password('a guess') },
  { keyId: 'nowhere', index: 9, purposes: ['seal'], readPassword: password('') },
];

describe('keys in a device of GM/T 0018', function () {
  this.timeout(60_000);
  let device: SoftSdf;
  let store: SdfKeyStore;

  before(async function () {
    if (!canBuildSoftSdf) this.skip();
    device = await buildSoftSdf();
  });
  after(() => (canBuildSoftSdf ? device.remove() : undefined));
  beforeEach(() => {
    store = openSdfKeyStore({ module: device.module, keys: KEYS });
  });
  afterEach(async () => {
    await store.close();
    expect(device.sessions()).to.equal(0);
  });

  it('sign what our verifier and the reference accept, over Z and the purpose', async () => {
    const signer = await store.signer('witness');
    const signature = await signer.sign('status-head', bytes);
    expect(signature).to.have.length(64);
    expect(verifySignature(signer.publicKey, 'status-head', bytes, signature)).to.equal(true);
    const message = Buffer.concat([Buffer.from('yinxin/status-head/v1\0'), bytes]);
    const numbers = { r: toBigInt(signature.subarray(0, 32)), s: toBigInt(signature.subarray(32)) };
    expect(verify(signer.publicKey, message, numbers)).to.equal(true);
    expect(verifySignature(signer.publicKey, 'block-statement', bytes, signature)).to.equal(false);
    expect(verifySignature((await store.signer('seal-maker')).publicKey, 'status-head', bytes, signature)).to.equal(
      false,
    );
  });

  it('sign foreign formats as they are', async () => {
    const signer = await store.signer('seal-maker');
    const der = Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x05);
    expect(verifySignature(signer.publicKey, 'seal', der, await signer.sign('seal', der))).to.equal(true);
  });

  it('sign for no purpose that is not theirs, and no digest', async () => {
    const signer = await store.signer('seal-maker');
    expect(await pkiCodeAsync(() => signer.sign('status-head', bytes))).to.equal('KEY_PURPOSE_FORBIDDEN');
    expect(await pkiCodeAsync(() => signer.sign('seal', new Uint8Array(32)))).to.equal('ENCODING_INVALID');
  });

  it('are the same key each time they are asked for', async () => {
    const [first, again] = [await store.signer('witness'), await store.signer('witness')];
    expect(first.publicKey).to.deep.equal(again.publicKey);
    expect(first.purposes).to.deep.equal(['block-statement', 'status-head']);
  });

  it('sign for many at once, in four sessions at most', async () => {
    const signer = await store.signer('witness');
    const signatures = await Promise.all(Array.from({ length: 200 }, () => signer.sign('status-head', bytes)));
    expect(signatures.every((each) => verifySignature(signer.publicKey, 'status-head', bytes, each))).to.equal(true);
    expect(new Set(signatures.map((each) => Buffer.from(each).toString('hex')))).to.have.length(200);
    expect(device.sessions()).to.be.within(1, 4);
    expect(device.mostInUse()).to.be.within(1, 4);
  });

  it('do not sign under a wrong access code, which is zeroed like a right one', async () => {
    const signer = await store.signer('locked');
    const der = Uint8Array.of(0x30, 0x00);
    expect(await pkiCodeAsync(() => signer.sign('seal', der))).to.equal('KEY_DEVICE_FAILED');
    const codes = [Buffer.from('synthetic-1'), Buffer.from('a guess')];
    for (const code of codes) {
      const keys: SdfKey[] = [{ keyId: 'a', index: 1, purposes: ['seal'], readPassword: async () => code }];
      const other = openSdfKeyStore({ module: device.module, keys });
      await (await other.signer('a')).sign('seal', der).catch(() => undefined);
      await other.close();
      expect(code.every((byte) => byte === 0)).to.equal(true);
    }
  });

  it('are not there when the device has no such index, or nobody named them', async () => {
    expect(await pkiCodeAsync(() => store.signer('nowhere'))).to.equal('KEY_DEVICE_FAILED');
    expect(await pkiCodeAsync(() => store.signer('nobody'))).to.equal('KEY_NOT_FOUND');
  });

  it('are made by the device’s tools only', async () => {
    expect(await pkiCodeAsync(() => store.create('nobody'))).to.equal('KEY_NOT_FOUND');
    expect(await pkiCodeAsync(() => store.create('witness'))).to.equal('KEY_EXISTS');
  });

  for (const kind of ['error', 'wrong-signature', 'wide'] as const) {
    it(`give no signature away where the device errs (${kind}), and sign again afterwards`, async () => {
      const signer = await store.signer('witness');
      device.fail(kind, 1);
      expect(await pkiCodeAsync(() => signer.sign('status-head', bytes))).to.equal('KEY_DEVICE_FAILED');
      const signature = await signer.sign('status-head', bytes);
      expect(verifySignature(signer.publicKey, 'status-head', bytes, signature)).to.equal(true);
    });
  }

  it('are found again after the device was restarted, by all who wait for it', async () => {
    const signer = await store.signer('witness');
    await Promise.all(Array.from({ length: 8 }, () => signer.sign('status-head', bytes)));
    const before = device.sessions();
    device.restart();
    const codes = await Promise.all(
      Array.from({ length: before }, () => pkiCodeAsync(() => signer.sign('status-head', bytes))),
    );
    expect(codes).to.deep.equal(codes.map(() => 'KEY_DEVICE_FAILED'));
    const signatures = await Promise.all(Array.from({ length: 8 }, () => signer.sign('status-head', bytes)));
    expect(signatures.every((each) => verifySignature(signer.publicKey, 'status-head', bytes, each))).to.equal(true);
  });

  it('are refused where what is named is no such library', async () => {
    for (const module of ['/nowhere/sdf.so', process.execPath]) {
      const other = openSdfKeyStore({ module, keys: KEYS });
      expect(await pkiCodeAsync(() => other.signer('witness'))).to.equal('KEY_DEVICE_FAILED');
      await other.close();
    }
  });

  it('are refused with purposes that are none', () => {
    const keys = [{ ...KEYS[0], purposes: ['payment'] }] as unknown as SdfKey[];
    expect(pkiCode(() => openSdfKeyStore({ module: device.module, keys }))).to.equal('KEY_PURPOSE_FORBIDDEN');
  });
});
