import shim from 'fabric-shim';
import { assertSm2Works } from '../../pki/sm2/self-test.js';
import { createChaincode } from './chaincode.js';
import { readHostConfig } from './config.js';
import { quietShim } from './quiet-shim.js';

/** A transaction's time is its client's word: legal time is the witnesses', and this only keeps clients honest. */
const TIME_WINDOW_MS = 5 * 60_000;

/** Resolves when the service listens. */
async function serve(): Promise<void> {
  assertSm2Works();
  quietShim();
  const { chaincodeId, address, tls, ledger, members } = readHostConfig(process.env);
  const chaincode = createChaincode({
    ledger,
    members,
    clock: { now: () => Date.now() },
    timeWindow: TIME_WINDOW_MS,
    onFailure: tell,
  });
  await shim.Shim.server(chaincode, { ccid: chaincodeId, address, tlsProps: tls }).start();
}

function tell(cause: unknown): void {
  process.stderr.write(`${cause instanceof Error ? (cause.stack ?? cause.message) : 'failed'}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0));
// The shim catches what nobody else does and ends with status 0: a supervisor would take that for a good end.
await serve().catch((error: unknown) => {
  tell(error);
  process.exit(1);
});
