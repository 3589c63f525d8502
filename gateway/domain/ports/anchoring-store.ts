/** Batches whose block no quorum had witnessed when they were last looked at. */
export interface AnchoringStore {
  /** Heights of unanchored batches, lowest first. */
  unanchoredBlocks(limit: number): Promise<number[]>;
  /** `statements`: JSON of the quorum's statements, the earliest ones. */
  anchor(blockNumber: number, statements: string, anchoredAt: string): Promise<void>;
}
