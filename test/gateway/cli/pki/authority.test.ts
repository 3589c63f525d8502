import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readCrl } from '../../../../pki/crl/read-crl.js';
import { decodeBase64url } from '../../../../pki/encoding/base64url.js';
import { canonicalBytes, parseCanonicalJson } from '../../../../pki/encoding/canonical-json.js';
import { encodeCertId } from '../../../../pki/ocsp/cert-id.js';
import { readOcspResponse } from '../../../../pki/ocsp/read-response.js';
import { buildOcspRequest } from '../../../../pki/ocsp/request.js';
import { verifySignature } from '../../../../pki/signer/verify-signature.js';
import { sm3Hex } from '../../../../pki/sm3.js';
import { parseCertificate, type X509Certificate } from '../../../../pki/x509/certificate.js';
import { verifyCertificateSignature } from '../../../../pki/x509/path.js';
import { type Ran, runCli } from '../support/run-cli.js';

const FIRST = 'correct horse battery';
const SECOND = 'staple under the stair';

describe('yinxin pki, an authority on files', function () {
  this.timeout(60_000);
  let cwd: string;
  before(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'yinxin-pki-'));
    const secrets = { one: FIRST, two: SECOND, wrong: 'something else', short: 'x', keys: 'of the keys' };
    for (const [name, text] of Object.entries(secrets)) await writeFile(join(cwd, `${name}.txt`), `${text}\n`);
    await writeFile(join(cwd, 'data'), 'signature value');
  });
  after(() => rm(cwd, { recursive: true }));

  const run = (...args: string[]): Promise<Ran> => runCli(['pki', ...args], { cwd, offline: true });
  const done = async (...args: string[]): Promise<Ran> => {
    const ran = await run(...args);
    expect(ran.status, ran.err).to.equal(0);
    return ran;
  };
  const fails = async (status: number, said: string, ...args: string[]) => {
    const ran = await run(...args);
    expect(ran.status, ran.err).to.equal(status);
    expect(ran.err).to.contain(said);
    for (const secret of [FIRST, SECOND]) expect(ran.err + ran.out).not.to.contain(secret);
  };
  const pem = async (name: string): Promise<Uint8Array> => {
    const text = await readFile(join(cwd, name), 'utf8');
    return new Uint8Array(Buffer.from(text.replace(/-----[A-Z0-9 ]+-----/g, ''), 'base64'));
  };
  const certificate = async (name: string): Promise<X509Certificate> => parseCertificate(await pem(name));

  const BOTH = ['--passphrase-files', 'one.txt', 'two.txt'];
  const ceremony = (
    folder: string,
    files: readonly string[] = BOTH.slice(1),
    holders: readonly string[] = ['甲', '乙'],
  ) => [
    ...['ceremony', '--folder', folder, '--organization', '合成省', '--common-name', 'Synthetic Root'],
    ...['--holders', ...holders, '--passphrase-files', ...files],
  ];
  const root = ['--ceremony', 'root', '--key', 'root'];
  const KEYS = ['--keys', 'keys', '--passphrase-file', 'keys.txt'];
  const csr = (use: string) => [
    ...['csr', ...KEYS, '--key', use, '--use', use, '--common-name', use, '--out', `${use}.csr`],
  ];
  const issue = (ca: readonly string[], caFile: string, use: string, profile: string) => [
    ...['ca', 'issue', ...ca, '--ca', caFile, '--request', `${use}.csr`, '--profile', profile, '--days', '300'],
    ...['--common-name', use, '--organization', '合成省', '--out', `${use}.cer`],
  ];

  describe('key ceremony', () => {
    before(() => done(...ceremony('root')));

    it('makes a root, and a protocol that its key has signed and that names every file', async () => {
      const { protocol, signature } = parseCanonicalJson(await readFile(join(cwd, 'root/protocol.json')), {
        maxBytes: 8192,
      }) as { protocol: Record<string, unknown> & { files: Record<string, string> }; signature: string };
      const made = await certificate('root/root.cer');
      expect(verifyCertificateSignature(made, made)).to.equal(true);
      expect(protocol).to.include({ format: 'yinxin/ceremony-protocol/v1', certificate: made.fingerprint });
      expect(protocol.holders).to.deep.equal(['甲', '乙']);
      const bytes = canonicalBytes(protocol as Parameters<typeof canonicalBytes>[0]);
      const { point } = made.publicKey;
      expect(verifySignature(point, 'ceremony-protocol', bytes, decodeBase64url(signature, 64))).to.equal(true);
      expect(Object.keys(protocol.files)).to.have.length(3);
      for (const [name, digest] of Object.entries(protocol.files)) {
        expect(sm3Hex(await readFile(join(cwd, 'root', name))), name).to.equal(digest);
      }
    });

    it('writes over nothing', () => fails(3, 'FILE_UNWRITABLE', ...ceremony('root')));

    it('wants two people, two passphrases that differ, neither of them short', async () => {
      await fails(3, 'two people', ...ceremony('other', undefined, ['甲', '甲']));
      await fails(3, 'the same', ...ceremony('other', ['one.txt', 'one.txt']));
      await fails(3, 'at least 12', ...ceremony('other', ['one.txt', 'short.txt']));
      await fails(3, 'one for each', ...ceremony('other', ['one.txt']));
    });

    it('gives the key to both together, to neither alone, and not the wrong way round', async () => {
      const crl = (...files: string[]) => [
        ...['crl', ...root, '--passphrase-files', ...files, '--ca', 'root/root.cer', '--number', '1', '--out', 'r.crl'],
      ];
      await done(...crl('one.txt', 'two.txt'));
      await fails(3, 'passphrase is another', ...crl('one.txt', 'wrong.txt'));
      await fails(3, 'passphrase is another', ...crl('two.txt', 'one.txt'));
      await fails(3, 'passphrase is another', ...crl('one.txt', 'one.txt'));
      await fails(3, 'one for each', ...crl('one.txt'));
    });
  });

  describe('below the root', () => {
    before(async () => {
      await done(...csr('issuing-ca'));
      await done(...issue([...root, ...BOTH], 'root/root.cer', 'issuing-ca', 'issuing-ca'));
      for (const [use, profile] of [
        ['tsa', 'timestamping'],
        ['ocsp', 'ocsp-signing'],
      ] as const) {
        await done(...csr(use));
        await done(...issue([...KEYS, '--key', 'issuing-ca'], 'issuing-ca.cer', use, profile));
      }
    });

    it('issues a chain', async () => {
      const chain = await Promise.all(['tsa.cer', 'issuing-ca.cer', 'root/root.cer'].map(certificate));
      const [leaf, ca, top] = chain as [X509Certificate, X509Certificate, X509Certificate];
      expect(verifyCertificateSignature(leaf, ca) && verifyCertificateSignature(ca, top)).to.equal(true);
    });

    it('issues nothing by another key than the CA’s, for a key without that purpose, or under no profile', async () => {
      await fails(3, 'another key', ...issue([...KEYS, '--key', 'tsa'], 'issuing-ca.cer', 'ocsp', 'ocsp-signing'));
      await fails(3, '--profile', ...issue([...KEYS, '--key', 'issuing-ca'], 'issuing-ca.cer', 'ocsp', 'root'));
      await fails(
        3,
        'not the certificate of a CA',
        ...issue([...KEYS, '--key', 'tsa'], 'tsa.cer', 'ocsp', 'tls-client'),
      );
    });

    it('ends with 1 for a request that proves no possession', async () => {
      const der = await pem('ocsp.csr');
      der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
      await writeFile(join(cwd, 'forged.csr'), der);
      const args = issue([...KEYS, '--key', 'issuing-ca'], 'issuing-ca.cer', 'forged', 'tls-client');
      await fails(1, 'REQUEST_UNPROVEN', ...args);
    });

    it('writes full and delta lists', async () => {
      const { serialNumber } = await certificate('tsa.cer');
      const line = { serialNumber, revokedAt: '2026-11-21T00:00:00.000Z', reason: 'superseded' };
      await writeFile(join(cwd, 'revoked'), `${JSON.stringify(line)}\n`);
      const crl = [...['crl', ...KEYS, '--key', 'issuing-ca', '--ca', 'issuing-ca.cer', '--revoked', 'revoked']];
      await done(...crl, '--number', '2', '--out', 'full.crl');
      await done(...crl, '--number', '3', '--base', '2', '--out', 'delta.crl');
      expect(readCrl(await pem('full.crl')).find(serialNumber)).to.include({ reason: 'superseded' });
      expect(readCrl(await pem('delta.crl')).baseCrlNumber).to.equal(2n);
      await fails(3, 'CRL_ORDER_INVALID', ...crl, '--number', '2', '--base', '2', '--out', 'x.crl');
      await writeFile(join(cwd, 'revoked'), '{}\n');
      await fails(3, 'line 1', ...crl, '--number', '4', '--out', 'x.crl');
    });

    it('answers OCSP requests', async () => {
      const ca = await certificate('issuing-ca.cer');
      const { serialNumber } = await certificate('tsa.cer');
      await writeFile(join(cwd, 'issued'), `${serialNumber}\n`);
      await writeFile(join(cwd, 'ask.ocsp'), buildOcspRequest([encodeCertId(ca, serialNumber)]));
      const args = [...['ocsp', ...KEYS, '--ca', 'issuing-ca.cer', '--responder', 'ocsp.cer', '--issued', 'issued']];
      await done(...args, '--key', 'ocsp', '--request', 'ask.ocsp', '--out', 'answer.ocsp');
      const answer = readOcspResponse(new Uint8Array(await readFile(join(cwd, 'answer.ocsp'))));
      expect(answer.status).to.equal('successful');
      await fails(3, 'another key', ...args, '--key', 'tsa', '--request', 'ask.ocsp', '--out', 'x.ocsp');
    });

    it('asks for, gives and judges timestamps', async () => {
      await done('tsa', 'request', '--data', 'data', '--out', 'q.tsq');
      const stamp = [...['tsa', 'stamp', ...KEYS, '--key', 'tsa', '--certificate', 'tsa.cer']];
      await done(...stamp, '--query', 'q.tsq', '--out', 'r.tsr');
      await done('tsa', 'verify', '--token', 'r.tsr', '--data', 'data');
      await fails(1, 'TIMESTAMP_IMPRINT_MISMATCH', 'tsa', 'verify', '--token', 'r.tsr', '--data', 'q.tsq');
      await fails(3, 'FILE_UNREADABLE', 'tsa', 'verify', '--token', 'q.tsq', '--data', 'data');
      await fails(1, 'badDataFormat', ...stamp, '--query', 'data', '--out', 'x.tsr');
    });

    it('makes no second key under one name for another use', async () => {
      await fails(3, '--use', ...csr('unknown'));
      const ran = await run('csr', ...KEYS, '--key', 'tsa', '--use', 'message', '--common-name', 'x', '--out', 'y.csr');
      expect(ran.status).to.equal(0);
      const { point } = (await certificate('tsa.cer')).publicKey;
      expect(Buffer.from(await pem('y.csr')).includes(Buffer.from(point))).to.equal(true);
    });
  });
});
