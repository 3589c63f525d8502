import { BUSINESS_LICENCE } from '../../fixtures/licence-types.js';
import { generateOrders } from '../../fixtures/orders.js';
import { PROVINCES, provincialAuthority } from '../../fixtures/provinces.js';
import type { LicenceOrder } from '../../gateway/domain/orders/order.js';
import type { Role } from '../../gateway/domain/policy/actor.js';
import { createLog } from '../../gateway/observability/log.js';
import { agree, publishTrustList, registerAuthority, registerTypes } from '../../gateway/start/fill-registry.js';
import { foundNetwork } from '../../gateway/start/found-network.js';
import { type Province, startProvinces } from '../../gateway/start/provinces.js';
import { type SharedLedger, startEmbeddedLedger } from '../../gateway/start/shared-ledger.js';
import { tell } from '../figure.js';
import { until } from './until.js';

const ISSUING = '44';
type OpenLedger = (folder: string) => Promise<SharedLedger>;

export interface BenchNetwork {
  /** The one gateway under load. */
  province: Province;
  authority: string;
  /** Where batches are posted. */
  batchAddress: URL;
  verificationAddress: URL;
  /** Of all gateways. */
  processIds(): number[];
  /** Folder of the gateway's own database. */
  databaseFolder: string;
  /** Folder of the gateway's keys and settings. */
  gatewayFolder: string;
  ledger: SharedLedger;
  /** Addresses of all gateways. */
  gateways: readonly string[];
  token(...roles: Role[]): Promise<string>;
  orders(seed: string, count: number): LicenceOrder[];
  stop(): Promise<void>;
}

/** A fresh network of three synthetic provinces; every gateway and database of it runs on this machine. */
export async function startNetwork(openLedger: OpenLedger = startEmbeddedLedger): Promise<BenchNetwork> {
  tell('network: starting three provinces');
  const provinces = await startProvinces({ log: createLog({ level: 'error' }), openLedger });
  try {
    await foundNetwork(provinces);
    await registerTypes(provinces, ({ typeCode }) => domainOf(typeCode.slice(0, 18)));
    const province = provinces.of(ISSUING);
    const authority = provincialAuthority(ISSUING, 'market-regulation');
    await registerAuthority(province, authority);
    // The verifier's own province is the issuing one: without an agreement it recognises its own.
    await agree(provinces, {
      issuing: ISSUING,
      recognising: '43',
      licenceType: BUSINESS_LICENCE.typeCode,
      decision: 'accept',
    });
    const { list } = await until('a trust list that all sign', () => publishTrustList(provinces));
    tell(`network: founded, trust list ${list.sequence}`);
    return {
      province,
      authority: authority.uscc,
      batchAddress: new URL(`/v1/authorities/${authority.uscc}/licences/batch`, province.address),
      verificationAddress: new URL('/v1/verifications', province.address),
      processIds: () => provinces.all.map((each) => each.process().processId),
      databaseFolder: `${provinces.folder}/${ISSUING}/postgres`,
      gatewayFolder: `${provinces.folder}/${ISSUING}`,
      ledger: provinces.ledger,
      gateways: provinces.all.map(({ address }) => address),
      token: (...roles) => fetchToken(province.tokenAddress(authority.uscc), roles),
      orders: (seed, count) => [...generateOrders({ seed, count, type: BUSINESS_LICENCE, authority })],
      stop: () => provinces.stop(),
    };
  } catch (error) {
    await provinces.stop();
    throw error;
  }
}

function domainOf(uscc: string): string {
  const owner = PROVINCES.find(({ authorities }) => authorities.some((authority) => authority.uscc === uscc));
  if (owner === undefined) throw new TypeError(`${uscc} is no authority of the samples`);
  return owner.domain;
}

async function fetchToken(address: string, roles: readonly Role[]): Promise<string> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ subject: 'bench', roles }),
  });
  const { token }: { token: string } = JSON.parse(await response.text());
  return token;
}
