import type { TrustMaterial } from '../../domain/trust/material.js';
import { walkTrustLists } from '../../domain/trust/walk.js';
import type { ListSource } from './download-lists.js';
import { walked } from './refused.js';
import type { HeldTrust } from './store-file.js';

export interface Followed {
  held: HeldTrust;
  trust: TrustMaterial;
  /** Whether there is anything new to keep. */
  changed: boolean;
}

/** From a pinned network: every list from list 0 on. */
export async function followFromNetwork(network: string, source: ListSource): Promise<Followed> {
  const latest = await source.latest();
  const lists = await source.range(0, latest.list.sequence);
  const trust = walked(walkTrustLists(lists, { pin: { network } }));
  return { held: { pin: network, lists }, trust, changed: true };
}

/**
 * From what is held on: the lists that follow. The source must have the newest held list, word for word, or one that follows
 * from it; a source that is behind is TRUST_ROLLED_BACK, one with another list of the same number TRUST_FORK.
 */
export async function followFromHeld(held: HeldTrust, source: ListSource): Promise<Followed> {
  const pin = held.pin === undefined ? {} : { pin: { network: held.pin } };
  const before = walked(walkTrustLists(held.lists, pin));
  const newest = held.lists.at(-1);
  const latest = await source.latest();
  if (newest === undefined || latest.list.sequence <= before.sequence) {
    walked(walkTrustLists([latest], newest === undefined ? {} : { pin: { held: newest } }));
    return { held, trust: before, changed: false };
  }
  const lists = [...held.lists, ...(await source.range(before.sequence + 1, latest.list.sequence))];
  return { held: { ...held, lists }, trust: walked(walkTrustLists(lists, pin)), changed: true };
}
