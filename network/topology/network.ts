import { z } from 'zod';
import { type Province, peerMsp, provinceSchema } from './province.js';

export const FABRIC_LINES = ['2.1', '2.5'] as const;
/** The two lines of Fabric that one renderer serves; they differ in how a channel is formed and in a few keys. */
export type FabricLine = (typeof FABRIC_LINES)[number];

const goDuration = z.string().regex(/^[1-9][0-9]*(ms|s)$/);

export const networkSchema = z.strictObject({
  format: z.literal('yinxin/network/v1'),
  fabric: z.enum(FABRIC_LINES),
  channel: z.string().regex(/^[a-z][a-z0-9.-]{0,248}$/),
  chaincode: z.strictObject({
    name: z.string().regex(/^[a-z][a-z0-9_-]*$/),
    version: z.string().regex(/^[0-9]+$/),
    sequence: z.number().int().positive(),
  }),
  /** how long an orderer waits for more transactions before it cuts a block */
  batchTimeout: goDuration,
  /** Raft's clock: ten of them without a word from the leader call an election */
  tickInterval: goDuration,
  /** what Fabric's own programs log: debug, info, warning, error */
  logging: z.string(),
  provinces: z.array(provinceSchema).min(1).max(6),
  /** the name of the channel's ledger (form/ledger-id.ts); null until the network has once been ready: nothing in it is worth keeping then */
  ledger: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
});

/** The network as data: all that configuration, key material and processes are made from. */
export type Network = z.infer<typeof networkSchema>;

/** More than half of the provinces. */
export const majority = (count: number): number => Math.floor(count / 2) + 1;

/** Who must endorse a transaction: peers of a majority of the provinces. */
export function signaturePolicy(provinces: readonly Province[]): string {
  const peers = provinces.map((province) => `'${peerMsp(province)}.peer'`);
  return `OutOf(${majority(provinces.length)}, ${peers.join(', ')})`;
}
