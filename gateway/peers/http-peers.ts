import { z } from 'zod';
import { type BlockStatement, blockStatement } from '../../chaincode/model/block-statement.js';
import { type StatusStatement, statusStatement } from '../domain/evidence/status.js';
import type { Peers } from '../domain/ports/witness.js';
import { fetchJson } from './fetch-json.js';

export interface HttpPeersOptions {
  domain: string;
  /** Base addresses of a domain's gateways, from the trust list. */
  addresses: (domain: string) => readonly string[];
  others: () => readonly string[];
  publicOnly: boolean;
}

export interface HttpPeers extends Peers {
  /** A domain's own block statements, by height. Rejects when none of its gateways answers. */
  statements(domain: string, fromBlock: number, limit: number): Promise<BlockStatement[]>;
  /** What the others keep as the latest statement of a domain. Rejects when fewer than half of them, or not all, answered. */
  latestOf(domain: string, needed: 'half' | 'all'): Promise<BlockStatement[]>;
}

const statementPage = z.strictObject({ items: z.array(blockStatement).max(1000) });
/** A domain speaks for itself: in another's name it would only take that one's place. */
const statusOf = (peer: string) => statusStatement.refine(({ head }) => head.domain === peer);
const LIMITS = { timeoutMs: 3_000, maxBytes: 2 * 1024 * 1024 };

/** The other domains' gateways over HTTP. What they answer is parsed here and believed by nobody: it is signed. */
export function createHttpPeers({ domain, addresses, others, publicOnly }: HttpPeersOptions): HttpPeers {
  const ask = async <T>(peer: string, path: string, schema: z.ZodType<T>, body?: unknown): Promise<T> => {
    let last: unknown = new Error('the trust list names no gateway');
    for (const address of addresses(peer)) {
      try {
        return schema.parse(await fetchJson(`${address}${path}`, { ...LIMITS, publicOnly }, body));
      } catch (error) {
        last = error;
      }
    }
    throw last;
  };
  const statements: HttpPeers['statements'] = async (peer, fromBlock, limit) =>
    (await ask(peer, `/v1/witness/block-statements?from=${fromBlock}&limit=${limit}`, statementPage)).items;

  return {
    statements,

    async latestOf(whose, needed) {
      const asked = others().filter((peer) => peer !== domain);
      const path = `/v1/witness/block-statements?domain=${whose}&from=latest&limit=1`;
      const answers = await Promise.allSettled(asked.map((peer) => ask(peer, path, statementPage)));
      const given = answers.filter((answer) => answer.status === 'fulfilled');
      const enough = needed === 'all' ? asked.length : Math.ceil(asked.length / 2);
      if (given.length < enough)
        throw new Error(`${given.length} of ${asked.length} other gateways answer, not ${enough}`);
      return given.flatMap(({ value }) => value.items.slice(0, 1));
    },

    async statusStatements(keys) {
      const answers = await Promise.allSettled(
        others()
          .filter((peer) => peer !== domain)
          .map((peer) => ask(peer, '/v1/witness/statuses', statusOf(peer), { keys })),
      );
      return answers.flatMap((answer): StatusStatement[] => (answer.status === 'fulfilled' ? [answer.value] : []));
    },
  };
}
