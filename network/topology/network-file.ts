import { readFileSync } from 'node:fs';
import { NetworkError } from '../network-error.js';
import { isErrno } from '../support/errno.js';
import { replaceFile } from '../support/write-file.js';
import type { Layout } from './layout.js';
import { type Network, networkSchema } from './network.js';

/** The network of a folder; undefined when there is none. Throws NETWORK_UNREADABLE for what is not one. */
export function loadNetwork(layout: Layout): Network | undefined {
  try {
    return networkSchema.parse(JSON.parse(readFileSync(layout.network, 'utf8')));
  } catch (cause) {
    if (isErrno(cause, 'ENOENT')) return undefined;
    throw new NetworkError('NETWORK_UNREADABLE', `${layout.network} is not a network of this version`, { cause });
  }
}

/** The network of a folder where there has to be one. Throws NETWORK_UNREADABLE. */
export function theNetwork(layout: Layout): Network {
  const network = loadNetwork(layout);
  if (network === undefined) throw new NetworkError('NETWORK_UNREADABLE', `there is no network in ${layout.data}`);
  return network;
}

export async function saveNetwork(layout: Layout, network: Network): Promise<void> {
  await replaceFile(layout.network, `${JSON.stringify(network, null, 2)}\n`);
}
