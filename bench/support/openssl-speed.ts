import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BenchFailure } from './bench-failure.js';

const run = promisify(execFile);

export interface OpensslSpeed {
  version: string;
  /** Operations a second of one core. */
  sign: number;
  verify: number;
}

/** `openssl speed sm2`. Throws BenchFailure where there is no openssl with SM2: no figure without its reference. */
export async function opensslSpeed(seconds: number): Promise<OpensslSpeed> {
  try {
    const version = (await run('openssl', ['version'])).stdout.trim();
    const { stdout } = await run('openssl', ['speed', '-seconds', String(seconds), 'sm2']);
    const [, sign, verify] = /\(CurveSM2\)\s+\S+\s+\S+\s+([\d.]+)\s+([\d.]+)/.exec(stdout) ?? [];
    if (sign === undefined || verify === undefined) throw new BenchFailure(`openssl speed said: ${stdout}`);
    return { version, sign: Number(sign), verify: Number(verify) };
  } catch (cause) {
    if (cause instanceof BenchFailure) throw cause;
    throw new BenchFailure('the command `openssl speed sm2` is needed as a reference (OpenSSL 3.0 or newer)', {
      cause,
    });
  }
}
