import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { DEFAULT_POLICY } from '../../../gateway/domain/verification/policy.js';
import type { VerificationReport } from '../../../gateway/domain/verification/report.js';
import { AT } from '../../support/evidence-kit.js';
import { type Probe, ROWS } from '../../support/evidence-kit-table.js';
import { sharedWorld } from '../../support/evidence-kit-world.js';
// The rows: they come with their own tests.
import '../domain/verification/anchoring.test.js';
import '../domain/verification/forgers-table.test.js';
import { emptyFolder, runCli } from './support/run-cli.js';

/** The same question on the command line; undefined where it is asked of a node. */
function argumentsOf({ about = {} }: Probe): string[] | undefined {
  const { policy = DEFAULT_POLICY, at = AT, now = at } = about;
  if (policy.statusSource === 'node' || about.trust !== undefined) return undefined;
  return [
    ...['--at', at, '--now', now, '--max-status-age', String(policy.maxStatusAgeSeconds)],
    ...(policy.relyingDomain === undefined ? [] : ['--domain', policy.relyingDomain]),
    ...(policy.requiredFields === 'all' ? [] : ['--fields', policy.requiredFields.join(',')]),
    ...(policy.production ? ['--production'] : []),
  ];
}

/** Does the work on each item, two at a time. */
async function forEach<T>(items: readonly T[], work: (item: T, at: number) => Promise<void>): Promise<void> {
  const left = items.entries();
  const worker = async () => {
    for (const [at, item] of left) await work(item, at);
  };
  await Promise.all([worker(), worker()]);
}

describe("the forger's table, by the command line without a network", function () {
  this.timeout(300_000);

  it('every forgery that can be judged offline has the verdict, code and exit status of its row', async () => {
    const world = await sharedWorld();
    const { folder, remove } = await emptyFolder();
    try {
      const trust = { format: 'yinxin/trust-store/v1', pin: world.network, lists: world.lists };
      await writeFile(join(folder, 'trust.json'), JSON.stringify(trust));
      const wrong: unknown[] = [];
      let judged = 0;
      await forEach(ROWS, async ({ title, forged, verdict, code }, at) => {
        const probe = await forged(world);
        const args = argumentsOf(probe);
        if (args === undefined) return;
        const cwd = join(folder, String(at));
        await mkdir(cwd);
        const { evidence } = probe;
        await writeFile(join(cwd, 'e.json'), evidence instanceof Uint8Array ? evidence : JSON.stringify(evidence));
        const options = { cwd, offline: true };
        const ran = await runCli(['verify', 'e.json', '--trust', '../trust.json', '--json', ...args], options);
        const status = { valid: 0, invalid: 1, indeterminate: 2 }[verdict];
        const report: VerificationReport | undefined = ran.out === '' ? undefined : JSON.parse(ran.out);
        const agrees = ran.status === status && report?.verdict === verdict && report.codes.includes(code);
        if (!agrees) wrong.push({ title, wanted: [verdict, code], got: [ran.status, report?.codes, ran.err] });
        judged += 1;
      });
      expect(wrong).to.deep.equal([]);
      expect(judged).to.be.greaterThan(100);
    } finally {
      await remove();
    }
  });
});
