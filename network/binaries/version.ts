import { NetworkError } from '../network-error.js';
import type { FabricLine } from '../topology/network.js';

/** The version in what `peer version` says. Throws BINARIES_UNUSABLE where there is none. */
export function versionIn(said: string): string {
  const version = /^\s*Version:\s*v?(\S+)\s*$/m.exec(said)?.[1];
  if (version === undefined) throw new NetworkError('BINARIES_UNUSABLE', '`peer version` gives no version');
  return version;
}

/**
 * The line of Fabric by whose rules that version is run: 2.1 has a system channel; from 2.5 on there is none. Throws BINARIES_UNUSABLE for
 * what this network has never been rendered for.
 */
export function lineOf(version: string): FabricLine {
  const [major, minor] = version.split('.').map(Number);
  if (major === 2 && minor === 1) return '2.1';
  if (major === 2 && minor === 5) return '2.5';
  throw new NetworkError('BINARIES_UNUSABLE', `Fabric ${version}: the network runs 2.5 and, for development, 2.1`);
}
