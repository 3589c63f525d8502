import type { CertificateRecord, SealRecord } from '../../../chaincode/model/records.js';
import { trustList } from '../../../chaincode/model/trust-list.js';
import { sm3Hex } from '../../../pki/sm3.js';
import type { KeptCertificate, KeptSeal } from '../ports/reconciliation-rows.js';
import { walkTrustLists } from '../trust/walk.js';
import { type Drift, differing } from './drift.js';
import { readKept } from './read-kept.js';

/** What the ledger says of a certificate: its record, or that a domain has it as a root. */
export type CertificateFacts = Pick<CertificateRecord, 'role' | 'authority' | 'issuer'> | 'root' | undefined;

export function checkCertificate(row: KeptCertificate, facts: CertificateFacts): Drift[] {
  const finding = { table: 'certificate_file', key: row.fingerprint } as const;
  if (sm3Hex(row.der) !== row.fingerprint)
    return [{ ...finding, class: 'digest-differs', column: 'der', detail: 'its SM3 is not its fingerprint' }];
  if (facts === undefined)
    return [{ ...finding, class: 'missing-on-ledger', detail: 'the ledger has no such certificate' }];
  const about = {
    ...finding,
    class: 'state-differs',
    detail: 'not what the ledger has of it',
    row: { fingerprint: row.fingerprint },
  } as const;
  const said = facts === 'root' ? { role: 'root', issuer: row.fingerprint, authority: undefined } : facts;
  return [
    differing(about, 'role', row.role, said.role),
    differing(about, 'authority', row.authority, said.authority ?? null),
    differing(about, 'issuer', row.issuer, said.issuer),
  ].filter((drift) => drift !== undefined);
}

export function checkSeal(row: KeptSeal, record: SealRecord | undefined): Drift[] {
  const finding = { table: 'seal_file', key: row.digest } as const;
  if (sm3Hex(row.der) !== row.digest)
    return [{ ...finding, class: 'digest-differs', column: 'der', detail: 'its SM3 is not its digest' }];
  if (record === undefined) return [{ ...finding, class: 'missing-on-ledger', detail: 'the ledger has no such seal' }];
  const about = {
    ...finding,
    class: 'state-differs',
    detail: 'not what the ledger has of it',
    row: { digest: row.digest },
  } as const;
  return [differing(about, 'authority', row.authority, record.authority)].filter((drift) => drift !== undefined);
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
