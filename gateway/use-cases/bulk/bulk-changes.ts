import { LICENCE_STATE_REASONS, REISSUE_REASONS } from '../../../chaincode/model/licence-states.js';
import { formatTime, parseTime } from '../../../pki/encoding/times.js';
import { type BulkApproval, type BulkChange, bulkChangeDigest, bulkMac } from '../../domain/bulk/bulk-change.js';
import { AppError } from '../../domain/errors.js';
import type { Actor } from '../../domain/policy/actor.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { BulkChangeStore, KeptBulkChange } from '../../domain/ports/bulk-changes.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Impact, ImpactQuery } from '../../domain/ports/impact.js';
import type { Projection } from '../../domain/ports/projection.js';
import type { BulkChangeView, UseCases } from '../contract.js';
import { reachOf } from '../impact/licence-impact.js';

export interface BulkDeps {
  domain: string;
  changes: BulkChangeStore;
  impact: Impact;
  projection: Projection;
  clock: Clock;
  /** Outside the database. */
  bulkKey: Uint8Array;
}

/** As long as a command may wait: what was approved yesterday is asked for again. */
const LIFETIME_MS = 24 * 3_600_000;

export const BULK_REASONS = { suspend: LICENCE_STATE_REASONS.suspended, reseal: REISSUE_REASONS } as const;

/** Asks for a change of every licence that a cause touched up to now; nothing happens before somebody else approves. */
export function createRequestBulkChange(deps: BulkDeps): UseCases['requestBulkChange'] {
  const { domain, changes, clock, bulkKey } = deps;
  return async (actor, { until, ...input }) => {
    authorise(actor, 'licence.bulk', { tenant: input.authority, domain });
    const reasons: readonly string[] = BULK_REASONS[input.action];
    if (!reasons.includes(input.reason)) {
      throw new AppError('INVALID_REQUEST', 'not a reason for this change', { details: { reasons } });
    }
    const now = clock.now();
    const end = until === undefined ? now : Math.min(parseTime(until), now);
    const change: BulkChange = {
      format: 'yinxin/bulk-change/v1',
      domain,
      ...input,
      until: formatTime(end),
      requestedBy: actor.subject,
      requestedAt: formatTime(now),
    };
    await changes.add(change, bulkMac(bulkKey, change), now);
    return viewOf(bulkChangeDigest(change), deps);
  };
}

/** Lets a change begin. SECOND_PERSON_NEEDED for whoever asked for it. */
export function createApproveBulkChange(deps: BulkDeps): UseCases['approveBulkChange'] {
  const { domain, changes, clock, bulkKey } = deps;
  return async (actor, { authority, change: digest }) => {
    authorise(actor, 'licence.bulk', { tenant: authority, domain });
    const { change } = await findChange(authority, digest, deps);
    if (change.requestedBy === actor.subject) {
      throw new AppError('SECOND_PERSON_NEEDED', 'whoever asks for a change does not approve it');
    }
    const now = clock.now();
    const approval: BulkApproval = {
      format: 'yinxin/bulk-approval/v1',
      change: digest,
      approvedBy: actor.subject,
      approvedAt: formatTime(now),
      expires: formatTime(now + LIFETIME_MS),
    };
    if (!(await changes.approve(approval, bulkMac(bulkKey, approval)))) {
      throw new AppError('BULK_CHANGE_CONFLICT', 'the change has been approved already');
    }
    return viewOf(digest, deps);
  };
}

export function createReadBulkChange(deps: BulkDeps): UseCases['readBulkChange'] {
  return async (actor, { authority, change: digest }) => {
    authorise(actor, 'licence.bulk', { tenant: authority, domain: deps.domain });
    await findChange(authority, digest, deps);
    return viewOf(digest, deps);
  };
}

/** What the change is about, by the ledger's facts of today and the time that it names. */
export async function queryOf(change: BulkChange, projection: Projection): Promise<ImpactQuery> {
  const { cause, authority, from, until } = change;
  return { ...(await reachOf(cause, projection)), authority, ...(from === undefined ? {} : { from }), until };
}

/** Whether two processes that knew the persons wrote it, and these were two. */
export function isApproved({ digest, change, mac, approval }: KeptBulkChange, key: Uint8Array): boolean {
  return (
    bulkChangeDigest(change) === digest &&
    bulkMac(key, change) === mac &&
    approval !== undefined &&
    bulkMac(key, approval.content) === approval.mac &&
    approval.content.change === digest &&
    approval.content.approvedBy !== change.requestedBy
  );
}

/** In whose name the licences are changed: whoever asked for it, with the one role that the change takes. */
export function actorOf({ change }: KeptBulkChange): Actor {
  const role = change.action === 'suspend' ? 'registrar' : 'issuer';
  return { subject: change.requestedBy, tenant: change.authority, roles: [role] };
}

async function findChange(authority: string, digest: string, { changes, bulkKey }: BulkDeps): Promise<KeptBulkChange> {
  const kept = await changes.find(digest);
  const genuine = kept !== undefined && bulkMac(bulkKey, kept.change) === kept.mac;
  if (!genuine || kept.change.authority !== authority) throw new AppError('BULK_CHANGE_NOT_FOUND');
  return kept;
}

async function viewOf(digest: string, { changes, impact, projection }: BulkDeps): Promise<BulkChangeView> {
  const kept = await changes.find(digest);
  if (kept === undefined) throw new AppError('BULK_CHANGE_NOT_FOUND');
  const { change, state } = kept;
  const { action, cause, reason, until } = change;
  const [{ total }, outcomes] = await Promise.all([
    impact.count(await queryOf(change, projection)),
    changes.tally(digest),
  ]);
  return { digest, authority: change.authority, action, cause, reason, until, state, total, outcomes };
}
