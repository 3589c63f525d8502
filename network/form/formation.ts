import type { Binaries } from '../binaries/binaries.js';
import type { NetworkControl } from '../control.js';
import type { Layout } from '../topology/layout.js';
import type { Network } from '../topology/network.js';

/** What every step on a network needs. */
export interface Formation {
  network: Network;
  layout: Layout;
  binaries: Binaries;
  control: NetworkControl;
  tell(line: string): void;
}

/** Tells how long each step took. */
export function stopwatch(tell: (line: string) => void) {
  let before = performance.now();
  return (step: string) => {
    const now = performance.now();
    tell(`${((now - before) / 1000).toFixed(1)} s  ${step}`);
    before = now;
  };
}
