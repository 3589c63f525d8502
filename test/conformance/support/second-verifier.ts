import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Check, Verdict } from '../../../gateway/domain/verification/report.js';

/** Seen from dist/test/conformance/support: neither the sources in Go nor the schemas are compiled. */
const SOURCES = fileURLToPath(new URL('../../../../test/conformance/second-verifier', import.meta.url));
const FORMATS = fileURLToPath(new URL('../../../../docs/formats', import.meta.url));

/** One line of the program's input; bytes go in as base64. */
export interface SecondQuestion {
  evidence: Uint8Array;
  trust: Uint8Array;
  /** The network that the asker pins. */
  network?: string;
  policy: object;
  at: string;
  now: string;
  /** What the verifier's own node says, where the policy takes its word. */
  node?: unknown;
}

export interface SecondReport {
  verdict: Verdict;
  codes: string[];
  warnings: string[];
  anchoredAt?: string;
  checks: Pick<Check, 'name' | 'outcome' | 'code'>[];
}

export interface SecondVerifier {
  /** Rejects where the program has no report: an input that it cannot read, a fault of its own, its end. */
  verify(question: SecondQuestion): Promise<SecondReport>;
  stop(): Promise<void>;
}

/** Builds the program once for its sources, in a cache outside of the tree, and answers its path. */
export function buildSecondVerifier(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(SOURCES).sort()) {
    if (/\.go$|^go\.(mod|sum)$/.test(name)) hash.update(`${name}\0`).update(readFileSync(join(SOURCES, name)));
  }
  const { ORACLE_CACHE, XDG_CACHE_HOME } = process.env;
  const cache = ORACLE_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'yinxin-oracle');
  const program = join(cache, `second-verifier-${process.platform}-${process.arch}-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(program)) return program;
  mkdirSync(cache, { recursive: true });
  // Two runs at once each build their own and put the same program in place.
  const built = `${program}.${process.pid}`;
  run('go', 'vet', '.');
  if (run('gofmt', '-l', '.') !== '') throw new Error('the sources of the second verifier are not as gofmt has them');
  run('go', 'build', '-trimpath', '-buildvcs=false', '-o', built, '.');
  renameSync(built, program);
  return program;
}

function run(command: string, ...args: string[]): string {
  const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' };
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd: SOURCES, env, encoding: 'utf8' });
  if (error) throw new Error(`${command} could not be started: ${error.message}`);
  if (status !== 0) throw new Error(`${command} ${args[0]} failed with status ${status}: ${stderr}`);
  return stdout;
}

/** Starts the program; many questions may be under way at once. */
export function startSecondVerifier(): SecondVerifier {
  const child = spawn(buildSecondVerifier(), ['-formats', FORMATS], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<number, { resolve(report: SecondReport): void; reject(error: Error): void }>();
  let lastId = 0;
  const ended = new Promise<void>((resolve) => {
    child.once('close', (status) => {
      for (const { reject } of waiting.values()) reject(new Error(`the second verifier ended with status ${status}`));
      resolve();
    });
  });
  // A program that has ended is told of by its end.
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, error, panic, ...report } = JSON.parse(line);
    const asked = waiting.get(id);
    waiting.delete(id);
    const fault = panic ?? error;
    if (fault === undefined) asked?.resolve(report);
    else asked?.reject(new Error(`the second verifier: ${fault}`));
  });
  return {
    verify: ({ evidence, trust, ...rest }) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        const bytes = { evidence: base64(evidence), trust: base64(trust) };
        child.stdin.write(`${JSON.stringify({ id: lastId, ...bytes, ...rest })}\n`);
      }),
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}
