import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { NetworkError } from '../network-error.js';
import { underLock } from '../support/lock.js';
import { runProgram } from '../support/run-program.js';
import { TOOLS } from '../support/tree.js';

const MINUTES = 60_000;
const PATIENCE_MS = 20 * MINUTES;

/** A module of network/tools and how it is built. */
export interface ToolModule {
  name: string;
  flags: readonly string[];
  /** fabric-ca keeps its registry in SQLite, which is C */
  cgo: boolean;
}

export interface BuildSite {
  /** where what is built stays */
  cache: string;
  tell(line: string): void;
  interrupted: AbortSignal;
}

export const FABRIC_21: ToolModule = {
  name: 'fabric21',
  // Sources of a module do not know their own version.
  flags: ['-s', '-w', '-X', 'github.com/hyperledger/fabric/common/metadata.Version=2.1.1'],
  cgo: false,
};
export const FABRIC_CA: ToolModule = { name: 'fabricca', flags: ['-s', '-w'], cgo: true };

/**
 * The folder with a tool module's programs, built by `go install` from the pinned sums if it is not there yet. Builds that start at once wait
 * for the first. Throws GO_ABSENT or BUILD_FAILED.
 */
export async function builtTools(module: ToolModule, { cache, tell, interrupted }: BuildSite): Promise<string> {
  const source = join(TOOLS, module.name);
  const sums = await readFile(join(source, 'go.sum'));
  const folder = join(cache, `${module.name}-${createHash('sha256').update(sums).digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  return underLock(`${folder}.lock`, PATIENCE_MS, async () => {
    if (!existsSync(folder)) await build(module, source, folder, tell, interrupted);
    return folder;
  });
}

async function build(
  module: ToolModule,
  source: string,
  folder: string,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  await runProgram('go', ['version']).catch((cause: unknown) => {
    throw new NetworkError(
      'GO_ABSENT',
      'no Fabric in FABRIC_BIN or PATH, and no Go 1.25 to build it with: https://go.dev/dl/',
      { cause },
    );
  });
  tell(`building ${module.name} (once; some minutes)`);
  const unfinished = await mkdtemp(`${folder}.`);
  try {
    await runProgram(
      'nice',
      ['go', 'install', '-mod=readonly', '-trimpath', '-ldflags', module.flags.join(' '), 'tool'],
      {
        cwd: source,
        env: { ...goEnvironment(process.env), CGO_ENABLED: module.cgo ? '1' : '0', GOBIN: unfinished },
        timeoutMs: PATIENCE_MS,
        signal,
      },
    );
    await rename(unfinished, folder);
  } catch (cause) {
    await rm(unfinished, { recursive: true, force: true });
    throw new NetworkError('BUILD_FAILED', cause instanceof Error ? cause.message : module.name, { cause });
  }
}

/** Where Go keeps and finds things, as the user has set it. */
function goEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const known = Object.entries(env).filter(([name]) =>
    /^(GO|XDG_|SSL_|https?_proxy$|no_proxy$|HTTPS?_PROXY$|NO_PROXY$)/.test(name),
  );
  return Object.fromEntries(known.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
