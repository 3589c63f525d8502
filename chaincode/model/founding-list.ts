import { canonicalBytes } from '../../pki/encoding/canonical-json.js';
import { sm3Hex } from '../../pki/sm3.js';
import type { CommandOf } from './command.js';
import type { TrustListBody } from './trust-list.js';

/** List 0 as the founding command spells it out: the founders' entries, from block 0, and nothing else yet. */
export function foundingList(body: CommandOf<'network-found'>['body'], ledger: string): TrustListBody {
  return {
    format: 'yinxin/trust-list/v1',
    profile: body.profile,
    quorum: body.quorum,
    founding: body.founding,
    sequence: 0,
    issuedAt: body.issuedAt,
    nextUpdate: body.nextUpdate,
    ledger,
    blockNumber: 0,
    domains: body.domains.map((signed) => ({ fromBlock: 0, signed })),
    types: [],
    agreements: [],
    convictions: [],
  };
}

/** The network: SM3 of the canonical list 0. */
export function networkOf(list0: TrustListBody): string {
  return sm3Hex(canonicalBytes(list0));
}
