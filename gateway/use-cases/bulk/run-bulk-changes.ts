import { z } from 'zod';
import type { LicenceRecord } from '../../../chaincode/model/records.js';
import { parseTime } from '../../../pki/encoding/times.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { AppError } from '../../domain/errors.js';
import { openedField } from '../../domain/licence/document.js';
import { orderOfLicence } from '../../domain/orders/order-of-licence.js';
import type { KeptBulkChange } from '../../domain/ports/bulk-changes.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { LicenceStore } from '../../domain/ports/licence-store.js';
import type { UseCases } from '../contract.js';
import { type LicenceAddress, locateLicence } from '../licences/locate-licence.js';
import { recordOf } from '../registry/records.js';
import { actorOf, type BulkDeps, isApproved, queryOf } from './bulk-changes.js';

export interface RunBulkDeps extends BulkDeps {
  ledger: Ledger;
  licences: LicenceStore;
  address: LicenceAddress;
  use: Pick<UseCases, 'changeLicenceState' | 'reissueLicence'>;
}

const PAGE = 100;
/** Licences on their way to the ledger at the same time. */
const AT_ONCE = 8;
/** Whoever has begun a licence and is not heard of for so long has ended. */
const SILENT_AFTER_MS = 60_000;

const storedFields = z.array(openedField);

/**
 * Works on approved changes until nothing of them is left. It may end anywhere and go on anywhere, in several processes at once: a
 * licence is begun in the journal, changed, and settled there; one that was changed and not settled is met in its new state, or
 * under the idempotency key of the change, and nothing is done twice. What the ledger cannot take now stays for the next turn.
 */
export function createRunBulkChanges(deps: RunBulkDeps) {
  const { changes, clock, projection, bulkKey } = deps;
  return async (): Promise<void> => {
    for (const kept of await changes.open()) {
      // Nobody's word but the database's: it is left alone.
      if (!isApproved(kept, bulkKey) || kept.approval === undefined) continue;
      const { digest } = kept;
      const expires = parseTime(kept.approval.content.expires);
      const query = await queryOf(kept.change, projection);
      for (;;) {
        if (clock.now() >= expires) {
          await changes.end(digest, 'expired');
          break;
        }
        const page = await changes.remaining(digest, query, PAGE);
        if (page.length === 0) {
          await changes.end(digest, 'done');
          break;
        }
        const waiting = page.map(({ licenceId }) => licenceId).values();
        const settled = await Promise.all(Array.from({ length: AT_ONCE }, () => workOff(kept, waiting, deps)));
        if (settled.every((count) => count === 0)) break;
      }
    }
  };
}

/** Takes licences from what several share; answers how many are settled. */
async function workOff(kept: KeptBulkChange, waiting: Iterator<string>, deps: RunBulkDeps): Promise<number> {
  const { changes, clock } = deps;
  let settled = 0;
  for (let next = waiting.next(); next.done !== true; next = waiting.next()) {
    const licenceId = next.value;
    const now = clock.now();
    if (!(await changes.begin(kept.digest, licenceId, { at: now, before: now - SILENT_AFTER_MS }))) continue;
    const outcome = await outcomeOf(() => change(kept, licenceId, deps));
    if (outcome === undefined) continue;
    await changes.settle(kept.digest, licenceId, outcome);
    settled += 1;
  }
  return settled;
}

/** `done`, `left-<state>`, or the code of a refusal; undefined where the ledger did not answer. */
async function outcomeOf(work: () => Promise<string>): Promise<string | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (['LEDGER_UNAVAILABLE', 'LEDGER_CONFLICT'].includes(error.code)) return undefined;
    return typeof error.details.ledgerCode === 'string' ? error.details.ledgerCode : error.code;
  }
}

async function change(kept: KeptBulkChange, licenceId: string, deps: RunBulkDeps): Promise<string> {
  const { key, identifier } = await locateLicence(licenceId, deps.address);
  const record = recordOf(await deps.ledger.read([key]), key, 'licence')?.record;
  if (record === undefined) throw new AppError('LICENCE_NOT_FOUND');
  if (kept.change.action === 'reseal') return reseal(kept, licenceId, record, deps);
  if (record.licenceVersion !== identifier.version) return 'left-superseded';
  if (record.state !== 'active') return `left-${record.state}`;
  const { reason } = kept.change;
  await deps.use.changeLicenceState(actorOf(kept), {
    licenceId,
    state: 'suspended',
    reason,
    expectedVersion: record.version,
  });
  return 'done';
}

/** The next version, with the same words, under the seal and the keys of today. */
async function reseal(
  kept: KeptBulkChange,
  licenceId: string,
  record: LicenceRecord,
  { licences, use }: RunBulkDeps,
): Promise<string> {
  if (record.state !== 'active') return `left-${record.state}`;
  const licence = await licences.find(licenceId);
  if (licence === undefined) throw new AppError('LICENCE_EVIDENCE_LOST');
  const fields = storedFields.parse(JSON.parse(licence.fields)).map(({ name, value }) => [name, value]);
  const idempotencyKey = `bulk-${sm3Hex(Buffer.from(`${kept.digest}\0${licenceId}`)).slice(0, 48)}`;
  const order = orderOfLicence(Object.fromEntries(fields), idempotencyKey);
  if (order === undefined) throw new AppError('LICENCE_EVIDENCE_LOST');
  const line = await use.reissueLicence(actorOf(kept), { licenceId, reason: kept.change.reason, order });
  return 'code' in line ? line.code : 'done';
}
