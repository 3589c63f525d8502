import type { EndReason, LeafProfile } from '../pki/certificates.js';

/** A certificate that a CA of this domain has signed. `issuer`: the CA's key identifier, hex. */
export interface RegisterEntry {
  issuer: string;
  /** Lower-case hex. */
  serialNumber: string;
  fingerprint: string;
  profile: LeafProfile | 'issuing-ca';
  /** Milliseconds since 1970. */
  issuedAt: number;
  der: Uint8Array;
}

/** `mac` is made under a key that the database does not hold: no list is signed over a row that nobody has ordered. */
export interface Revocation {
  issuer: string;
  serialNumber: string;
  /** Milliseconds since 1970. */
  revokedAt: number;
  reason: EndReason;
  invalidAt?: number;
  mac: Uint8Array;
}

/** One publication: a full list and, but for the first, the delta list of the same number. */
export interface PublishedLists {
  issuer: string;
  number: number;
  /** The next ones' delta lists count from the newest of these. */
  scheduled: boolean;
  thisUpdate: number;
  nextUpdate: number;
  full: Uint8Array;
  delta?: Uint8Array;
}

/** What the certificate authority has issued, revoked and published. */
export interface CertificateRegister {
  /** Entering the same again changes nothing. */
  add(entry: RegisterEntry): Promise<void>;
  find(issuer: string, serialNumber: string): Promise<{ entry?: RegisterEntry; revocation?: Revocation }>;
  /** Whether it is the first revocation of the certificate: it is never changed. */
  revoke(revocation: Revocation): Promise<boolean>;
  /** In order of the serial numbers. */
  revocations(issuer: string): Promise<Revocation[]>;
  countRevocations(issuer: string): Promise<number>;
  /** Whether the number was free. Drops what was published before the newest scheduled publication below this one. */
  publish(lists: PublishedLists): Promise<boolean>;
  newest(issuer: string, filter?: { scheduled: true }): Promise<PublishedLists | undefined>;
}
