import type { TrustList } from '../../../chaincode/model/trust-list.js';

export interface CertificateFile {
  fingerprint: string;
  role: 'root' | 'ca' | 'authority' | 'seal-maker' | 'ocsp' | 'timestamp';
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

/** Which trust list this domain has signed for each number. */
export interface SignedListStore {
  /**
   * Whether the list may be signed now: it is the first of its number, the same again, or the one of that number was signed at
   * `before` or earlier, whose place it takes. Times in milliseconds since 1970. Of two that are asked at once one is refused.
   */
  claim(list: { sequence: number; digest: string }, times: { at: number; before: number }): Promise<boolean>;
}

/** The trust lists that this gateway holds, as they came. */
export interface TrustListStore {
  add(list: TrustList): Promise<void>;
  all(): Promise<TrustList[]>;
}
