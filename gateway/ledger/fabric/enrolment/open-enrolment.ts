import { readFile } from 'node:fs/promises';
import { AppError } from '../../../domain/errors.js';
import type { FabricConnection } from '../connection-file.js';
import { createCaEnrolment } from './ca-enrolment.js';
import type { Enrolled } from './enrolment.js';

/** Gets this gateway its certificates on Fabric, each time for a new key. Both reject with LEDGER_UNAVAILABLE. */
export interface GatewayEnrolment {
  /** With the attributes that the certificate authority has registered: `role` and `domain`. */
  identity(): Promise<Enrolled>;
  /** For its TLS connections. */
  tls(): Promise<Enrolled>;
}

export function openEnrolment(authority: FabricConnection['certificateAuthority']): GatewayEnrolment {
  const { url, trustedRoots, enrolmentId } = authority;
  const enrol = async (name: string): Promise<Enrolled> => {
    try {
      const secret = (await readFile(authority.secretFile, 'utf8')).trim();
      return await createCaEnrolment({ url, name, trustedRoots }).enrol({ id: enrolmentId, secret });
    } catch (cause) {
      throw new AppError('LEDGER_UNAVAILABLE', 'the certificate authority of Fabric does not enrol', { cause });
    }
  };
  return { identity: () => enrol(authority.name), tls: () => enrol(authority.tlsName) };
}
