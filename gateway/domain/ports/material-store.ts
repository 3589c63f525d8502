import type { TrustList } from '../../../chaincode/model/trust-list.js';

export interface CertificateFile {
  fingerprint: string;
  role: 'root' | 'ca' | 'authority' | 'seal-maker';
  authority?: string;
  issuer: string;
  keyId: string;
  der: Uint8Array;
}

/** Certificates and seals of this domain, as files: what they may do stands on the ledger, not here. */
export interface MaterialStore {
  addCertificate(file: CertificateFile): Promise<void>;
  certificates(filter: { role?: CertificateFile['role']; authority?: string }): Promise<CertificateFile[]>;
  addSeal(file: { digest: string; authority: string; der: Uint8Array }): Promise<void>;
  seals(authority: string): Promise<{ digest: string; der: Uint8Array }[]>;
}

/** The trust lists that this gateway holds, as they came. */
export interface TrustListStore {
  add(list: TrustList): Promise<void>;
  all(): Promise<TrustList[]>;
}
