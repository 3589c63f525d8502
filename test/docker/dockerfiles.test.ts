import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { DOCKER } from './compose-file.js';

const ROOT = join(DOCKER, '..');
const FILES = ['gateway.Dockerfile', 'chaincode.Dockerfile'];

interface Instruction {
  name: string;
  rest: string;
}

describe('docker: Dockerfiles', () => {
  let nodeVersion: string;
  let ignored: string;

  before(async () => {
    const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
      await readFile(join(ROOT, 'package.json'), 'utf8'),
    );
    nodeVersion = dependencies.node ?? '';
    ignored = await readFile(join(ROOT, '.dockerignore'), 'utf8');
  });

  it('are the two that are tested here', async () => {
    expect((await readdir(DOCKER)).filter((name) => name.endsWith('Dockerfile'))).to.have.members(FILES);
  });

  for (const file of FILES) {
    describe(file, () => {
      let instructions: Instruction[];
      let last: Instruction[];

      const named = (name: string, among = instructions) =>
        among.filter((each) => each.name === name).map(({ rest }) => rest);

      before(async () => {
        instructions = parse(await readFile(join(DOCKER, file), 'utf8'));
        last = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'));
      });

      it('builds in stages, each on the Node that package.json pins', () => {
        const images = named('FROM').map((rest) => rest.split(' ')[0]);
        expect(images).to.have.lengthOf(3);
        for (const image of images) expect(image).to.equal(`node:${nodeVersion}-bookworm-slim`);
      });

      it('ends as another user than root, with a health check and a command without a shell', () => {
        expect(named('USER', last)).to.deep.equal(['node']);
        expect(last.findIndex(({ name }) => name === 'USER')).to.be.lessThan(
          last.findIndex(({ name }) => name === 'CMD'),
        );
        expect(named('HEALTHCHECK', last)[0]).to.match(/--retries=\d+ +CMD \["node"/);
        expect(named('CMD', last)[0]).to.match(/^\["node", .*\]$/);
      });

      it('installs by the lock file, what runs without development packages and scripts', () => {
        const installs = named('RUN').filter((rest) => /\bnpm (ci|i|install|add)\b/.test(rest));
        expect(installs).to.have.lengthOf(2);
        for (const install of installs) expect(install).to.match(/^npm ci .*--ignore-scripts/);
        expect(installs[1]).to.include('--omit=dev');
        const copied = named('COPY', last).filter(
          (rest) => rest.startsWith('--from=') && rest.includes('node_modules'),
        );
        expect(copied).to.deep.equal(['--from=packages /app/node_modules ./node_modules']);
      });

      it('fetches nothing by itself and brings no secret into a layer', () => {
        expect(named('ADD')).to.deep.equal([]);
        expect(named('ARG')).to.deep.equal([]);
        expect(named('RUN').join('\n')).not.to.match(/\b(curl|wget|git|apt|apt-get)\b/);
        const all = [...named('ENV'), ...named('COPY'), ...named('RUN')].join('\n');
        expect(all).not.to.match(/password|secret|token|kek|\.pem|\.key|\.env/i);
      });

      it('copies only what the build context holds', () => {
        const fromContext = named('COPY').filter((rest) => !rest.startsWith('--from='));
        const sources = fromContext.flatMap((rest) => rest.split(' ').slice(0, -1));
        for (const source of sources) expect(ignored.split('\n'), source).to.include(`!${source}`);
        expect(ignored.split('\n')).to.include('*');
      });

      it('starts a file that the build makes', async () => {
        const [path] = /dist\/[\w/-]+\.js/.exec(named('CMD', last)[0] ?? '') ?? [];
        await readFile(join(ROOT, path ?? ''));
      });
    });
  }

  it('go with scripts that a shell can read', async () => {
    const scripts = (await readdir(join(DOCKER, 'scripts'))).filter((name) => name.endsWith('.sh'));
    expect(scripts).to.have.members(['join.sh', 'define.sh']);
    for (const script of scripts) await promisify(execFile)('sh', ['-n', join(DOCKER, 'scripts', script)]);
  });
});

/** Instructions of a Dockerfile: comments left out, continued lines joined. */
function parse(text: string): Instruction[] {
  const lines = text.replaceAll(/\\\n\s*/g, '').split('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
      return { name, rest };
    });
}
