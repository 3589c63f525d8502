/** A key as the tables know it. Each key object has its own. */
export interface TableUser {
  readonly point: Uint8Array;
  /** How often it was asked for without a table. */
  uses: number;
}

export interface HotTables {
  /** The slot of this key's table; undefined for a key that has none, or not yet. */
  slotOf(user: TableUser): number | undefined;
}

/** A table costs as much as seven verifications without one. */
const WORTH_A_TABLE = 4;
/** Whoever sends many keys shall not have us build tables: it adds about a tenth to the cost of their verifications. */
const REST_BETWEEN_TABLES = 64;

/** Gives slots 1 to `slots` to keys that recur, and takes them from those asked for longest ago. */
export function createHotTables(slots: number, build: (slot: number, point: Uint8Array) => void): HotTables {
  /** In the order of use: a Map iterates in order of insertion. */
  const slotOf = new Map<TableUser, number>();
  let sinceLastTable = REST_BETWEEN_TABLES;

  const freeSlot = (): number => {
    if (slotOf.size < slots) return slotOf.size + 1;
    const [[oldest, slot] = []] = slotOf;
    if (oldest === undefined || slot === undefined) throw new RangeError('there is no slot');
    slotOf.delete(oldest);
    oldest.uses = 0;
    return slot;
  };

  return {
    slotOf(user) {
      sinceLastTable += 1;
      let slot = slotOf.get(user);
      if (slot === undefined) {
        user.uses += 1;
        if (user.uses <= WORTH_A_TABLE || sinceLastTable <= REST_BETWEEN_TABLES) return undefined;
        sinceLastTable = 0;
        slot = freeSlot();
        build(slot, user.point);
      } else {
        slotOf.delete(user);
      }
      slotOf.set(user, slot);
      return slot;
    },
  };
}
