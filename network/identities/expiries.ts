import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProvinceLayout } from '../topology/layout.js';
import type { Province } from '../topology/province.js';

const DAY_MS = 86_400_000;
const WARN_DAYS = 30;

export interface Expiry {
  domain: string;
  /** whose certificate: `peer`, `peer TLS`, … */
  holder: string;
  /** RFC 3339 */
  notAfter: string;
  daysLeft: number;
  /** less than 30 days are left */
  soon: boolean;
}

/** When the certificates of a province's nodes, administrators and authorities end. A gateway's are its own to watch. */
export function expiriesOf({ domain }: Pick<Province, 'domain'>, place: ProvinceLayout, now: number): Expiry[] {
  const own = (msp: string) => join(msp, 'signcerts', 'certificate.pem');
  const files: readonly [string, string][] = [
    ['authority', place.caRoot],
    ['authority of orderers', join(place.ordererCa, 'ca-cert.pem')],
    ['authority for TLS', place.tlsRoot],
    ['authorities’ server TLS', join(place.ca, 'tls-cert.pem')],
    ['peer', own(place.peer.msp)],
    ['peer TLS', place.peer.tls.certificate],
    ['orderer', own(place.orderer.msp)],
    ['orderer TLS', place.orderer.tls.certificate],
    ['administrator', own(place.admin.msp)],
    ['administrator TLS', place.admin.tls.certificate],
    ['administrator of orderers', own(place.ordererAdmin.msp)],
    ['chaincode TLS', place.chaincodeTls.certificate],
  ];
  return files
    .filter(([, file]) => existsSync(file))
    .map(([holder, file]) => {
      const ends = new X509Certificate(readFileSync(file)).validToDate.getTime();
      const daysLeft = Math.floor((ends - now) / DAY_MS);
      return { domain, holder, notAfter: new Date(ends).toISOString(), daysLeft, soon: daysLeft < WARN_DAYS };
    });
}
