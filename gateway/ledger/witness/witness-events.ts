import type { Conviction } from '../../../chaincode/model/trust-list.js';

/** What a witness has to tell its operator. All but `signed` are alarms. */
export type WitnessEvent =
  | { kind: 'signed'; blockNumber: number }
  /** The node shows another block than the one that this witness has signed for the height: it signs nothing more. */
  | { kind: 'fork'; blockNumber: number; signedHash: string; shownHash: string }
  /** The node is not as far as this witness has signed: it is catching up, or has lost its tail. */
  | { kind: 'behind'; height: number; signedHeight: number }
  /** Signing broke off and begins again. */
  | { kind: 'interrupted'; cause: unknown }
  /** Another witness has seen another block than this one. */
  | { kind: 'disagreement'; domain: string; blockNumber: number }
  /** A witness has signed two bodies for one height. */
  | { kind: 'conviction'; conviction: Pick<Conviction, 'domain' | 'blockNumber'> }
  | { kind: 'peer-unreachable'; domain?: string; cause: unknown };

export type OnWitnessEvent = (event: WitnessEvent) => void;
