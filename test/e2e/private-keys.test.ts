import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { provincialAuthority } from '../../fixtures/provinces.js';
import { createLog } from '../../gateway/observability/log.js';
import { publishTrustList, registerAuthority, registerTypes } from '../../gateway/start/fill-registry.js';
import { foundNetwork } from '../../gateway/start/found-network.js';
import { type Provinces, startProvinces } from '../../gateway/start/provinces.js';
import { type SharedLedger, startEmbeddedLedger } from '../../gateway/start/shared-ledger.js';
import { kekFromFile, kekFromPassphrase } from '../../pki/signer/kek.js';
import { openKeyRecord } from '../../pki/signer/key-record.js';
import { databaseUrl } from '../support/database-url.js';
import { createKeyScanner, type KeyScanner } from '../support/key-scanner.js';
import {
  allCaughtUp,
  anchored,
  businessOrders,
  eventually,
  issueRows,
  ledgerDatabaseOf,
  MARKET,
  officer,
  ownerOf,
} from '../support/live-network.js';
import { isRequired } from '../support/required.js';
import { type SignerProcess, startSignerProcess } from './support/signer-process.js';

/** Synthetic, like everything here. */
const PASSPHRASE = { signer: 'synthetic passphrase of the signer', gateway: 'synthetic passphrase of a gateway' };

/**
 * Three provinces at work: one keeps its keys in files under a key encryption key, one in another process, one in files under a
 * passphrase. Afterwards every private key of the run is looked for in all that they have said and kept.
 */
describe('the private keys of a network at work', function () {
  this.timeout(180_000);
  let folder: string;
  let signer: SignerProcess;
  let ledger: SharedLedger;
  let provinces: Provinces;
  let scanner: KeyScanner;
  let snapshots: string;
  let keys: Map<string, Uint8Array>;
  let signerKeys: string[];
  const answers: string[] = [];
  const errors: string[] = [];
  const ownFetch = globalThis.fetch;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yinxin-private-keys-'));
    snapshots = join(folder, 'snapshots');
    await mkdir(snapshots);
    signer = await startSignerProcess(folder, PASSPHRASE.signer);
    const passphraseFile = join(folder, 'gateway-passphrase');
    await writeFile(passphraseFile, `${PASSPHRASE.gateway}\n`, { mode: 0o600 });
    const envOf: Record<string, Record<string, string>> = {
      '43': signer.env,
      '52': { SIGNER_KEK: 'passphrase', SIGNER_PASSPHRASE_FILE: passphraseFile },
    };
    globalThis.fetch = async (...asked) => {
      const response = await ownFetch(...asked);
      answers.push(JSON.stringify([...response.headers]), await response.clone().text());
      return response;
    };
    provinces = await startProvinces({
      folder: join(folder, 'provinces'),
      log: createLog({ level: 'silent' }),
      reconcileSeconds: 5,
      async openLedger(path) {
        ledger = await startEmbeddedLedger(path);
        const options = `--heapsnapshot-signal=SIGUSR2 --diagnostic-dir=${snapshots}`;
        const common = { NODE_OPTIONS: options, YINXIN_LOG_LEVEL: 'debug' };
        return { ...ledger, env: (domain) => ({ ...ledger.env(domain), ...common, ...envOf[domain] }) };
      },
    });
    await work();
    keys = await privateKeys();
    scanner = createKeyScanner(keys);
  });
  after(async () => {
    globalThis.fetch = ownFetch;
    await provinces?.stop();
    await signer?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Foundation, registration, issuing, verification, revocation, a key in the place of a revoked one, and what goes wrong. */
  async function work(): Promise<void> {
    await foundNetwork(provinces);
    await registerTypes(provinces, ownerOf);
    for (const domain of ['44', '43', '52']) {
      await registerAuthority(provinces.of(domain), provincialAuthority(domain, 'market-regulation'));
    }
    await allCaughtUp(provinces);
    await publishTrustList(provinces);
    const client = officer(provinces);
    const [line] = await issueRows(provinces, businessOrders('private-keys', 3));
    const licenceId = String(line?.licenceId);
    await anchored(provinces, licenceId);
    const evidence = await client.get<unknown>(`/v1/licences/${licenceId}/evidence`);
    for (const { domain } of provinces.all) {
      await provinces.of(domain).as(domain, 'window').post('/v1/verifications/evidence', evidence);
      await ownFetch(`${provinces.of(domain).address}/readyz`).then(async (response) =>
        answers.push(await response.text()),
      );
    }
    const registrar = provinces.of('43').as('43', 'governance');
    const authority = provincialAuthority('43', 'market-regulation').uscc;
    const refuse = async (what: Promise<unknown>) => {
      await what.catch((error: unknown) =>
        errors.push(String(error), error instanceof Error ? (error.stack ?? '') : ''),
      );
    };
    await registrar.post(`/v1/authorities/${authority}/equipment`);
    for (const path of ['/v1/licences/none', '/v1/authorities/none', '/v1/nothing']) await refuse(client.get(path));
    await refuse(client.post('/v1/licences', { keyId: 'root', privateKey: 'give it to me' }));
    await refuse(client.post(`/v1/authorities/${MARKET.uscc}/equipment`, { keyId: '../root' }));
  }

  /** By the names of their gateways' or signer's folder. */
  async function privateKeys(): Promise<Map<string, Uint8Array>> {
    const data = (domain: string) => join(provinces.folder, domain);
    const found = new Map<string, Uint8Array>();
    const collect = async (name: string, path: string, kek: Uint8Array) => {
      found.set(`${name}: key encryption key`, kek);
      for (const file of (await readdir(path)).filter((each) => each.endsWith('.key.json'))) {
        const { about, privateKey } = openKeyRecord(await readFile(join(path, file)), kek);
        found.set(`${name}: ${about.keyId}`, Uint8Array.from(privateKey.toPkcs8().subarray(36, 68)));
      }
    };
    await collect('44', join(data('44'), 'keys'), await kekFromFile(join(data('44'), 'development.kek')));
    await collect(
      '52',
      join(data('52'), 'keys'),
      await kekFromPassphrase(join(data('52'), 'keys'), PASSPHRASE.gateway),
    );
    const signing = join(signer.folder, 'keys');
    await collect('signer', signing, await kekFromPassphrase(signing, PASSPHRASE.signer));
    signerKeys = [...found.keys()].filter((name) => name.startsWith('signer: '));
    return found;
  }

  const none = (what: string, bytes: Uint8Array | string) => {
    const given = typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes;
    expect(given.length, `${what} is empty`).to.be.greaterThan(0);
    expect(scanner.scan(given, { text: true }), what).to.deep.equal([]);
  };

  it('are all known to the test: six of each domain and two of each authority, and three that encrypt them', () => {
    for (const name of ['44', '52', 'signer']) {
      for (const keyId of ['root', 'issuing-ca', 'seal-maker', 'governance', 'witness', 'receipt']) {
        expect([...keys.keys()]).to.include(`${name}: ${keyId}`);
      }
    }
    expect(keys.size).to.equal(3 * (6 + 2 + 1));
    expect(new Set([...keys.values()].map((key) => Buffer.from(key).toString('hex')))).to.have.length(keys.size);
  });

  it('are in no log of a gateway or of the signer', async () => {
    for (const { domain } of provinces.all) {
      none(`log of ${domain}`, await readFile(join(provinces.folder, domain, 'gateway.log')));
    }
    none('what the signer says', signer.said());
    none('journal of the signer', await readFile(signer.journal));
  });

  it('are in no answer of an API, and in no error', () => {
    expect(answers.length).to.be.greaterThan(50);
    expect(errors.length).to.be.at.least(8);
    none('answers', answers.join('\n'));
    none('errors', errors.join('\n'));
  });

  it('are in no table of a database', async () => {
    const urls = new Map([['ledger', ledgerDatabaseOf(provinces)]]);
    for (const { domain } of provinces.all) urls.set(domain, await databaseUrl(provinces, domain));
    for (const [name, url] of urls) none(`database of ${name}`, await dump(url));
  });

  it('are in no file of a gateway’s data folder in clear, its databases included', async () => {
    for (const { domain } of provinces.all) {
      for (const file of await readdir(join(provinces.folder, domain), { recursive: true, withFileTypes: true })) {
        if (!file.isFile() || file.name === 'development.kek') continue;
        const bytes = await readFile(join(file.parentPath, file.name)).catch(() => Buffer.alloc(0));
        expect(scanner.scan(bytes), join(file.parentPath, file.name)).to.deep.equal([]);
      }
    }
  });

  it('are in no heap snapshot of a gateway', async () => {
    for (const { domain } of provinces.all) {
      process.kill(provinces.of(domain).process().processId, 'SIGUSR2');
      const file = await eventually('a heap snapshot', async () =>
        (await readdir(snapshots)).find((name) => name.endsWith('.heapsnapshot')),
      );
      const path = join(snapshots, file);
      await eventually('a whole heap snapshot', () => endsWithBrace(path));
      const snapshot = await readFile(path);
      expect(snapshot.includes('"snapshot"')).to.equal(true);
      none(`heap of ${domain}`, snapshot);
      await rm(path);
    }
  });

  it('of a remote signer are nowhere in the memory of the gateway that signs with them', async function () {
    const { processId } = provinces.of('43').process();
    if (!isRequired && !(await isReadable(processId))) this.skip();
    const found = new Set<string>();
    let length = 0;
    for await (const bytes of memoryOf(processId)) {
      length += bytes.length;
      for (const { keyId } of scanner.scan(bytes)) found.add(keyId);
    }
    expect(length).to.be.greaterThan(10_000_000);
    expect([...found].filter((name) => signerKeys.includes(name))).to.deep.equal([]);
  });

  it('are where they are used: the same look finds them in the signer’s own memory', async function () {
    if (!isRequired && !(await isReadable(signer.processId))) this.skip();
    const found = new Set<string>();
    for await (const bytes of memoryOf(signer.processId)) {
      for (const { keyId } of scanner.scan(bytes)) found.add(keyId);
    }
    expect([...found]).to.include('signer: governance');
  });
});

/** A heap snapshot is written from its first brace to its last. */
async function endsWithBrace(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const end = Buffer.alloc(4);
    await file.read(end, 0, end.length, Math.max(0, size - end.length));
    return end.toString('latin1').replaceAll('\0', '').trimEnd().endsWith(']}');
  } finally {
    await file.close();
  }
}

async function dump(connectionString: string): Promise<string> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows: tables } = await client.query(
      "SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')",
    );
    expect(tables.length).to.be.greaterThan(2);
    const parts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query(`SELECT t::text AS row FROM ${name} t`);
      parts.push(String(name), ...rows.map(({ row }) => String(row)));
    }
    return parts.join('\n');
  } finally {
    await client.end();
  }
}

/** Linux lets a process read the memory of its children, unless it was told not to. */
async function isReadable(processId: number): Promise<boolean> {
  const file = await open(`/proc/${processId}/mem`, 'r').catch(() => undefined);
  await file?.close();
  return file !== undefined;
}

/** Every part of the memory that can be read and written, in pieces of at most 16 MiB which overlap. */
async function* memoryOf(processId: number): AsyncGenerator<Uint8Array> {
  const [piece, overlap] = [16 * 2 ** 20, 512];
  const maps = await readFile(`/proc/${processId}/maps`, 'utf8');
  const file = await open(`/proc/${processId}/mem`, 'r');
  try {
    for (const line of maps.split('\n')) {
      const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
      if (from === undefined || to === undefined) continue;
      const [start, end] = [Number.parseInt(from, 16), Number.parseInt(to, 16)];
      for (let at = start; at < end; at += piece - overlap) {
        const bytes = Buffer.alloc(Math.min(piece, end - at));
        const read = await file.read(bytes, 0, bytes.length, at).catch(() => undefined);
        if (read !== undefined) yield bytes.subarray(0, read.bytesRead);
      }
    }
  } finally {
    await file.close();
  }
}
