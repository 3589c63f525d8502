/** The calls of Fabric's stub that the host makes; one transaction each. */
export interface Stub {
  getState(key: string): Promise<Uint8Array>;
  putState(key: string, value: Uint8Array): Promise<void>;
  setStateValidationParameter(key: string, policy: Uint8Array): Promise<void>;
  getHistoryForKey(key: string): AsyncIterable<Modification>;
  getTxID(): string;
  getTxTimestamp(): { seconds: unknown; nanos: number };
  getFunctionAndParameters(): { fcn: string; params: string[] };
}

/** One entry of a key's history, as Fabric keeps it. */
export interface Modification {
  txId: string;
  timestamp: { seconds: unknown; nanos: number };
  value: Uint8Array;
}

/** Milliseconds since 1970 of a time of Fabric's, whose seconds are a Long. */
export function millisecondsOf({ seconds, nanos }: { seconds: unknown; nanos: number }): number {
  return Number(String(seconds)) * 1_000 + Math.floor(nanos / 1_000_000);
}
