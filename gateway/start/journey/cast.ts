import type { TrustList } from '../../../chaincode/model/trust-list.js';
import {
  BUSINESS_LICENCE,
  REAL_ESTATE_CERTIFICATE,
  ROAD_TRANSPORT_QUALIFICATION,
} from '../../../fixtures/licence-types.js';
import { generateOrders } from '../../../fixtures/orders.js';
import { AUTHORITIES, type FixtureAuthority, provincialAuthority } from '../../../fixtures/provinces.js';
import type { Evidence } from '../../domain/evidence/evidence.js';
import type { LicenceOrder } from '../../domain/orders/order.js';
import type { VerificationReport } from '../../domain/verification/report.js';
import { type Client, GatewayRefusal } from '../client.js';
import type { Provinces } from '../provinces.js';

const ANCHORING_PATIENCE_MS = 10_000;

export const MARKET = provincialAuthority('44', 'market-regulation');
export const LAND = provincialAuthority('44', 'natural-resources');
export const TRANSPORT = provincialAuthority('44', 'transport');
/** A second authority of Guangdong for the same type of licence. */
export const CITY_MARKET = other(MARKET);

/** All that the journey needs of authorities: those of Guangdong that issue. */
export const ISSUERS: readonly FixtureAuthority[] = [MARKET, LAND, TRANSPORT, CITY_MARKET];

const TYPE_OF = {
  [MARKET.uscc]: BUSINESS_LICENCE,
  [CITY_MARKET.uscc]: BUSINESS_LICENCE,
  [LAND.uscc]: REAL_ESTATE_CERTIFICATE,
  [TRANSPORT.uscc]: ROAD_TRANSPORT_QUALIFICATION,
};

function other(authority: FixtureAuthority): FixtureAuthority {
  const found = AUTHORITIES.find(
    ({ domain, division, uscc }) =>
      domain === authority.domain && division === authority.division && uscc !== authority.uscc,
  );
  if (found === undefined) throw new Error('a province has two authorities of a division');
  return found;
}

/** A synthetic order; `change` puts other values in. */
export function orderFor(authority: FixtureAuthority, seed: string, change: Partial<LicenceOrder> = {}): LicenceOrder {
  const type = TYPE_OF[authority.uscc];
  if (type === undefined) throw new Error('the journey has no type for this authority');
  const [order] = [...generateOrders({ seed: `journey-${seed}`, count: 1, type, authority })];
  if (order === undefined) throw new Error('the generator made no order');
  return { ...order, ...change };
}

/** Who does what in the journey, as clients of the gateways. */
export function castOf(provinces: Provinces) {
  const guangdong = provinces.of('44');
  const officer = (authority: FixtureAuthority): Client =>
    guangdong.as(authority.uscc, 'issuer', 'registrar', 'auditor');
  const windowOf = (domain: string): Client => provinces.of(domain).as(windowTenant(domain), 'window');

  const evidenceOf = async (authority: FixtureAuthority, licenceId: string, query = ''): Promise<Evidence> => {
    const until = Date.now() + ANCHORING_PATIENCE_MS;
    for (;;) {
      try {
        const evidence = await officer(authority).get<Evidence>(`/v1/licences/${licenceId}/evidence${query}`);
        if (evidence.statuses.length > 0 || Date.now() > until) return evidence;
      } catch (error) {
        if (!(error instanceof GatewayRefusal) || error.code !== 'LICENCE_NOT_ANCHORED' || Date.now() > until)
          throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  return {
    officer,
    evidenceOf,
    async issue(authority: FixtureAuthority, order: LicenceOrder): Promise<string> {
      const issued = await officer(authority).post<{ licenceId: string }>(
        `/v1/authorities/${authority.uscc}/licences`,
        order,
      );
      return issued.licenceId;
    },
    verify: (domain: string, evidence: unknown) =>
      windowOf(domain).post<VerificationReport>('/v1/verifications/evidence', evidence),
    verifyById: (domain: string, licenceId: string) =>
      windowOf(domain).post<VerificationReport>('/v1/verifications', { licenceId }),
    async trustLists(domain: string): Promise<TrustList[]> {
      const client = windowOf(domain);
      const latest = await client.get<TrustList>('/v1/trust-lists/latest');
      const before = Array.from({ length: latest.list.sequence }, (_, sequence) =>
        client.get<TrustList>(`/v1/trust-lists/${sequence}`),
      );
      return [...(await Promise.all(before)), latest];
    },
  };
}
export type Cast = ReturnType<typeof castOf>;

/** A service window is a desk of some authority of its province. */
function windowTenant(domain: string): string {
  return provincialAuthority(domain, 'market-regulation').uscc;
}
