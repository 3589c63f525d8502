import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openEnrolledKey } from '../../../../../gateway/ledger/fabric/enrolment/enrolled-key.js';
import { readKeyFile, writeKeyFile } from '../../../../../gateway/ledger/fabric/enrolment/key-file.js';
import { testCertificate } from '../../../../support/test-pki.js';
import { appCode } from '../support/app-error.js';

const DAY_MS = 86_400_000;
const FROM = Date.parse('2026-01-01T00:00:00.000Z');
const UNTIL = FROM + 300 * DAY_MS;

describe('the key of a gateway on Fabric', () => {
  const kek = randomBytes(32);
  let folder: string;
  let path: string;
  let certificatePem: string;
  before(async () => {
    const subject = { commonName: 'Synthetic gateway' };
    const { der } = await testCertificate({ seed: 'x', profile: 'root', subject, notBefore: FROM, notAfter: UNTIL });
    const text = Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n');
    certificatePem = `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fabric-key-'));
    path = join(folder, 'key');
  });
  afterEach(() => rm(folder, { recursive: true }));
  const keyOf = (keyPem: string) => ({ certificatePem, keyPem });

  it('is kept, readable by its owner alone, and not in the open', async () => {
    await writeKeyFile(path, kek, keyOf('secret'));
    expect(await readKeyFile(path, kek)).to.deep.equal(keyOf('secret'));
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
    expect(await readFile(path, 'utf8')).to.not.include('secret');
    expect(await readKeyFile(join(folder, 'other'), kek)).to.equal(undefined);
  });

  it('is opened by its own key encryption key, whole and unchanged, and else not at all', async () => {
    await writeKeyFile(path, kek, keyOf('secret'));
    expect(await appCode(() => readKeyFile(path, randomBytes(32)))).to.equal('CONFIGURATION_INVALID');
    const kept = JSON.parse(await readFile(path, 'utf8'));
    const key = Buffer.from(kept.key, 'base64url');
    const flipped = (at: number) => {
      const copy = Buffer.from(key);
      copy[at] = (copy[at] ?? 0) ^ 1;
      return copy.toString('base64url');
    };
    const others = [
      ...[...key.keys()].map((at) => ({ ...kept, key: flipped(at) })),
      ...[0, 4, 12, 16, 27, key.length - 1].map((length) => ({
        ...kept,
        key: key.subarray(0, length).toString('base64url'),
      })),
      { ...kept, certificate: `${kept.certificate} ` },
      { ...kept, format: 'yinxin/fabric-key/v2' },
      { ...kept, more: 1 },
      [],
    ];
    for (const other of others) {
      await writeFile(path, JSON.stringify(other));
      expect(await appCode(() => readKeyFile(path, kek)), JSON.stringify(other)).to.equal('CONFIGURATION_INVALID');
    }
    await writeFile(path, '');
    expect(await appCode(() => readKeyFile(path, kek))).to.equal('CONFIGURATION_INVALID');
  });

  const open = async (now: number, enrol: () => Promise<{ certificatePem: string; keyPem: string }>) => {
    const { keyPem } = await openEnrolledKey({ path, kek, clock: { now: () => now }, enrol });
    return keyPem;
  };
  const isDown = () => Promise.reject(new RangeError('down'));

  it('is enrolled where there is none, and kept', async () => {
    expect(await open(FROM, async () => keyOf('first'))).to.equal('first');
    expect(await open(FROM, isDown)).to.equal('first');
  });

  it('is renewed when two thirds of its certificate have passed', async () => {
    await writeKeyFile(path, kek, keyOf('first'));
    const renewal = FROM + 200 * DAY_MS;
    expect(await open(renewal - 1, async () => keyOf('second'))).to.equal('first');
    expect(await open(renewal, async () => keyOf('second'))).to.equal('second');
    expect(await readKeyFile(path, kek)).to.deep.equal(keyOf('second'));
  });

  it('is used on where the authority is away, until its certificate ends', async () => {
    await writeKeyFile(path, kek, keyOf('first'));
    expect(await open(UNTIL - 1, isDown)).to.equal('first');
    const ended = await open(UNTIL, isDown).catch((error: unknown) => error);
    expect(ended).to.be.instanceOf(RangeError);
    const none = await rm(path).then(() => open(FROM, isDown).catch((error: unknown) => error));
    expect(none).to.be.instanceOf(RangeError);
  });
});
