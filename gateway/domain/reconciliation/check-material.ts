import type { CertificateRecord, SealRecord } from '../../../chaincode/model/records.js';
import { trustList } from '../../../chaincode/model/trust-list.js';
import { sm3Hex } from '../../../pki/sm3.js';
import type { KeptCertificate, KeptSeal } from '../ports/reconciliation-rows.js';
import { walkTrustLists } from '../trust/walk.js';
import { type Drift, differing } from './drift.js';
import { readKept } from './read-kept.js';

/** What the ledger says of a certificate: its record, or that a domain has it as a root. */
export type CertificateFacts = Pick<CertificateRecord, 'role' | 'authority' | 'issuer'> | 'root' | undefined;

/** `factsOf` by fingerprint: a file that stands on the ledger under its own SM3 only lies under a wrong name. */
export function checkCertificate(row: KeptCertificate, factsOf: (fingerprint: string) => CertificateFacts): Drift[] {
  const finding = { table: 'certificate_file', key: row.fingerprint } as const;
  const fingerprint = sm3Hex(row.der);
  const facts = factsOf(fingerprint);
  const place = { fingerprint: row.fingerprint };
  if (fingerprint !== row.fingerprint)
    return misnamed(
      { ...finding, row: place },
      { column: 'fingerprint', is: fingerprint, isKnown: facts !== undefined },
    );
  if (facts === undefined)
    return [{ ...finding, class: 'missing-on-ledger', detail: 'the ledger has no such certificate' }];
  const about = { ...finding, class: 'state-differs', detail: 'not what the ledger has of it', row: place } as const;
  const said = facts === 'root' ? { role: 'root', issuer: row.fingerprint, authority: undefined } : facts;
  return [
    differing(about, 'role', row.role, said.role),
    differing(about, 'authority', row.authority, said.authority ?? null),
    differing(about, 'issuer', row.issuer, said.issuer),
  ].filter((drift) => drift !== undefined);
}

/** `recordOf` by digest. */
export function checkSeal(row: KeptSeal, recordOf: (digest: string) => SealRecord | undefined): Drift[] {
  const finding = { table: 'seal_file', key: row.digest } as const;
  const digest = sm3Hex(row.der);
  const record = recordOf(digest);
  const place = { digest: row.digest };
  if (digest !== row.digest)
    return misnamed({ ...finding, row: place }, { column: 'digest', is: digest, isKnown: record !== undefined });
  if (record === undefined) return [{ ...finding, class: 'missing-on-ledger', detail: 'the ledger has no such seal' }];
  const about = { ...finding, class: 'state-differs', detail: 'not what the ledger has of it', row: place } as const;
  return [differing(about, 'authority', row.authority, record.authority)].filter((drift) => drift !== undefined);
}

/** A file under another name than its SM3: either is wrong, and which one, the ledger knows. */
function misnamed(
  { row, ...finding }: Pick<Drift, 'table' | 'key'> & { row: Readonly<Record<string, string>> },
  { column, is, isKnown }: { column: string; is: string; isKnown: boolean },
): Drift[] {
  const kind = 'digest-differs';
  if (!isKnown) return [{ ...finding, class: kind, column: 'der', detail: 'its SM3 is not its name' }];
  const about = { ...finding, class: kind, detail: 'not the SM3 of the file', row } as const;
  return [differing(about, column, finding.key, is)].filter((drift) => drift !== undefined);
}

/** The lists that are kept follow from one another, from list 0 of the network that stands on the ledger. */
export function checkTrustLists(rows: readonly { sequence: number; content: string }[], network: string): Drift[] {
  const drifts: Drift[] = [];
  const lists = rows.flatMap((row) => {
    const finding = { class: 'digest-differs', table: 'trust_list', key: String(row.sequence) } as const;
    const list = readKept(trustList, row.content);
    if (list === undefined) drifts.push({ ...finding, column: 'content', detail: 'no list can be read' });
    else if (list.list.sequence !== row.sequence) {
      const about = { ...finding, detail: 'not the number of the list', row: { sequence: row.sequence } };
      drifts.push(
        ...[differing(about, 'sequence', row.sequence, list.list.sequence)].filter((each) => each !== undefined),
      );
    }
    return list === undefined ? [] : [list];
  });
  lists.sort((a, b) => a.list.sequence - b.list.sequence);
  if (drifts.some(({ column }) => column === 'content') || lists.length === 0) return drifts;
  const walk = (count: number) => walkTrustLists(lists.slice(0, count), { pin: { network } });
  if (walk(lists.length).ok) return drifts;
  const first = lists.findIndex((_, at) => !walk(at + 1).ok);
  const refusal = walk(first + 1);
  const key = String(lists[first]?.list.sequence ?? 0);
  const detail = refusal.ok ? 'does not follow' : `does not follow: ${refusal.code}`;
  return [...drifts, { class: 'digest-differs', table: 'trust_list', column: 'content', key, detail }];
}
