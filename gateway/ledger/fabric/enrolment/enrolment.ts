/** A certificate and its key. */
export type Enrolled = {
  readonly certificatePem: string;
  /** PKCS#8, ECDSA P-256 */
  readonly keyPem: string;
};

export type EnrolRequest = {
  readonly id: string;
  readonly secret: string;
  /** DNS names and IPv4 addresses for the certificate: a server's need them */
  readonly hosts?: readonly string[];
};

export type Registration = {
  readonly id: string;
  /** becomes the organisational unit by which the network tells nodes, clients and administrators apart */
  readonly role: 'client' | 'peer' | 'orderer' | 'admin';
  /** the authority makes one up unless given */
  readonly secret?: string;
  /** the registrar's own unless given */
  readonly affiliation?: string;
  /** what certificates of this identity will say; names that begin with `hf.` are rights at the authority and stay there */
  readonly attributes?: Readonly<Record<string, string>>;
};

/** Where an organisation's identities on the network come from: one certificate authority of it. Rejects with EnrolmentError. */
export interface Enrolment {
  /** A new key and its certificate. An identity may enrol as often as it likes. */
  enrol(request: EnrolRequest): Promise<Enrolled>;
  /** Makes an identity known and answers its secret. The registrar's own rights bound what it may give. */
  register(registration: Registration, registrar: Enrolled): Promise<string>;
  /** A new key and certificate for whoever still holds a living one. */
  reenrol(current: Enrolled, hosts?: readonly string[]): Promise<Enrolled>;
}
