import { MARKET } from './cast.js';
import { forgeries } from './forgeries.js';
import type { Issued } from './issue.js';
import { DAY_MS, HUNAN, STRANGER, type Stage } from './stage.js';
import { outcomeOf } from './step.js';

/** Everything that a forger tries is refused with its reason; what cannot be told is said to be so. */
export async function tryForgeries(
  { cast, step, judged, offline, lists }: Stage,
  { licenceId, good, sister, foreign }: Issued,
): Promise<void> {
  for (const { step: name, make, ...expected } of forgeries(good, sister, foreign)) {
    await judged(name, HUNAN, '43', expected, make);
  }
  await step(
    'a field hidden that the policy wants',
    HUNAN,
    { verdict: 'indeterminate', code: 'FIELD_HIDDEN' },
    async () => outcomeOf(await cast.verify('43', await cast.evidenceOf(MARKET, licenceId, '?reveal=ZZMC,ZZBH'))),
  );
  await step('status older than the policy', STRANGER, { verdict: 'indeterminate', code: 'STATUS_STALE' }, async () =>
    offline(good, Date.now() + 2 * DAY_MS),
  );
  await step(
    'a trust list signed by one domain alone',
    STRANGER,
    { verdict: 'indeterminate', code: 'TRUST_NOT_MAJORITY' },
    async () =>
      offline(
        good,
        Date.now(),
        lists.map((each, at) => (at === 0 ? each : { ...each, signatures: each.signatures.slice(0, 1) })),
      ),
  );
}
