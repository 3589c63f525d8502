import { REISSUE_REASONS } from '../../../chaincode/model/licence-states.js';
import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { nextVersion } from '../../domain/codes/licence-identifier.js';
import { AppError } from '../../domain/errors.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { LicenceStore } from '../../domain/ports/licence-store.js';
import type { UseCases } from '../contract.js';
import { recordOf } from '../registry/records.js';
import type { PermitSealUse } from '../seals/permit-seal-use.js';
import type { IssueBatch } from './issue-batch.js';
import { stageOf } from './licence-view.js';
import { type LicenceAddress, locateLicence } from './locate-licence.js';
import { type PressDeps, preparePress } from './press.js';
import type { OrderReader } from './read-orders.js';

export interface ReissueDeps extends PressDeps {
  licences: LicenceStore;
  readOrders: OrderReader;
  issueBatch: IssueBatch;
  permitSealUse: PermitSealUse;
  address: LicenceAddress;
}

/** A new version under the same serial and ledger key; the one before becomes `superseded`. */
export function createReissueLicence(deps: ReissueDeps): UseCases['reissueLicence'] {
  const { domain, ledger, licences, readOrders, issueBatch, permitSealUse } = deps;
  return async (actor, { licenceId, reason, order }) => {
    authorise(actor, 'licence.issue', { tenant: actor.tenant, domain });
    if (!REISSUE_REASONS.some((known) => known === reason)) {
      throw new AppError('INVALID_REQUEST', 'not a reason to reissue a licence', {
        details: { reasons: REISSUE_REASONS },
      });
    }
    const { key, authority, identifier } = await locateLicence(licenceId, deps.address);
    if (authority !== actor.tenant) throw new AppError('LICENCE_NOT_FOUND');
    const [read] = await readOrders(authority, [order]);
    if (read === undefined || !read.ok) {
      const { ok: _ok, ...refusal } = read ?? { ok: false as const, code: 'INTERNAL' };
      return { row: 1, ...refusal };
    }
    const about = { row: 1, idempotencyKey: read.idempotencyKey };
    const [known] = await licences.knownOrders(authority, [read.idempotencyKey]);
    // The same order sent to be issued, or for another licence, is another order.
    const orderMac = sm3Hex(canonicalBytes(['reissue', read.item.orderMac, licenceId, reason]));
    if (known !== undefined) {
      if (known.orderMac !== orderMac) return { ...about, code: 'IDEMPOTENCY_CONFLICT' };
      return { ...about, licenceId: known.licenceId, stage: stageOf(known), repeated: true };
    }
    const entry = recordOf(await ledger.read([key]), key, 'licence')?.record;
    if (entry === undefined) throw new AppError('LICENCE_NOT_FOUND');
    if (entry.licenceVersion !== identifier.version) {
      throw new AppError('LICENCE_STATE_CONFLICT', 'there is a newer version of this licence');
    }
    if (read.item.order.licenceType !== identifier.typeCode) {
      throw new AppError('INVALID_REQUEST', 'a reissued licence keeps its type');
    }
    const next = nextVersion(identifier, deps.address);
    if (!next.ok) throw new AppError('INVALID_REQUEST', next.code);
    const press = await preparePress(authority, deps);
    const permit = await permitSealUse(actor, press, 1);
    if (permit.allowed === 0) throw new AppError(permit.code);
    const { blockNumber } = await issueBatch(
      [
        {
          ...read.item,
          orderMac,
          identifier: next.value,
          ledgerKey: key,
          expectedVersion: entry.version,
          previousLicenceId: licenceId,
        },
      ],
      press,
      reason,
      permit.order,
    );
    return {
      ...about,
      licenceId: next.value.text,
      stage: blockNumber === undefined ? 'signed' : 'submitted',
      repeated: false,
    };
  };
}
