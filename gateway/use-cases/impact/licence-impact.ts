import { z } from 'zod';
import { AppError } from '../../domain/errors.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { Impact, ImpactQuery } from '../../domain/ports/impact.js';
import type { Projection } from '../../domain/ports/projection.js';
import type { UseCases } from '../contract.js';

export interface ImpactDeps {
  domain: string;
  projection: Projection;
  impact: Impact;
}

/** What was lost: one seal, or one certificate: a signer's, a CA's, a seal maker's. */
export type Cause = { seal: string } | { certificate: string };

/** Every licence of this gateway that a lost seal or certificate touched, in one answer. */
export function createLicenceImpact({ domain, projection, impact }: ImpactDeps): UseCases['licenceImpact'] {
  return async (actor, { cause, authority, from, until, cursor, limit }) => {
    const tenant = authority ?? actor.tenant;
    authorise(actor, 'licence.impact', { tenant: actor.tenant === domain ? domain : tenant, domain });
    const query: ImpactQuery = {
      ...(await reachOf(cause, projection)),
      ...(tenant === domain ? {} : { authority: tenant }),
      ...(from === undefined ? {} : { from }),
      ...(until === undefined ? {} : { until }),
    };
    const after = cursor === undefined ? undefined : readPlace(cursor);
    const [count, found] = await Promise.all([
      impact.count(query),
      impact.page({ ...query, limit: limit + 1, ...(after === undefined ? {} : { after }) }),
    ]);
    const items = found.slice(0, limit);
    const last = found.length > limit ? items.at(-1) : undefined;
    return {
      ...count,
      seals: query.seals.length,
      certificates: query.certificates.length,
      items,
      ...(last === undefined ? {} : { next: writePlace(last) }),
    };
  };
}

/**
 * What a cause reaches on the ledger: a certificate reaches those below it, and the seals that any of them made. What the
 * projection has not seen yet is not in it.
 */
export async function reachOf(
  cause: Cause,
  projection: Projection,
): Promise<{ seals: string[]; certificates: string[] }> {
  if ('seal' in cause) return { seals: [cause.seal], certificates: [] };
  const [certificates, seals] = await Promise.all([projection.listKind('certificate'), projection.listKind('seal')]);
  const reached = new Set([cause.certificate]);
  for (let size = 0; size < reached.size; ) {
    size = reached.size;
    for (const { record } of certificates) if (reached.has(record.issuer)) reached.add(record.digest);
  }
  return {
    seals: seals.flatMap(({ record }) => (reached.has(record.makerCertificate) ? [record.digest] : [])),
    certificates: [...reached],
  };
}

const placeShape = z.tuple([z.iso.datetime(), z.string().max(200)]);

function writePlace({ createdAt, licenceId }: { createdAt: string; licenceId: string }): string {
  return Buffer.from(JSON.stringify([createdAt, licenceId])).toString('base64url');
}

function readPlace(cursor: string): { createdAt: string; licenceId: string } {
  try {
    const [createdAt, licenceId] = placeShape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { createdAt, licenceId };
  } catch (cause) {
    throw new AppError('INVALID_REQUEST', 'not a cursor of this service', { cause });
  }
}
