import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { sm3Hex } from '../../../pki/sm3.js';
import type { CERTIFICATE_PURPOSES } from '../../model/command.js';
import { ledgerKeys } from '../../model/keys.js';
import type { CertificateRecord, DomainRecord } from '../../model/records.js';
import type { LedgerView } from '../ledger-view.js';
import { ensure, present } from '../refuse.js';
import { timeOf } from './times.js';

export interface CertificateUse {
  readonly domain: DomainRecord;
  readonly purpose: (typeof CERTIFICATE_PURPOSES)[number];
  /** Left out for a seal maker's certificate, which belongs to no authority. */
  readonly authority?: string;
}

/** The record of a certificate that the domain registered for this use. Says nothing of its state. */
export async function readCertificateFor(
  view: LedgerView,
  fingerprint: string,
  use: CertificateUse,
): Promise<CertificateRecord> {
  const record = present(
    await view.read('certificate', ledgerKeys.certificate(fingerprint)),
    'SIGNER_UNKNOWN',
    fingerprint,
  );
  ensure(record.domain === use.domain.signed.entry.domain, 'SIGNER_NOT_OF_DOMAIN', fingerprint);
  ensure(record.authority === use.authority, 'SIGNER_NOT_OF_AUTHORITY', fingerprint);
  ensure(record.purposes.includes(use.purpose), 'SIGNER_PURPOSE', `${fingerprint} ${use.purpose}`);
  return record;
}

/** The certificate and the CA above it are active and within their validity, and the CA's root is the domain's own today. */
export async function ensureLive(
  view: LedgerView,
  record: CertificateRecord,
  domain: DomainRecord,
  now: number,
): Promise<void> {
  ensureSound(record, now);
  await ensureLiveCa(view, record.issuer, domain, now);
}

/** The record of a CA of the domain that may issue now. */
export async function ensureLiveCa(
  view: LedgerView,
  fingerprint: string,
  domain: DomainRecord,
  now: number,
): Promise<CertificateRecord> {
  const ca = present(
    await view.read('certificate', ledgerKeys.certificate(fingerprint)),
    'CERTIFICATE_CHAIN',
    fingerprint,
  );
  ensure(ca.role === 'ca' && ca.domain === domain.signed.entry.domain, 'CERTIFICATE_CHAIN', fingerprint);
  ensureSound(ca, now);
  ensure(rootFingerprints(domain).includes(ca.issuer), 'CERTIFICATE_CHAIN', ca.issuer);
  return ca;
}

/** SM3 of each root of the domain, in the order of its entry. */
export function rootFingerprints(domain: DomainRecord): string[] {
  return domain.signed.entry.roots.map((root) => sm3Hex(decodeBase64url(root)));
}

function ensureSound(record: CertificateRecord, now: number): void {
  const distrusted = record.distrustFrom !== undefined && timeOf(record.distrustFrom, 'distrustFrom') <= now;
  ensure(record.state === 'active' && !distrusted, 'CERTIFICATE_REVOKED', record.digest);
  const valid = timeOf(record.notBefore, 'notBefore') <= now && now <= timeOf(record.notAfter, 'notAfter');
  ensure(valid, 'CERTIFICATE_NOT_VALID_NOW', record.digest);
}
