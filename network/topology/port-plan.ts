import { PORT_NAMES, type Province } from './province.js';

/** Ports that one network takes, side by side. */
export const BLOCK = 64;
export const MOST_PROVINCES = Math.floor(BLOCK / PORT_NAMES.length);

/** The ports of the province in that place of the network. */
export function portsOf(base: number, place: number): Province['ports'] {
  const first = base + place * PORT_NAMES.length;
  const pairs = PORT_NAMES.map((name, at) => [name, first + at] as const);
  // Object.fromEntries forgets which keys it was given.
  return Object.fromEntries(pairs) as Province['ports'];
}

/** The first port of the block in which these ports lie. */
export function baseOf(provinces: readonly Province[]): number {
  return Math.min(...provinces.flatMap(({ ports }) => Object.values(ports)));
}
