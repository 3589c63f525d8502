/** Whose block statements count at a height, by the own node. */
export interface WitnessMembers {
  /** undefined for a height that the node has not reached. Keys are 65 bytes. */
  at(blockNumber: number): Promise<{ witnessKeys: ReadonlyMap<string, Uint8Array>; quorum: number } | undefined>;
}
