import { randomBytes } from 'node:crypto';
import type { CommandOf } from '../../chaincode/model/command.js';
import { foundingList, networkOf } from '../../chaincode/model/founding-list.js';
import type { SignedTrustEntry } from '../../chaincode/model/trust-entry.js';
import { decodeBase64url } from '../../pki/encoding/base64url.js';
import { formatTime } from '../../pki/encoding/times.js';
import { sm3Hex } from '../../pki/sm3.js';
import type { Provinces } from './provinces.js';

const HOUR_MS = 3600_000;

/**
 * The founding ceremony over HTTP: every domain makes its own entry, all sign the same list 0 and the same command, and each
 * gateway checks for itself before it signs. Answers the network's digest.
 */
export async function foundNetwork({ all }: Provinces): Promise<string> {
  const founding = randomBytes(32).toString('hex');
  const governors = all.map((province) => ({ province, client: province.as(province.domain, 'governance') }));
  const entries = await Promise.all(
    governors.map(({ client }) =>
      client.post<{ ledger: string; signed: SignedTrustEntry }>('/v1/network/founding-entry', { founding }),
    ),
  );
  const first = entries[0];
  if (first === undefined) throw new Error('a network has founders');
  const now = Date.now();
  const body = {
    founding,
    profile: 'evaluation' as const,
    quorum: 'majority' as const,
    issuedAt: formatTime(now),
    nextUpdate: formatTime(now + 30 * 24 * HOUR_MS),
    domains: entries.map(({ signed }) => signed).sort((a, b) => (a.entry.domain < b.entry.domain ? -1 : 1)),
  };
  const command: CommandOf<'network-found'> = {
    network: networkOf(foundingList(body, first.ledger)),
    ledger: first.ledger,
    domain: first.signed.entry.domain,
    kind: 'network-found',
    target: 'network',
    expectedVersion: 0,
    reason: 'founding',
    issuedAt: formatTime(now),
    expires: formatTime(now + HOUR_MS),
    signer: sm3Hex(decodeBase64url(first.signed.entry.governanceKey)),
    body,
  };
  const signatures = await Promise.all(
    governors.map(({ client }) =>
      client.post<{ domain: string; commandSignature: string; listSignature: string }>(
        '/v1/network/founding-signatures',
        { command },
      ),
    ),
  );
  for (const { client } of governors) await client.post('/v1/network/founding', { command, signatures });
  return command.network;
}
