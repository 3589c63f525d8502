import { benchAnchor } from './anchor.js';
import { benchBatch } from './batch.js';
import { tell } from './figure.js';
import { benchImpact } from './impact.js';
import { benchIssue } from './issue.js';
import { benchPki } from './pki.js';
import { benchSm2 } from './sm2.js';
import { BenchFailure } from './support/bench-failure.js';
import { stopOnSignals } from './support/stop-on-signals.js';
import { benchVerify } from './verify.js';

const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  sm2: benchSm2,
  pki: benchPki,
  issue: benchIssue,
  batch: benchBatch,
  verify: benchVerify,
  anchor: benchAnchor,
  impact: benchImpact,
};

/** `main.js [sm2|pki|issue|batch|verify|anchor|impact]`; all of them one after the other without a name. */
async function main([name]: readonly string[]): Promise<void> {
  const chosen = name === undefined ? Object.values(BENCHES) : [BENCHES[name]];
  for (const bench of chosen) {
    if (bench === undefined) throw new BenchFailure(`no benchmark ${name}: ${Object.keys(BENCHES).join(', ')}`);
    await bench();
  }
}

stopOnSignals();
main(process.argv.slice(2)).catch((error: unknown) => {
  tell(
    error instanceof BenchFailure ? `bench: ${error.message}` : String(error instanceof Error ? error.stack : error),
  );
  process.exitCode = 1;
});
