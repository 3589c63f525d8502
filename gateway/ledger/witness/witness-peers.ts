import type { BlockStatement } from '../../../chaincode/model/block-statement.js';

/** The other domains' gateways. What they answer is believed in nothing. */
export interface WitnessPeers {
  /** A domain's own statements from a height on, in order, asked of its gateways. Rejects when none answers. */
  statements(domain: string, fromBlock: number, limit: number): Promise<readonly BlockStatement[]>;
  /**
   * What the others keep as the latest statements of this domain. Rejects when fewer than half of them answered, or fewer than
   * all where all are needed.
   */
  latestOf(domain: string, needed: 'half' | 'all'): Promise<readonly BlockStatement[]>;
}
