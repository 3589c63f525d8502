import { parseDay, parseTime } from '../../../pki/encoding/times.js';
import { statementPlace } from './assemble-evidence.js';
import type { Evidence, LedgerReceipt } from './evidence.js';

/** What the schemas cannot say of evidence: its order, and that its days and times exist. Own parts and those of the batch apart. */

type OwnParts = Pick<Evidence, 'document' | 'fields' | 'statuses'>;
type BatchParts = Pick<LedgerReceipt, 'batch' | 'statements'>;

/** The patterns admit the 31st of February. Throws PkiError ENCODING_INVALID. */
export function checkOwnTimes({ document, leaf, statuses }: OwnParts & Pick<LedgerReceipt, 'leaf'>): void {
  for (const { validFrom, validUntil } of [document, leaf]) {
    parseDay(validFrom);
    if (validUntil !== undefined) parseDay(validUntil);
  }
  for (const { head, leaves } of statuses) {
    parseTime(head.seenAt);
    for (const { leaf: entry } of leaves) {
      parseTime(entry.since);
      if (entry.distrustFrom !== undefined) parseTime(entry.distrustFrom);
    }
  }
}

/** Throws PkiError ENCODING_INVALID. */
export function checkBatchTimes({ batch, statements }: BatchParts): void {
  parseTime(batch.command.issuedAt);
  parseTime(batch.command.expires);
  for (const { statement } of statements) parseTime(statement.seenAt);
}

/** The first part that is not in strictly ascending order: out of place, or there twice. */
export function misplacedOwnPart(
  { document, statuses }: OwnParts,
  openedDigests: readonly string[],
): string | undefined {
  if (!isAscending(document.fieldDigests)) return '/document/fieldDigests';
  if (!isAscending(openedDigests)) return '/fields';
  if (!isAscending(statuses.map(({ head }) => head.domain))) return '/statuses';
  const badLeaves = statuses.findIndex(({ leaves }) => !isAscending(leaves.map(({ leaf }) => leaf.key)));
  return badLeaves === -1 ? undefined : `/statuses/${badLeaves}/leaves`;
}

/** The same of the parts that a batch's licences share. */
export function misplacedBatchPart({ statements }: BatchParts, fingerprints: readonly string[]): string | undefined {
  if (!isAscending(fingerprints)) return '/certificates';
  return isAscending(statements.map(statementPlace)) ? undefined : '/receipt/statements';
}

function isAscending(places: readonly string[]): boolean {
  for (let at = 1; at < places.length; at += 1) {
    const [before, place] = [places[at - 1], places[at]];
    if (before === undefined || place === undefined || before >= place) return false;
  }
  return true;
}
