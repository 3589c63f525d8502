import type { Peer } from './client/peer.js';

/** Which of the other members' peers is asked first. */
export interface OrderOfPeers {
  /** The same peers, those that let somebody wait a moment ago at the end. */
  sorted(peers: readonly Peer[]): Peer[];
  /** This one has not answered in time, or could not. */
  blame(peer: Peer): void;
}

/** Whoever let somebody wait is asked last for so long: long enough for a chaincode service or a peer to be started again. */
const SHUNNED_MS = 3_000;

/** Where all answer, the first one is drawn, which spreads the work of endorsing over the members. `now`: milliseconds. */
export function createOrderOfPeers(deps: { random: () => number; now: () => number }): OrderOfPeers {
  const blamedAt = new Map<Peer, number>();
  const isShunned = (peer: Peer) => deps.now() - (blamedAt.get(peer) ?? Number.NEGATIVE_INFINITY) < SHUNNED_MS;
  return {
    sorted(peers) {
      const from = Math.floor(deps.random() * peers.length);
      const rotated = [...peers.slice(from), ...peers.slice(0, from)];
      return rotated.toSorted((left, right) => Number(isShunned(left)) - Number(isShunned(right)));
    },
    blame(peer) {
      blamedAt.set(peer, deps.now());
    },
  };
}
