import { X509Certificate } from 'node:crypto';
import type { Enrolled } from './enrolment.js';
import { readKeyFile, writeKeyFile } from './key-file.js';

export interface EnrolledKeyDeps {
  /** File that keeps the key, encrypted. */
  path: string;
  kek: Uint8Array;
  clock: { now(): number };
  /** Asks the certificate authority for a new certificate, with a new key. */
  enrol: () => Promise<Enrolled>;
}

/** A certificate in its last third is replaced: there is time to find out why that fails. */
const RENEW_AT = 2 / 3;

/**
 * The key that this gateway has on Fabric: from its file, or enrolled anew where there is none or its certificate nears its end.
 * A certificate that still holds is used on where the certificate authority does not answer.
 */
export async function openEnrolledKey({ path, kek, clock, enrol }: EnrolledKeyDeps): Promise<Enrolled> {
  const kept = await readKeyFile(path, kek);
  if (kept !== undefined && clock.now() < renewalOf(kept)) return kept;
  try {
    const enrolled = await enrol();
    await writeKeyFile(path, kek, enrolled);
    return enrolled;
  } catch (error) {
    if (kept !== undefined && clock.now() < expiryOf(kept)) return kept;
    throw error;
  }
}

/** Milliseconds since 1970. */
export function expiryOf({ certificatePem }: Enrolled): number {
  return Date.parse(new X509Certificate(certificatePem).validTo);
}

function renewalOf(key: Enrolled): number {
  const from = Date.parse(new X509Certificate(key.certificatePem).validFrom);
  return from + (expiryOf(key) - from) * RENEW_AT;
}
