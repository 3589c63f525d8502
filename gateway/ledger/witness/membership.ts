import { ledgerKeys } from '../../../chaincode/model/keys.js';
import type { DomainRecord, NetworkRecord } from '../../../chaincode/model/records.js';
import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import type { Ledger, LedgerHistoryItem } from '../../domain/ports/ledger.js';
import { quorumSize } from '../../domain/trust/material.js';

/** Whose statements count at a height. */
export interface Members {
  /** Witness keys, 65 bytes, by domain. */
  witnessKeys: ReadonlyMap<string, Uint8Array>;
  quorum: number;
}

export interface Membership {
  /** undefined for a height that this node has not reached: who will be a member there is not known yet. */
  at(blockNumber: number): Promise<Members | undefined>;
}

interface Timeline {
  height: number;
  /** `key@version` of every record that it was made of. */
  versions: string;
  network: LedgerHistoryItem[];
  domains: Map<string, LedgerHistoryItem[]>;
}

/**
 * Membership as the domain's own node has it. A version counts from the block that wrote it, the founders' from block 0, as
 * the trust list has it. One small read for each new height; the histories are read anew only when a record has changed.
 */
export function createMembership(ledger: Pick<Ledger, 'read' | 'history'>): Membership {
  let timeline: Timeline | undefined;
  const answers = new Map<number, Members>();

  const refresh = async () => {
    const { height, entries } = await ledger.read([ledgerKeys.network, ...keysOf(timeline)]);
    const versions = [...entries.values()].map(({ key, record }) => `${key}@${record.version}`).join();
    if (timeline?.versions === versions) {
      timeline.height = Math.max(timeline.height, height);
      return;
    }
    const network = await ledger.history(ledgerKeys.network);
    const codes = network.map(({ record }) => record).findLast(isNetwork)?.domains ?? [];
    const histories = codes.map(async (code) => [code, await ledger.history(ledgerKeys.domain(code))] as const);
    answers.clear();
    const isSame = codes.length > 0 && codes.join() === [...(timeline?.domains.keys() ?? [])].join();
    // The first look does not know yet which keys make up the versions: the next one sees that nothing has changed.
    timeline = { height, versions: isSame ? versions : '', network, domains: new Map(await Promise.all(histories)) };
  };

  return {
    async at(blockNumber) {
      if (timeline === undefined || blockNumber > timeline.height) await refresh();
      if (timeline === undefined || blockNumber > timeline.height) return undefined;
      const known = answers.get(blockNumber);
      if (known !== undefined) return known;
      const members = membersAt(timeline, blockNumber);
      if (answers.size >= 1_000) answers.clear();
      answers.set(blockNumber, members);
      return members;
    },
  };
}

function keysOf(timeline: Timeline | undefined): string[] {
  return [...(timeline?.domains.keys() ?? [])].map(ledgerKeys.domain);
}

function membersAt({ network, domains }: Timeline, blockNumber: number): Members {
  const founding = network[0]?.blockNumber ?? 0;
  const isReached = (item: LedgerHistoryItem) => item.blockNumber <= Math.max(blockNumber, founding);
  const witnessKeys = new Map<string, Uint8Array>();
  for (const [code, history] of domains) {
    const record = history.filter(isReached).at(-1)?.record;
    if (record !== undefined && isDomain(record) && record.state === 'active') {
      witnessKeys.set(code, decodeBase64url(record.signed.entry.witnessKey, 65));
    }
  }
  const rule =
    network
      .filter(isReached)
      .map(({ record }) => record)
      .findLast(isNetwork)?.quorum ?? 'majority';
  return { witnessKeys, quorum: quorumSize(rule, witnessKeys.size) };
}

function isNetwork(record: LedgerHistoryItem['record']): record is NetworkRecord {
  return record.kind === 'network';
}

function isDomain(record: LedgerHistoryItem['record']): record is DomainRecord {
  return record.kind === 'domain';
}
