import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import { canonicalBytes, canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { dayOf, formatTime } from '../../../pki/encoding/times.js';
import { AppError } from '../../domain/errors.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { DailyStatementStore } from '../../domain/ports/daily-statements.js';
import { DOMAIN_KEYS, type KeyRing } from '../../domain/ports/key-ring.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import {
  DAILY_STATEMENT_PURPOSE,
  type DailyStatementBody,
  dailyStatementDigest,
} from '../../domain/reconciliation/daily-statement.js';
import type { ReconciliationResult } from '../../domain/reconciliation/result.js';
import { judgeDailyStatement, readDailyStatement } from '../../domain/reconciliation/verify-daily-statement.js';
import { recordOf } from '../registry/records.js';
import type { LedgerTally } from './tally.js';

export interface DailyStatementDeps {
  domain: string;
  ledger: Pick<Ledger, 'read'>;
  keys: Pick<KeyRing, 'signer'>;
  statements: DailyStatementStore;
  clock: Clock;
}

/**
 * Signs and publishes what a whole run has found, once a day: a body is claimed before it is signed, and no other ever follows it on that day.
 * A process that ends between the two leaves a day without a statement. Nothing in it is a row's word: the counts are the ledger's, and the
 * statement before is named only where this domain's key has signed it. Throws DAILY_STATEMENT_REFUSED where it has not, and
 * KEY_NOT_HELD where the key here is not the one on the ledger.
 */
export function createIssueDailyStatement({ domain, ledger, keys, statements, clock }: DailyStatementDeps) {
  return async (result: ReconciliationResult, tally: LedgerTally): Promise<'published' | 'claimed before'> => {
    const now = clock.now();
    const day = dayOf(now);
    if (await statements.isClaimed(day)) return 'claimed before';
    const key = ledgerKeys.domain(domain);
    const record = recordOf(await ledger.read([key]), key, 'domain')?.record;
    const governance = await keys.signer(DOMAIN_KEYS.governance);
    const publicKey = encodeBase64url(governance.publicKey);
    if (record === undefined || record.signed.entry.governanceKey !== publicKey)
      throw new AppError('KEY_NOT_HELD', 'the governance key here is not the one on the ledger');
    const previous = await statementBefore(statements, [publicKey, ...(record.formerGovernanceKeys ?? [])]);
    if (previous !== undefined && previous.day >= day)
      throw new AppError('DAILY_STATEMENT_REFUSED', 'there is a statement of a later day');
    const statement: DailyStatementBody = {
      format: 'yinxin/daily-statement/v1',
      network: result.network,
      ledger: result.ledger,
      domain,
      day,
      blockNumber: result.blockNumber,
      blockHash: result.blockHash,
      ...tally,
      drift: result.drift,
      ...(previous === undefined ? {} : { previous }),
      issuedAt: formatTime(now),
    };
    const digest = dailyStatementDigest(statement);
    if (!(await statements.claim(day, digest, now))) return 'claimed before';
    const signature = encodeBase64url(await governance.sign(DAILY_STATEMENT_PURPOSE, canonicalBytes(statement)));
    await statements.publish(day, digest, canonicalJson({ statement, signature }));
    return 'published';
  };
}

async function statementBefore(
  statements: DailyStatementStore,
  keys: readonly string[],
): Promise<DailyStatementBody['previous']> {
  const kept = await statements.find('latest');
  if (kept === undefined) return undefined;
  const read = readDailyStatement(kept);
  const judged = read === undefined ? undefined : judgeDailyStatement(read, { keys });
  if (judged?.ok !== true)
    throw new AppError('DAILY_STATEMENT_REFUSED', 'the statement before is not one that this domain has signed');
  return { day: judged.statement.day, digest: judged.digest };
}
