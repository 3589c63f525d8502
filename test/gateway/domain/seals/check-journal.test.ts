import { expect } from 'chai';
import {
  createJournalCheck,
  type JournalReport,
  type JournalRow,
} from '../../../../gateway/domain/seals/check-journal.js';
import { chainUses, type JournalHead, type SealUse } from '../../../../gateway/domain/seals/use-record.js';
import { canonicalJson } from '../../../../pki/encoding/canonical-json.js';
import { sm3Hex } from '../../../../pki/sm3.js';

const NAME = '7'.repeat(64);
const AUTHORITY = '11440000YX44M00099';

const use = (businessItem: string): SealUse => ({
  at: '2026-11-21T00:00:00.000Z',
  subject: 'synthetic-clerk',
  tenant: AUTHORITY,
  action: 'seal-licence',
  authority: AUTHORITY,
  basis: 'role/issuer',
  businessItem,
  seal: '5'.repeat(64),
  result: 'done',
});

function rowsOf(uses: readonly SealUse[], head: JournalHead = { number: 0, digest: NAME }): JournalRow[] {
  return chainUses(uses, head).map(({ record, digest }) => ({
    number: record.number,
    digest,
    content: canonicalJson(record),
    authority: record.use.authority,
    ...(record.use.seal === undefined ? {} : { seal: record.use.seal }),
    at: record.use.at,
  }));
}

describe('the check of a journal of seal uses', () => {
  const rows = rowsOf(['a', 'b', 'c', 'd', 'e'].map(use));
  const headAt = (number: number): JournalHead => ({ number, digest: rows[number - 1]?.digest ?? '' });
  const anchors = [headAt(2), headAt(4)];

  const check = (changed: readonly JournalRow[], of: readonly JournalHead[] = anchors, name = NAME): JournalReport => {
    const journal = createJournalCheck(name, of);
    for (const row of changed) journal.take(row);
    return journal.finish();
  };
  const codes = (report: JournalReport) => [...new Set(report.findings.map(({ code }) => code))].sort();
  const with_ = (number: number, change: (row: JournalRow) => JournalRow) =>
    rows.map((row) => (row.number === number ? change(row) : row));
  /** A record with other words, with a digest that is right for it. */
  const reworded = (row: JournalRow): JournalRow => {
    const content = row.content.replace('"done"', '"FORBIDDEN"');
    return { ...row, content, digest: sm3Hex(Buffer.from(content)) };
  };

  it('finds nothing where nothing was changed, and says how far the ledger vouches', () => {
    expect(check(rows)).to.deep.equal({ outcome: 'intact', records: 5, anchored: 4, findings: [] });
    expect(check([], [])).to.deep.equal({ outcome: 'intact', records: 0, anchored: 0, findings: [] });
  });

  it('RECORD_CHANGED: other words under the same digest', () => {
    const changed = with_(3, (row) => ({ ...row, content: row.content.replace('"done"', '"FORBIDDEN"') }));
    expect(check(changed).findings).to.deep.equal([{ code: 'RECORD_CHANGED', number: 3 }]);
  });

  it('CHAIN_BROKEN: other words under their own digest', () => {
    expect(check(with_(3, reworded)).findings).to.deep.equal([{ code: 'CHAIN_BROKEN', number: 4 }]);
  });

  it('ANCHOR_DIFFERS: everything from a record on is written anew', () => {
    const anew = [...rows.slice(0, 2), ...rowsOf(['x', 'd', 'e'].map(use), headAt(2))];
    expect(check(anew).findings).to.deep.equal([{ code: 'ANCHOR_DIFFERS', number: 4 }]);
    const all = rowsOf(['x', 'b', 'c', 'd', 'e'].map(use));
    expect(codes(check(all))).to.deep.equal(['ANCHOR_DIFFERS']);
  });

  it('RECORD_MISSING: a record is taken out', () => {
    const without = rows.filter(({ number }) => number !== 3);
    expect(codes(check(without))).to.deep.equal(['CHAIN_BROKEN', 'RECORD_MISSING']);
    expect(codes(check(rows.slice(1)))).to.deep.equal(['CHAIN_BROKEN', 'RECORD_MISSING']);
  });

  it('JOURNAL_SHORTER: the end is cut off, or everything is', () => {
    expect(check(rows.slice(0, 3)).findings).to.deep.equal([{ code: 'JOURNAL_SHORTER', number: 3 }]);
    expect(check([]).findings).to.deep.equal([{ code: 'JOURNAL_SHORTER', number: 0 }]);
  });

  it('COLUMN_DIFFERS: a column says something else than the record', () => {
    for (const change of [
      { authority: '11440000YX44N0004H' },
      { seal: '6'.repeat(64) },
      { at: '2026-11-22T00:00:00.000Z' },
    ]) {
      expect(check(with_(1, (row) => ({ ...row, ...change }))).findings).to.deep.equal([
        { code: 'COLUMN_DIFFERS', number: 1 },
      ]);
    }
    const { seal: _seal, ...rest } = rows[0] as JournalRow;
    expect(codes(check([rest, ...rows.slice(1)]))).to.deep.equal(['COLUMN_DIFFERS']);
  });

  it('CHAIN_BROKEN: it is another journal’s', () => {
    expect(check(rows, [], '8'.repeat(64)).findings).to.deep.equal([{ code: 'CHAIN_BROKEN', number: 1 }]);
  });

  it('RECORD_MALFORMED: what is no record, however it is broken', () => {
    const [, second] = rows;
    const broken = [
      ...['', '{', 'null', '[]', '{}', '"x"', '\ud800', `${second?.content} `, `${second?.content}${second?.content}`],
      second?.content.replace('{', '{"surplus":1,') ?? '',
      second?.content.replace('"number":2', '"number":2.5') ?? '',
      '['.repeat(100_000),
    ];
    for (const content of broken) {
      expect(codes(check(with_(2, (row) => ({ ...row, content })))), content.slice(0, 40)).to.include(
        'RECORD_MALFORMED',
      );
    }
  });

  it('names a hundred findings and no more', () => {
    const many = Array.from({ length: 300 }, (_, at) => ({
      ...(rows[0] as JournalRow),
      number: at + 1,
      content: '{}',
    }));
    expect(check(many, []).findings).to.have.length(100);
  });
});
