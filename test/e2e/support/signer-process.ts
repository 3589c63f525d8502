import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PURPOSES } from '../../../pki/signer/purposes.js';
import { fingerprintOf, makeTlsAuthority } from '../../gateway/keys/remote/tls-files.js';

const CLI = fileURLToPath(new URL('../../../gateway/cli/main.js', import.meta.url));

export interface SignerProcess {
  readonly processId: number;
  /** Folder of its keys, and the passphrase that they are kept under. */
  readonly folder: string;
  readonly passphrase: string;
  readonly journal: string;
  /** What a gateway has to be told. */
  readonly env: Record<string, string>;
  /** All that it has said. */
  said(): string;
  stop(): Promise<void>;
}

/** `yinxin signer serve` in a process of its own, for one gateway, which may use and have made every key. */
export async function startSignerProcess(folder: string, passphrase: string): Promise<SignerProcess> {
  const data = join(folder, 'signer');
  await mkdir(data, { recursive: true });
  const authority = await makeTlsAuthority(folder);
  const [own, gateway] = [await authority.issue('signer'), await authority.issue('gateway')];
  const [policy, journal, secret] = [join(folder, 'policy.json'), join(folder, 'journal'), join(folder, 'passphrase')];
  const grants = [{ keys: '*', purposes: PURPOSES, create: true }];
  const clients = [{ name: 'gateway', certificate: await fingerprintOf(gateway), grants }];
  await writeFile(policy, JSON.stringify({ format: 'yinxin/signer-policy/v1', clients }));
  await writeFile(secret, `${passphrase}\n`, { mode: 0o600 });
  const child = fork(
    CLI,
    [
      ...['signer', 'serve', '--data', data, '--policy', policy, '--journal', journal],
      ...['--cert', own.certFile, '--key', own.keyFile, '--client-ca', own.caFile],
    ],
    {
      env: { PATH: process.env.PATH ?? '', SIGNER_KEK: 'passphrase', SIGNER_PASSPHRASE_FILE: secret },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  let text = '';
  const address = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const [, found] = /signer: (https:\S+)/.exec(text) ?? [];
        if (found !== undefined) resolve(found);
      });
    }
    child.once('exit', () => reject(new Error(`the signer has ended: ${text}`)));
  });
  return {
    processId: child.pid ?? 0,
    folder: data,
    passphrase,
    journal,
    env: {
      SIGNER: 'remote',
      SIGNER_REMOTE_URL: address,
      SIGNER_REMOTE_CERT_FILE: gateway.certFile,
      SIGNER_REMOTE_KEY_FILE: gateway.keyFile,
      SIGNER_REMOTE_CA_FILE: gateway.caFile,
    },
    said: () => text,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
