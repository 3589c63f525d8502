import { BlockList, isIP } from 'node:net';
import type { NetworkRecord } from '../../model/records.js';
import type { TrustEntry } from '../../model/trust-entry.js';
import { ensure } from '../refuse.js';

/** Networks that no stranger can reach, or that lead to the caller itself (RFC 6890). */
const UNREACHABLE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  UNREACHABLE.addSubnet(network, prefix, 'ipv4');
}
// Of IPv6 only 2000::/3 is handed out.
const PUBLIC_IPV6 = new BlockList();
PUBLIC_IPV6.addSubnet('2000::', 3, 'ipv6');

/**
 * In production `https` alone, and no literal private address; on evaluation networks also `http://127.0.0.1`. What a name
 * resolves to is for whoever follows the address to check.
 */
export function ensureGatewayAddresses(entry: TrustEntry, profile: NetworkRecord['profile']): void {
  for (const address of entry.gateways) {
    ensure(isAllowed(address, profile), 'TRUST_ENTRY_INVALID', `gateway ${address}`);
  }
}

function isAllowed(address: string, profile: NetworkRecord['profile']): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  if (profile === 'evaluation' && protocol === 'http:') return hostname === '127.0.0.1';
  if (protocol !== 'https:') return false;
  return profile === 'evaluation' || isPublicHost(hostname);
}

function isPublicHost(hostname: string): boolean {
  const literal = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  const family = isIP(literal);
  if (family === 4) return !UNREACHABLE.check(literal, 'ipv4');
  if (family === 6) return PUBLIC_IPV6.check(literal, 'ipv6');
  return literal !== 'localhost' && !literal.endsWith('.localhost');
}
