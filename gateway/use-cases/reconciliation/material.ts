import { checkDailyStatements } from '../../domain/reconciliation/check-daily-statement.js';
import { checkCertificate, checkSeal, checkTrustLists } from '../../domain/reconciliation/check-material.js';
import type { Drift } from '../../domain/reconciliation/drift.js';
import type { Run } from './run.js';

/** The few rows that the domain itself is made of: certificates, seals, trust lists, its daily statements. */
export async function reconcileMaterial(run: Run): Promise<void> {
  const { rows, facts, sink, network } = run;
  await sink.check(async () => {
    const files = await rows.certificates();
    const [records, roots] = [
      await facts.certificates(files.map(({ fingerprint }) => fingerprint)),
      await facts.roots(),
    ];
    return files.flatMap((file) =>
      checkCertificate(file, roots.has(file.fingerprint) ? 'root' : records.get(file.fingerprint)),
    );
  });
  await sink.check(async () => {
    const drifts: Drift[] = [];
    for (const file of await rows.seals()) drifts.push(...checkSeal(file, await facts.seal(file.digest)));
    return drifts;
  });
  await sink.check(async () => checkTrustLists(await rows.trustLists(), network.network));
  await sink.check(async () => checkDailyStatements(await rows.dailyStatements(), await facts.governanceKeys()));
}
