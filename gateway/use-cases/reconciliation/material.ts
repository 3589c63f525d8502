import { sm3Hex } from '../../../pki/sm3.js';
import { checkDailyStatements } from '../../domain/reconciliation/check-daily-statement.js';
import { checkCertificate, checkSeal, checkTrustLists } from '../../domain/reconciliation/check-material.js';
import type { Drift } from '../../domain/reconciliation/drift.js';
import type { Run } from './run.js';

/** The few rows that the domain itself is made of: certificates, seals, trust lists, its daily statements. */
export async function reconcileMaterial(run: Run): Promise<void> {
  const { rows, facts, sink, network } = run;
  await sink.check(async () => {
    const files = await rows.certificates();
    const records = await facts.certificates(files.map(({ der }) => sm3Hex(der)));
    const roots = await facts.roots();
    const factsOf = (fingerprint: string) => (roots.has(fingerprint) ? 'root' : records.get(fingerprint));
    return files.flatMap((file) => checkCertificate(file, factsOf));
  });
  await sink.check(async () => {
    const drifts: Drift[] = [];
    for (const file of await rows.seals()) {
      const record = await facts.seal(sm3Hex(file.der));
      drifts.push(...checkSeal(file, () => record));
    }
    return drifts;
  });
  await sink.check(async () => checkTrustLists(await rows.trustLists(), network.network));
  await sink.check(async () => checkDailyStatements(await rows.dailyStatements(), await facts.governanceKeys()));
}
