import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { AppError } from '../../../../gateway/domain/errors.js';
import type { KeyRing } from '../../../../gateway/domain/ports/key-ring.js';
import type { CertificateFile, MaterialStore } from '../../../../gateway/domain/ports/material-store.js';
import { createKeyRing } from '../../../../gateway/keys/key-ring.js';
import { createCertificateDesk } from '../../../../gateway/use-cases/network/certificate-desk.js';
import { prepareDomain } from '../../../../gateway/use-cases/network/prepare-domain.js';
import { openFileKeyStore } from '../../../../pki/signer/file-key-store.js';
import { parseCertificate } from '../../../../pki/x509/certificate.js';

const NAME = { zh: '合成省', en: 'Synthetic' };
const NOW = Date.parse('2026-11-21T00:00:00.000Z');
const AUTHORITY = '11440000YX44M00099';

describe('the certificates of a domain', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yinxin-desk-'));
  });
  after(() => rm(folder, { recursive: true }));

  const openKeys = async (name: string): Promise<KeyRing> =>
    createKeyRing(
      await openFileKeyStore({ folder: join(folder, name), kek: new Uint8Array(32).fill(7), now: () => NOW }),
    );
  const entered = new Set<string>();
  const desk = (keys: KeyRing, material: MaterialStore) =>
    createCertificateDesk({
      keys,
      material,
      clock: { now: () => NOW },
      random: (length) => crypto.getRandomValues(new Uint8Array(length)),
      register: { add: async ({ fingerprint }) => void entered.add(fingerprint) },
    });
  const prepare = (keys: KeyRing, material: MaterialStore) =>
    prepareDomain(NAME, { keys, certificates: desk(keys, material) });
  const equip = (keys: KeyRing, material: MaterialStore) =>
    desk(keys, material).certify({
      keyId: `${AUTHORITY.toLowerCase()}.licence`,
      purposes: ['licence-attestation'],
      profile: 'licence-signing',
      role: 'authority',
      authority: AUTHORITY,
      organisation: '合成机关',
      commonName: 'licence-signing',
    });

  it('are made once', async () => {
    const keys = await openKeys('once');
    const { material, files } = memoryMaterial();
    const first = await prepare(keys, material);
    const again = await prepare(keys, material);
    expect(again.root.fingerprint).to.equal(first.root.fingerprint);
    expect(files.map(({ role }) => role)).to.deep.equal(['root', 'ca', 'seal-maker']);
    expect((await equip(keys, material)).fingerprint).to.equal((await equip(keys, material)).fingerprint);
    expect(files).to.have.length(4);
    const below = files.filter(({ role }) => role !== 'root').map(({ fingerprint }) => fingerprint);
    expect([...entered]).to.have.members(below);
  });

  it('are made with one key when two ask at the same time', async () => {
    const keys = await openKeys('twice');
    const { material } = memoryMaterial();
    await prepare(keys, material);
    const [a, b] = await Promise.all([equip(keys, material), equip(keys, material)]);
    const points = [a, b].map((file) => Buffer.from(parseCertificate(file?.der ?? new Uint8Array()).publicKey.point));
    expect(points[0]).to.deep.equal(points[1]);
  });

  it('are made for the key that a crash has left without one', async () => {
    const keys = await openKeys('crash');
    const { material, files } = memoryMaterial();
    const broken: MaterialStore = {
      ...material,
      addCertificate: () => Promise.reject(new Error('the database is gone')),
    };
    const refusal = await prepare(keys, broken).catch((error: unknown) => error);
    expect(refusal).to.be.an('error');
    await prepare(keys, material);
    expect(files.map(({ role }) => role)).to.deep.equal(['root', 'ca', 'seal-maker']);
  });

  it('are never another’s, whatever the table calls them', async () => {
    const keys = await openKeys('own');
    const strangers = memoryMaterial();
    const stranger = await prepare(await openKeys('stranger'), strangers.material);
    const strangersOwn = await equip(await openKeys('stranger'), strangers.material);
    const { material, files } = memoryMaterial([...strangers.files]);
    const made = await prepare(keys, material);
    for (const member of ['root', 'issuingCa', 'sealMaker'] as const) {
      expect(made[member].fingerprint, member).not.to.equal(stranger[member].fingerprint);
      expect(files.map(({ fingerprint }) => fingerprint)).to.include(made[member].fingerprint);
    }
    expect((await equip(keys, material)).fingerprint).not.to.equal(strangersOwn.fingerprint);
  });

  it('are never those of another key under this one’s name, or bytes under another name', async () => {
    const keys = await openKeys('renamed');
    const { material, files } = memoryMaterial();
    const honest = await prepare(keys, material);
    const own = await equip(keys, material);
    const maker = honest.sealMaker;
    for (const forged of [
      { ...own, der: maker.der },
      { ...maker, role: own.role, authority: AUTHORITY, keyId: own.keyId },
      { ...own, der: new Uint8Array([1, 2, 3]) },
      { ...own, authority: '11440000YX44N00098' },
      { ...own, fingerprint: '0'.repeat(64) },
    ]) {
      const attacked = memoryMaterial([...files.filter(({ fingerprint }) => fingerprint !== own.fingerprint), forged]);
      const found = await equip(keys, attacked.material);
      expect(attacked.files.at(-1)?.fingerprint).to.equal(found.fingerprint);
      expect(found.fingerprint).not.to.equal(forged.fingerprint);
    }
  });

  it('are not made by a domain that has no CA', async () => {
    const refusal = await equip(await openKeys('no-ca'), memoryMaterial().material).catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(AppError);
  });
});

function memoryMaterial(files: CertificateFile[] = []): { material: MaterialStore; files: CertificateFile[] } {
  return {
    files,
    material: {
      addCertificate: async (file) => void files.push(file),
      certificates: async ({ role, authority }) =>
        files.filter(
          (file) =>
            (role === undefined || file.role === role) && (authority === undefined || file.authority === authority),
        ),
      addSeal: async () => undefined,
      seals: async () => [],
    },
  };
}
