import type { Case } from '../case.js';
import { type Finding, failed, passed } from '../finding.js';
import { outsideList } from '../path-to-root.js';

/** Every part names the network and the ledger of the verifier's own list, and the domain is one of its domains. */
export function checkNetwork(ground: Case): Finding {
  const { trust, evidence } = ground;
  const { document, receipt, statuses } = evidence;
  const parts: [string, { network: string; ledger?: string }][] = [
    ['document', { network: document.network }],
    ['batch', receipt.batch.command],
    ...receipt.statements.map(({ statement }): [string, typeof statement] => ['statement', statement]),
    ...statuses.map(({ head }): [string, typeof head] => ['status', head]),
  ];
  for (const [part, { network, ledger = trust.ledger }] of parts) {
    if (network !== trust.network) return failed('WRONG_NETWORK', { part, network });
    if (ledger !== trust.ledger) return failed('WRONG_LEDGER', { part, ledger });
  }
  const block = Math.max(...receipt.statements.map(({ statement }) => statement.blockNumber));
  return trust.knows(document.domain) ? passed() : outsideList(ground, block);
}
