import type { FabricLine } from '../topology/network.js';

/** Fabric's own programs, by the names they have in its distribution. */
export const FABRIC_PROGRAMS = ['peer', 'orderer', 'configtxgen', 'configtxlator', 'discover'] as const;
/** Forms channels since 2.3; there is none for 2.1. */
export const OSNADMIN = 'osnadmin';
export const CA_SERVER = 'fabric-ca-server';

/** Where the programs of one version lie, and which line of Fabric they are. */
export interface Binaries {
  line: FabricLine;
  /** the version that `peer version` gives */
  version: string;
  fabric(program: (typeof FABRIC_PROGRAMS)[number] | typeof OSNADMIN): string;
  caServer: string;
  /** for people: where they were found */
  origin: string;
}
