import { MARKET, orderFor } from './cast.js';
import type { Issued } from './issue.js';
import { DAY_MS, GUANGDONG, GUIZHOU, HUNAN, STRANGER, type Stage } from './stage.js';
import { DONE } from './step.js';

/** Suspended, resumed, reissued: everybody sees it at once. */
export async function changeStates(
  { cast, step, kept, judged, change }: Stage,
  { licenceId, good, sister }: Issued,
): Promise<void> {
  await change('the licence suspended', licenceId, 'suspend', 'under-investigation');
  await judged('suspended', HUNAN, '43', { verdict: 'invalid', code: 'LICENCE_SUSPENDED' }, () => good);
  await judged('suspended', GUIZHOU, '52', { verdict: 'invalid', code: 'LICENCE_SUSPENDED' }, () => good);
  await change('the licence resumed', licenceId, 'resume', 'suspension-lifted');
  await judged('valid again', HUNAN, '43', { verdict: 'valid' }, () => good);

  await step('reissued after a change: version 2', GUANGDONG, { verdict: 'done' }, async () => {
    const first = sister.document.licenceId;
    const order = orderFor(MARKET, 'sister', { idempotencyKey: 'journey-reissue' });
    const next = await cast
      .officer(MARKET)
      .post<{ licenceId: string }>(`/v1/licences/${first}/reissue`, { reason: 'change', order });
    kept.set('business-licence-2-version-2', await cast.evidenceOf(MARKET, next.licenceId));
    return DONE;
  });
  await judged('version 1 superseded', HUNAN, '43', { verdict: 'invalid', code: 'LICENCE_SUPERSEDED' }, () => sister);
  await judged('version 2 valid', HUNAN, '43', { verdict: 'valid' }, () => kept.get('business-licence-2-version-2'));
}

/** Revoked: by every node, by fresh evidence, and never valid again by old evidence. */
export async function revoke(
  { cast, step, kept, judged, offline, change }: Stage,
  { licenceId, good }: Issued,
): Promise<void> {
  await change('the licence revoked', licenceId, 'revoke', 'serious-violation');
  await judged('revoked', HUNAN, '43', { verdict: 'invalid', code: 'LICENCE_REVOKED' }, () => good);
  await judged('revoked', GUIZHOU, '52', { verdict: 'invalid', code: 'LICENCE_REVOKED' }, () => good);
  await step(
    'revoked, by evidence with a fresh status',
    STRANGER,
    { verdict: 'invalid', code: 'LICENCE_REVOKED' },
    async () => {
      const revoked = await cast.evidenceOf(MARKET, licenceId);
      kept.set('business-licence-revoked', revoked);
      return offline(revoked, Date.now());
    },
  );
  await step(
    'evidence from before the revocation, a day later',
    STRANGER,
    { verdict: 'indeterminate', code: 'STATUS_STALE' },
    async () => offline(good, Date.now() + DAY_MS + 60_000),
  );
}
