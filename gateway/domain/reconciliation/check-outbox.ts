import { commandDigest } from '../../../chaincode/model/command-digest.js';
import { type TransactionInput, transactionInput } from '../../../chaincode/model/transaction.js';
import { parseTime } from '../../../pki/encoding/times.js';
import type { KeptOutboxItem } from '../ports/reconciliation-rows.js';
import { type Drift, differing } from './drift.js';
import { readKept } from './read-kept.js';

const TABLE = 'outbox';

export interface OutboxGround {
  isSigned(input: TransactionInput): Promise<boolean>;
  now: number;
  lateAfterMs: number;
}

/** What waits is signed, under its own name, and does not wait for ever. */
export async function checkWaiting(row: KeptOutboxItem, ground: OutboxGround): Promise<Drift[]> {
  const input = readKept(transactionInput, row.input);
  const finding = { class: 'digest-differs', table: TABLE, key: row.digest } as const;
  if (input === undefined || !(await ground.isSigned(input)))
    return [{ ...finding, column: 'input', detail: 'no signed command' }];
  const about = { ...finding, detail: 'not what the signed command says', row: { digest: row.digest } };
  const drifts = [
    differing(about, 'kind', row.kind, input.command.kind),
    differing(about, 'digest', row.digest, commandDigest(input.command)),
  ];
  if (ground.now - parseTime(input.command.issuedAt) > ground.lateAfterMs)
    drifts.push({ ...finding, class: 'late', detail: 'signed, and not on the ledger' });
  return drifts.filter((drift) => drift !== undefined);
}

/** The command is on the ledger, and the projection has seen it there. */
export function checkCommitted(row: KeptOutboxItem): Drift[] {
  const detail = 'the ledger has the command';
  const about = { class: 'state-differs', table: TABLE, key: row.digest, detail, row: { digest: row.digest } } as const;
  return [differing(about, 'status', row.status, 'committed')].filter((drift) => drift !== undefined);
}
