/** Who sent the transaction, by Fabric's own identity. */
export interface Caller {
  msp: string;
  /** The attribute `role` that the domain's certificate authority has put into the certificate. */
  role: string | null;
}

interface ClientIdentity {
  getMSPID(): string;
  getAttributeValue(name: string): string | null;
}

const REMEMBERED = 64;

/**
 * Reads the caller out of the transaction's creator, and remembers what it read of a creator's bytes: a certificate never says
 * anything else, and reading one costs as much as ten entries.
 */
export function createCallerReader<S extends { getCreator(): { idBytes: Uint8Array; mspid: string } }>(
  identityOf: (stub: S) => ClientIdentity,
): (stub: S) => Caller {
  const known = new Map<string, Caller>();
  return (stub) => {
    const { idBytes, mspid } = stub.getCreator();
    const name = `${mspid} ${Buffer.from(idBytes).toString('base64')}`;
    const caller = known.get(name);
    if (caller !== undefined) return caller;
    const identity = identityOf(stub);
    const read = { msp: identity.getMSPID(), role: identity.getAttributeValue('role') };
    if (known.size === REMEMBERED) known.clear();
    known.set(name, read);
    return read;
  };
}
