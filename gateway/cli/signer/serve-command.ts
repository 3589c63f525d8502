import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { assertEnginesAgree } from '../../../pki/sm2/engines-agree.js';
import { assertSm2Works } from '../../../pki/sm2/self-test.js';
import { AppError } from '../../domain/errors.js';
import { createKeyRing } from '../../keys/key-ring.js';
import { readSignerPolicy } from '../../keys/remote/policy.js';
import { openJournal } from '../../keys/remote/signer-journal.js';
import { startSignerServer } from '../../keys/remote/signer-server.js';
import { createSigningGuard, guardKeys } from '../../keys/signing-guard.js';
import { openKeyStore, readTls } from '../../open-keys.js';
import { readSignerConfig } from '../../signer-config.js';
import { CliError, type ExitStatus } from '../cli-error.js';
import type { Terminal } from '../terminal.js';

export interface SignerServeOptions {
  data: string;
  policy: string;
  journal: string;
  cert: string;
  key: string;
  clientCa: string;
  host: string;
  port: string;
}

const SELF_TEST_EVERY_MS = 3_600_000;

/** `yinxin signer serve`: keeps keys and signs with them for others, until it is told to stop. */
export async function signerServeCommand(options: SignerServeOptions, terminal: Terminal): Promise<ExitStatus> {
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new CliError('USAGE', '--port: 0 to 65535');
  try {
    return await serve({ ...options, port }, terminal);
  } catch (cause) {
    if (cause instanceof AppError) throw new CliError('USAGE', `${cause.code}: ${cause.message}`, { cause });
    throw cause;
  }
}

async function serve(
  { data, policy, journal, cert, key, clientCa, host, port }: Omit<SignerServeOptions, 'port'> & { port: number },
  terminal: Terminal,
): Promise<ExitStatus> {
  const { signer, kek } = readSignerConfig(terminal.env);
  if (signer.kind === 'remote') throw new CliError('USAGE', 'SIGNER: a signer keeps its keys itself');
  const rules = readSignerPolicy(await readFile(policy, 'utf8').catch(() => ''));
  const store = await openKeyStore({ signer, kek, dataFolder: data, create: false }, terminal.now);
  const lines = await openJournal(journal, terminal.now);
  const guard = createSigningGuard({
    selfTest() {
      assertSm2Works();
      assertEnginesAgree();
    },
    onStop: () => terminal.note('SM2_SELF_TEST_FAILED: nothing is signed any more'),
  });
  guard.test();
  guard.assertMaySign();
  const server = await startSignerServer({
    host,
    port,
    tls: await readTls({ certFile: cert, keyFile: key, caFile: clientCa }),
    keys: guardKeys(createKeyRing(store), guard),
    policy: rules,
    record: lines.record,
  });
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  const testing = setInterval(() => guard.test(), SELF_TEST_EVERY_MS);
  terminal.say(`signer: ${server.address}`);
  await once(stopping.signal, 'abort');
  clearInterval(testing);
  await server.close();
  await store.close();
  await lines.close();
  return 0;
}
