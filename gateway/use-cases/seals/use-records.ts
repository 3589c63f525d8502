import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { UseJournal } from '../../domain/ports/use-journal.js';
import { createJournalCheck, type JournalReport } from '../../domain/seals/check-journal.js';
import { useRecord } from '../../domain/seals/use-record.js';
import type { CommandDesk } from '../commands/command-desk.js';
import type { UseCases } from '../contract.js';
import { recordOf } from '../registry/records.js';

interface Deps {
  domain: string;
  ledger: Ledger;
  journal: UseJournal;
}

const PAGE = 5_000;

export function createListSealUses({ domain, journal }: Deps): UseCases['listSealUses'] {
  return async (actor, { after, limit, ...filter }) => {
    authorise(actor, 'use-record.read', { tenant: domain, domain });
    const rows = await journal.page({ after, limit: limit + 1, ...filter });
    const items = rows
      .slice(0, limit)
      .map(({ digest, content }) => ({ digest, ...useRecord.parse(JSON.parse(content)) }));
    const last = rows.length > limit ? items.at(-1) : undefined;
    return { items, ...(last === undefined ? {} : { next: last.number }) };
  };
}

/** Holds the whole journal against itself and against what the ledger has of it. */
export function createCheckSealUses(deps: Deps): UseCases['checkSealUses'] {
  return async (actor) => {
    authorise(actor, 'use-record.read', { tenant: deps.domain, domain: deps.domain });
    return checkUseJournal(deps);
  };
}

export async function checkUseJournal({ domain, ledger, journal }: Deps): Promise<JournalReport> {
  // The ledger first: what is added while the rows are read is not missing.
  const history = await ledger.history(ledgerKeys.useJournal(domain, journal.name));
  const anchors = history.flatMap(({ record }) =>
    record.kind === 'use-journal' ? [{ number: record.count, digest: record.digest }] : [],
  );
  const check = createJournalCheck(journal.name, anchors);
  for (let after = 0; ; ) {
    const rows = await journal.page({ after, limit: PAGE });
    for (const row of rows) check.take(row);
    const last = rows.at(-1);
    if (last === undefined) return check.finish();
    after = last.number;
  }
}

/** Puts the newest record on the ledger, where it has grown since. Another process that was faster has done it. */
export function createAnchorUseJournal({ domain, ledger, journal, desk }: Deps & { desk: CommandDesk }) {
  return async (): Promise<void> => {
    const head = await journal.head();
    if (head === undefined) return;
    const target = ledgerKeys.useJournal(domain, journal.name);
    const before = recordOf(await ledger.read([target]), target, 'use-journal')?.record;
    if (before !== undefined && before.count >= head.number) return;
    await desk.govern({
      kind: 'use-journal-anchor',
      target,
      reason: 'journal-grown',
      expectedVersion: before?.version ?? 0,
      body: { count: head.number, head: head.digest },
    });
  };
}
