import { canonicalJson, parseCanonicalJson } from '../../../pki/encoding/canonical-json.js';
import { PkiError } from '../../../pki/errors.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { type JournalHead, type UseRecord, useRecord } from './use-record.js';

/** A row of the journal as the database has it. */
export interface JournalRow {
  number: number;
  digest: string;
  /** Canonical JSON of the record. */
  content: string;
  /** Copied out of the content, to be asked for. */
  authority: string;
  seal?: string;
  at: string;
}

export const JOURNAL_FINDINGS = [
  'RECORD_MALFORMED',
  'RECORD_CHANGED',
  'RECORD_MISSING',
  'CHAIN_BROKEN',
  'COLUMN_DIFFERS',
  'ANCHOR_DIFFERS',
  'JOURNAL_SHORTER',
] as const;
export interface JournalFinding {
  code: (typeof JOURNAL_FINDINGS)[number];
  number: number;
}

export interface JournalReport {
  outcome: 'intact' | 'changed';
  records: number;
  /** Up to which number the ledger vouches for the records; 0 where it never did. */
  anchored: number;
  /** The first hundred. */
  findings: JournalFinding[];
}

const MAX_FINDINGS = 100;

/**
 * Holds a journal against itself and against the heads that the ledger has of it. Takes the rows in the order of their numbers.
 * What comes after the newest anchor is only held against itself: whoever rewrites all of it since then is not found.
 */
export function createJournalCheck(name: string, anchors: readonly JournalHead[]) {
  const heads = new Map(anchors.map((anchor) => [anchor.number, anchor.digest]));
  const anchored = Math.max(0, ...heads.keys());
  const findings: JournalFinding[] = [];
  let last: JournalHead = { number: 0, digest: name };
  let records = 0;
  const found = (code: JournalFinding['code'], number: number) => {
    if (findings.length < MAX_FINDINGS) findings.push({ code, number });
  };

  return {
    take(row: JournalRow): void {
      records += 1;
      const { number } = row;
      if (number !== last.number + 1) found('RECORD_MISSING', last.number + 1);
      const record = readRecord(row.content);
      if (record === undefined) found('RECORD_MALFORMED', number);
      else {
        if (record.number !== number || sm3Hex(Buffer.from(row.content)) !== row.digest)
          found('RECORD_CHANGED', number);
        if (record.previous !== last.digest) found('CHAIN_BROKEN', number);
        const { use } = record;
        const same = use.authority === row.authority && use.seal === row.seal && use.at === row.at;
        if (!same) found('COLUMN_DIFFERS', number);
      }
      const anchor = heads.get(number);
      if (anchor !== undefined && anchor !== row.digest) found('ANCHOR_DIFFERS', number);
      last = { number, digest: row.digest };
    },

    finish(): JournalReport {
      if (last.number < anchored) found('JOURNAL_SHORTER', last.number);
      return { outcome: findings.length === 0 ? 'intact' : 'changed', records, anchored, findings };
    },
  };
}

function readRecord(content: string): UseRecord | undefined {
  try {
    const read = useRecord.safeParse(parseCanonicalJson(content)).data;
    return read !== undefined && canonicalJson(read) === content ? read : undefined;
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}
