import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { purposeBytes } from '../../../pki/encoding/purpose-bytes.js';
import { hmacSm3 } from '../../../pki/sm3.js';
import { AppError } from '../../domain/errors.js';
import type { Revocation } from '../../domain/ports/certificate-register.js';

/** Makes and checks the MAC by which a revocation is known to have been ordered here. */
export interface RevocationMac {
  sealed(revocation: Omit<Revocation, 'mac'>): Revocation;
  /** Throws REVOCATIONS_CORRUPT for a row that was made or changed in the database. */
  assertOurs(revocation: Revocation): void;
}

/** `secret`: 32 bytes outside the database. */
export function createRevocationMac(secret: Uint8Array): RevocationMac {
  const key = hmacSm3(secret, Buffer.from('yinxin/certificate-revocation/v1'));
  const macOf = ({ issuer, serialNumber, revokedAt, reason, invalidAt }: Omit<Revocation, 'mac'>): Uint8Array =>
    hmacSm3(
      key,
      purposeBytes(
        'certificate-revocation',
        canonicalBytes({
          issuer,
          serialNumber,
          revokedAt,
          reason,
          ...(invalidAt === undefined ? {} : { invalidAt }),
        }),
      ),
    );
  return {
    sealed: (revocation) => ({ ...revocation, mac: macOf(revocation) }),
    assertOurs: (revocation) => {
      if (Buffer.compare(macOf(revocation), revocation.mac) !== 0) {
        throw new AppError('REVOCATIONS_CORRUPT', `the revocation of ${revocation.serialNumber} was not ordered here`);
      }
    },
  };
}
