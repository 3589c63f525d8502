import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { SEAL_CODE_TEXTS } from '../../../gateway/domain/seal-verification/code-texts.js';
import { MAX_SEAL_BYTES } from '../../../gateway/domain/seal-verification/report.js';
import type { SealInspection, SealReport } from '../../../gateway/domain/seal-verification/report-schema.js';
import { jsonSchemas } from '../../../gateway/domain/verification/json-schemas.js';
import { element, octetString, sequence } from '../../../pki/der/writer.js';
import { SES_VERDICT_CODES } from '../../../pki/ses/verdict/check.js';
import { sm3 } from '../../../pki/sm3.js';
import { forgeSeal, forgeSealSignature } from '../../pki/support/forge-seal.js';
import { haveSealSamples, sealSample } from '../../support/seal-samples.js';
import { createSealWorld, DOCUMENT, pem, type SealWorld, THEN } from '../../support/seal-world.js';
import { emptyFolder, runCli } from './support/run-cli.js';

describe('yinxin seal', function () {
  this.timeout(60_000);
  let world: SealWorld;
  let place: Awaited<ReturnType<typeof emptyFolder>>;
  const put = (name: string, content: string | Uint8Array) => writeFile(join(place.folder, name), content);
  before(async () => {
    world = await createSealWorld();
    place = await emptyFolder();
    await put('seal.esl', world.seal);
    await put('signed.dat', world.signature);
    await put('document.bin', DOCUMENT);
    await put('other.bin', Buffer.from('other'));
    await put('roots.pem', pem('CERTIFICATE', world.root));
    await put('chain.pem', pem('CERTIFICATE', world.root) + pem('CERTIFICATE', world.issuingCa));
    await put('all.pem', world.trustPem);
    await put('revoked.pem', world.trustPemRevoked);
  });
  after(() => place.remove());

  const run = (...args: string[]) => runCli(['seal', ...args], { cwd: place.folder, offline: true });
  const verify = async (...args: string[]): Promise<{ status: number | null; report: SealReport }> => {
    const { status, out } = await run('verify', ...args, '--json');
    return { status, report: JSON.parse(out) };
  };
  const AT = ['--at', THEN];

  describe('verify', () => {
    it('is valid with the document, roots, chain and lists, and says whose word the signing time is', async () => {
      const { status, report } = await verify('signed.dat', '--document', 'document.bin', '--trust', 'all.pem', ...AT);
      expect(report.codes).to.deep.equal([]);
      expect(report.warnings).to.deep.equal(['SIGNING_TIME_DECLARED']);
      expect([status, report.verdict, report.kind]).to.deep.equal([0, 'valid', 'signature']);
    });
    it('a seal alone is valid likewise', async () => {
      const { status, report } = await verify('seal.esl', '--trust', 'all.pem', ...AT);
      expect([status, report.verdict, report.kind, report.codes]).to.deep.equal([0, 'valid', 'seal', []]);
    });
    it('another document is invalid, status 1', async () => {
      const { status, report } = await verify('signed.dat', '--document', 'other.bin', '--trust', 'all.pem', ...AT);
      expect([status, report.verdict, report.codes]).to.deep.equal([1, 'invalid', ['DATA_HASH_MISMATCH']]);
    });
    it('without document, trust, chain or lists it is indeterminate, status 2, each with its reason', async () => {
      const document = ['--document', 'document.bin'];
      for (const [args, code] of [
        [['--trust', 'all.pem'], 'DOCUMENT_NOT_GIVEN'],
        [document, 'CERTIFICATE_NOT_TRUSTED'],
        [[...document, '--trust', 'roots.pem'], 'CERTIFICATE_NOT_TRUSTED'],
        [[...document, '--trust', 'chain.pem'], 'REVOCATION_UNKNOWN'],
      ] as const) {
        const { status, report } = await verify('signed.dat', ...args, ...AT);
        expect([status, report.verdict], code).to.deep.equal([2, 'indeterminate']);
        expect(report.codes).to.include(code);
      }
    });
    it('without lists it is valid where the caller says that they do no harm', async () => {
      const args = ['--document', 'document.bin', '--trust', 'chain.pem', '--revocation', 'soft'];
      const { status, report } = await verify('signed.dat', ...args, ...AT);
      expect([status, report.policy]).to.deep.equal([0, 'tolerant, revocation soft']);
    });
    it('takes several files of trust, wherever they stand', async () => {
      await put('issuing.cer', world.issuingCa);
      const trust = ['--trust', 'roots.pem', '--trust', 'issuing.cer', '--revocation', 'soft'];
      const { status } = await verify(...trust, 'seal.esl', ...AT);
      expect(status).to.equal(0);
    });
    it('a signer revoked before signing is invalid', async () => {
      const args = ['--document', 'document.bin', '--trust', 'revoked.pem'];
      const { status, report } = await verify('signed.dat', ...args, ...AT);
      expect(report.checks.find(({ id }) => id === 'SIGNER-REVOC')?.code).to.equal('CERTIFICATE_REVOKED');
      expect(status).to.equal(1);
    });
    it('a trust list that is refused vouches for nobody, and it is said', async () => {
      await put('broken.json', '{"list":1}');
      const refused = await run('verify', 'seal.esl', '--trust', 'broken.json', ...AT);
      expect([refused.status, refused.err.split(':')[0]]).to.deep.equal([2, 'TRUST_REFUSED']);
    });
    it('a changed bit of the signature value is invalid', async () => {
      const changed = Uint8Array.from(world.signature);
      changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
      await put('changed.dat', changed);
      const { status, report } = await verify('changed.dat', '--document', 'document.bin', '--trust', 'all.pem', ...AT);
      expect([status, report.codes]).to.deep.equal([1, ['SIGNATURE_INVALID']]);
    });
    it('what is no seal is status 3, whatever it is, and says nothing on standard output', async () => {
      const deep = (depth: number): Uint8Array =>
        depth === 0 ? octetString(new Uint8Array()) : sequence(deep(depth - 1));
      const hostile: Record<string, Uint8Array> = {
        nothing: new Uint8Array(),
        text: Buffer.from('not a seal'),
        'an empty sequence': Uint8Array.of(0x30, 0),
        'a deep nest': deep(200),
        'a lying length': Uint8Array.of(0x30, 0x84, 0x7f, 0xff, 0xff, 0xff),
        'a hundred thousand elements': element(
          0x30,
          new Uint8Array(200_000).fill(0).map((_, at) => (at % 2 === 0 ? 5 : 0)),
        ),
        'too many bytes': new Uint8Array(MAX_SEAL_BYTES + 1).fill(0x30),
        'half a seal': world.seal.subarray(0, world.seal.length / 2),
        'half a signature': world.signature.subarray(0, 900),
      };
      for (const [what, bytes] of Object.entries(hostile)) {
        await put('hostile', bytes);
        for (const command of ['verify', 'inspect']) {
          const before = performance.now();
          const { status, out, err } = await run(command, 'hostile', '--json');
          expect([status, out], what).to.deep.equal([3, '']);
          expect(err, what).to.match(/^NOT_A_SEAL: /);
          expect(performance.now() - before, what).to.be.below(10_000);
        }
      }
    });
    it('wrong usage is status 3', async () => {
      for (const args of [
        ['verify'],
        ['verify', 'absent.esl'],
        ['verify', 'seal.esl', '--at', 'yesterday'],
        ['verify', 'seal.esl', '--trust', 'absent.pem'],
        ['verify', 'seal.esl', '--trust', 'other.bin'],
        ['verify', 'signed.dat', '--document', 'absent.bin'],
        ['verify', 'seal.esl', '--revocation', 'never'],
      ]) {
        expect((await run(...args)).status, args.join(' ')).to.equal(3);
      }
    });
    it('speaks both languages, and quotes nothing that steers a terminal', async () => {
      const zh = await run('verify', 'signed.dat', '--lang', 'zh', ...AT);
      expect(zh.out).to.include('核验结论: 无法判定').and.include('请用 --document 提供');
      const en = await run('verify', 'signed.dat', '--lang', 'en', ...AT);
      expect(en.out).to.include('Verdict: INDETERMINATE').and.include("the signer's word");
      await put('hostile.esl', world.sealNamed('\u001b[2J有效\u202e'));
      const ran = await run('verify', 'hostile.esl', '--lang', 'en');
      expect(ran.out).to.include('\\u{1b}[2J').and.not.include('\u001b');
    });
  });

  describe('inspect', () => {
    it('detects seals and signatures of every version by their content', async () => {
      for (const [version, kind, bytes] of [
        [1, 'seal', forgeSeal({ version: 1 })],
        [4, 'seal', forgeSeal()],
        [5, 'seal', forgeSeal({ version: 5 })],
        [1, 'signature', forgeSealSignature({ v1: true })],
        [4, 'signature', forgeSealSignature()],
      ] as const) {
        await put('any', bytes);
        const { status, out } = await run('inspect', 'any', '--json');
        const inspection: SealInspection = JSON.parse(out);
        expect([status, inspection.kind, inspection.seal.version]).to.deep.equal([0, kind, version]);
        expect(inspection).not.to.have.property('verdict');
      }
    });
    it('tells the digest of the document, the signers and the picture', async () => {
      const { out } = await run('inspect', 'signed.dat', '--json');
      const { signature, seal }: SealInspection = JSON.parse(out);
      expect(signature?.dataHash).to.equal(Buffer.from(sm3(DOCUMENT)).toString('hex'));
      expect(seal.signers).to.include({ list: 'certificates', count: 1 });
      expect(seal.picture).to.include({ type: 'GIF', width: 40, height: 40 });
    });
    it('reads standard input', async () => {
      const { status } = await runCli(['seal', 'inspect', '-'], { cwd: place.folder, stdin: world.seal });
      expect(status).to.equal(0);
    });
  });

  describe('draw', () => {
    it('writes SVG or PNG, as the name of the file ends', async () => {
      for (const [file, start] of [
        ['round.svg', '<svg '],
        ['round.png', '\u0089PNG'],
      ] as const) {
        expect((await run('draw', file, '--name', '合成单位', '--code', '99', '--dpi', '150')).status, file).to.equal(
          0,
        );
        expect((await readFile(join(place.folder, file), 'latin1')).startsWith(start)).to.equal(true);
      }
      expect((await run('draw', 'name.svg', '--shape', 'name', '--name', '合成印')).status).to.equal(0);
    });
    it('wrong usage is status 3, and writes nothing', async () => {
      for (const args of [
        ['draw', 'x.svg'],
        ['draw', 'x.gif', '--name', '合成'],
        ['draw', 'x.svg', '--name', '合 成'],
        ['draw', 'x.svg', '--name', '合성'],
        ['draw', 'x.svg', '--name', '合成', '--size', '7'],
        ['draw', 'x.svg', '--name', '合成', '--size', 'large'],
        ['draw', 'x.png', '--name', '合成', '--dpi', '1'],
        ['draw', 'x.svg', '--name', '合成', '--shape', 'name', '--code', '1'],
        ['draw', 'x.svg', '--name', '合成', '--emblem', 'other.bin', '--centre', 'none'],
        ['draw', 'nowhere/x.svg', '--name', '合成'],
      ]) {
        expect((await run(...args)).status, args.join(' ')).to.equal(3);
      }
      expect((await readdir(place.folder)).filter((file) => file.startsWith('x.'))).to.deep.equal([]);
    });
  });

  it('what is written fits the schemas', async () => {
    const schemas = jsonSchemas();
    for (const [command, name] of [
      ['inspect', 'seal-inspection'],
      ['verify', 'seal-report'],
    ] as const) {
      const validate = new Ajv2020({ strict: false }).compile(schemas[`${name}.schema.json`] as object);
      for (const file of ['seal.esl', 'signed.dat']) {
        const written: object = JSON.parse((await run(command, file, '--json')).out);
        expect(validate(written), `${name}: ${JSON.stringify(validate.errors)}`).to.equal(true);
        expect(validate({ ...written, surplus: 1 })).to.equal(false);
      }
    }
  });
  it('every code has its words in both languages', () => {
    for (const code of SES_VERDICT_CODES) {
      expect(SEAL_CODE_TEXTS[code].zh, code).to.match(/。$/);
      expect(SEAL_CODE_TEXTS[code].en, code).to.match(/\.$/);
    }
  });

  for (const [name, version] of haveSealSamples
    ? ([
        ['UserV1.esl', 1],
        ['UserV4.esl', 4],
        ['UserV5.esl', 5],
        ['SignedValueV4.dat', 4],
        ['SignedValueV5.dat', 5],
      ] as const)
    : []) {
    it(`${name} of ofdrw: structure, good signatures, and indeterminate without trust`, async () => {
      await put(name, sealSample(name));
      const { status, report } = await verify(name);
      expect([status, report.verdict, report.seal.version]).to.deep.equal([2, 'indeterminate', version]);
      const outcomes = report.checks.map(({ id, outcome }) => `${id} ${outcome}`);
      expect(outcomes).to.include.members(['SES-FMT passed', 'SEAL-SIG passed', 'MAKER-CHAIN skipped']);
      if (name.startsWith('Signed')) {
        expect(outcomes).to.include.members(['SES-SIG passed', 'SIGNER-IN-LIST passed', 'SIGNER-CHAIN skipped']);
      }
      expect(outcomes.filter((each) => each.endsWith('failed'))).to.deep.equal([]);
    });
  }
});
