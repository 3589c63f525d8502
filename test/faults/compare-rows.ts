import { licenceKeyOf } from '../../gateway/domain/licence/licence-key-of.js';
import { inDatabase } from './database.js';
import type { Load } from './load.js';
import { DOMAINS, type World } from './world.js';

/**
 * Holds what was acknowledged, the rows of every gateway, and the ledger as each of the three nodes has it, against each other:
 * each licence stands on the ledger exactly once, and nothing else does. Answers what is wrong.
 */
export async function compareRowsWithLedger({ provinces, nodes, network }: World, load: Load): Promise<string[]> {
  const problems: string[] = [];
  const rows = new Map<string, { licenceId: string; digest: string }>();
  for (const domain of DOMAINS) {
    const kept = await inDatabase(provinces, domain, (sql) =>
      sql('SELECT licence_id, ledger_key, digest FROM licence WHERE licence_version = 1'),
    );
    for (const { licence_id, ledger_key, digest } of kept) {
      rows.set(String(ledger_key), { licenceId: String(licence_id), digest: String(digest) });
    }
  }
  const ids = new Map<string, number>();
  for (const { licenceId } of load.acknowledged) {
    ids.set(licenceId, (ids.get(licenceId) ?? 0) + 1);
    const key = keyOf(licenceId, network);
    if (rows.get(key)?.licenceId !== licenceId) problems.push(`acknowledged and not in the database: ${licenceId}`);
  }
  for (const [licenceId, count] of ids) if (count !== 1) problems.push(`two orders have one licence: ${licenceId}`);
  for (const node of nodes) {
    for (const [key, { licenceId, digest }] of rows) {
      const written = node.licences.get(key) ?? [];
      if (written.length !== 1) problems.push(`on the ledger of ${node.domain} ${written.length} times: ${licenceId}`);
      else if (written[0]?.digest !== digest)
        problems.push(`another digest on the ledger of ${node.domain}: ${licenceId}`);
    }
    for (const key of node.licences.keys()) {
      if (!rows.has(key)) problems.push(`on the ledger of ${node.domain} and in no database: ${key}`);
    }
  }
  return problems;
}

export function keyOf(licenceId: string, network: string): string {
  const licence = licenceKeyOf(licenceId, { network, profile: 'evaluation' });
  if (!licence.ok) throw new TypeError(`a gateway answered ${licenceId}, which is no identifier`);
  return licence.key;
}
