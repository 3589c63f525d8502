import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import koffi from 'koffi';
import { isRequired } from '../../../support/required.js';

const SOURCE = fileURLToPath(new URL('../../../../../test/gateway/keys/sdf/soft-sdf.c', import.meta.url));

export interface SoftSdf {
  readonly module: string;
  /** The next so many signatures fail, are wrong, or have a number that is too wide. */
  fail(kind: 'error' | 'wrong-signature' | 'wide', times: number): void;
  /** What is open is dead from now on. */
  restart(): void;
  sessions(): number;
  mostInUse(): number;
  remove(): Promise<void>;
}

const KINDS = { error: 1, 'wrong-signature': 2, wide: 3 } as const;

/** Whether this machine can build it: a compiler, and the headers of OpenSSL. Where CI is set, it must. */
export const canBuildSoftSdf =
  isRequired ||
  spawnSync('gcc', ['-E', '-'], { input: '#include <openssl/ec.h>\n', stdio: ['pipe', 'ignore', 'ignore'] }).status ===
    0;

/** Builds the device of soft-sdf.c with gcc. */
export async function buildSoftSdf(): Promise<SoftSdf> {
  const folder = await mkdtemp(join(tmpdir(), 'yinxin-sdf-'));
  const module = join(folder, 'libsoftsdf.so');
  await promisify(execFile)('gcc', [
    ...['-O2', '-Wall', '-Wextra', '-Werror', '-Wno-deprecated-declarations'],
    ...['-shared', '-fPIC', '-o', module, SOURCE, '-lcrypto'],
  ]);
  const library = koffi.load(module);
  const fail = library.func('soft_sdf_fail', 'void', ['int', 'int']);
  return {
    module,
    fail: (kind, times) => void fail(KINDS[kind], times),
    restart: library.func('soft_sdf_restart', 'void', []),
    sessions: library.func('soft_sdf_sessions', 'int', []),
    mostInUse: library.func('soft_sdf_most_in_use', 'int', []),
    remove: () => rm(folder, { recursive: true }),
  };
}
