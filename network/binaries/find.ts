import { accessSync, constants } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { NetworkError } from '../network-error.js';
import { runProgram } from '../support/run-program.js';
import { cacheFolder } from '../support/tree.js';
import { type Binaries, CA_SERVER, FABRIC_PROGRAMS, OSNADMIN } from './binaries.js';
import { builtTools, FABRIC_21, FABRIC_CA } from './build.js';
import { lineOf, versionIn } from './version.js';

/**
 * Fabric's programs: those in FABRIC_BIN, else the official 2.5 ones in PATH, else 2.1.1 built from pinned modules. The certificate
 * authority's may lie apart from the others. Throws BINARIES_UNUSABLE, GO_ABSENT or BUILD_FAILED.
 */
export async function findBinaries(
  env: NodeJS.ProcessEnv,
  tell: (line: string) => void,
  interrupted: AbortSignal,
): Promise<Binaries> {
  const site = { cache: cacheFolder(env), tell, interrupted };
  const caServer = async (...beside: string[]) => {
    const found = [...beside, ...pathFolders(env)].map((folder) => join(folder, CA_SERVER)).find(isProgram);
    return found ?? join(await builtTools(FABRIC_CA, site), CA_SERVER);
  };
  const given = env.FABRIC_BIN || undefined;
  if (given !== undefined) return inFolder(given, `FABRIC_BIN ${given}`, await caServer(given));

  const installed = pathFolders(env).find(
    (folder) => isProgram(join(folder, OSNADMIN)) && isProgram(join(folder, 'peer')),
  );
  // What else somebody may have in PATH is no reason not to run.
  if (installed !== undefined && (await versionAt(installed)).startsWith('2.5.')) {
    return inFolder(installed, installed, await caServer(installed));
  }
  // Both at once: while one links or waits for the network, the other compiles.
  const [built, ca] = await Promise.all([builtTools(FABRIC_21, site), caServer()]);
  return inFolder(built, 'built from network/tools', ca);
}

async function inFolder(folder: string, origin: string, caServer: string): Promise<Binaries> {
  const missing = FABRIC_PROGRAMS.filter((program) => !isProgram(join(folder, program)));
  if (missing.length > 0) throw new NetworkError('BINARIES_UNUSABLE', `${origin} lacks ${missing.join(', ')}`);
  const version = await versionAt(folder);
  const line = lineOf(version);
  if (line === '2.5' && !isProgram(join(folder, OSNADMIN))) {
    throw new NetworkError('BINARIES_UNUSABLE', `${origin} lacks ${OSNADMIN}`);
  }
  return { line, version, origin, caServer, fabric: (program) => join(folder, program) };
}

async function versionAt(folder: string): Promise<string> {
  const { stdout } = await runProgram(join(folder, 'peer'), ['version'], { cwd: dirname(folder), timeoutMs: 10_000 });
  return versionIn(stdout);
}

const pathFolders = (env: NodeJS.ProcessEnv): string[] => (env.PATH ?? '').split(delimiter).filter((one) => one !== '');

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
