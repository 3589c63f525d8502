import { decodeBase64url, encodeBase64url } from '../../pki/encoding/base64url.js';
import { formatTime } from '../../pki/encoding/times.js';
import { PkiError } from '../../pki/errors.js';
import { parseCertificate, type X509Certificate } from '../../pki/x509/certificate.js';
import { LedgerError } from '../errors.js';
import type { CommandOf } from '../model/command.js';
import { ensureAuthority } from './checks/authority.js';
import { rootFingerprints } from './checks/certificate.js';
import { ensureRoleShape, ensureSubject } from './checks/certificate-role.js';
import { ensureCertifiedPath } from './checks/certified-path.js';
import { ensure } from './refuse.js';
import type { Rule, Transaction } from './transaction.js';

type Body = CommandOf<'certificate-register'>['body'];

/**
 * Puts a certificate of the domain on the ledger, with what its key may sign. Once: purposes never change, and a certificate
 * that was revoked does not come back.
 */
export const registerCertificate: Rule<'certificate-register'> = async (transaction) => {
  const { command, digest, view, now, domain } = transaction;
  const { body, target } = command;
  ensure(command.expectedVersion === 0, 'STATE_CHANGE_ILLEGAL', 'a certificate is registered once');
  ensureRoleShape(body);
  const certificate = parse(body.certificate);
  ensure(!rootFingerprints(domain).includes(certificate.fingerprint), 'CERTIFICATE_INVALID', 'a root');
  ensure(certificate.notBefore <= now && now <= certificate.notAfter, 'CERTIFICATE_NOT_VALID_NOW', target);
  const issuer = await ensureCertifiedPath(transaction, certificate);
  await ensureOwnAuthority(transaction, certificate, body);
  await view.put(target, {
    kind: 'certificate',
    version: 1,
    digest: certificate.fingerprint,
    state: 'active',
    by: digest,
    domain: command.domain,
    role: body.role,
    purposes: body.purposes,
    ...(body.authority !== undefined && { authority: body.authority }),
    issuer,
    publicKey: encodeBase64url(certificate.publicKey.point),
    ...(body.role === 'ca' && { certificate: body.certificate }),
    notBefore: formatTime(certificate.notBefore),
    notAfter: formatTime(certificate.notAfter),
  });
};

async function ensureOwnAuthority(
  { view, command }: Transaction<'certificate-register'>,
  certificate: X509Certificate,
  { authority }: Body,
): Promise<void> {
  if (authority === undefined) return;
  await ensureAuthority(view, authority, command.domain);
  ensureSubject(certificate, authority);
}

/** A structure of SM2 whose key is a point of the curve. */
function parse(text: string): X509Certificate {
  try {
    const certificate = parseCertificate(decodeBase64url(text));
    ensure(certificate.publicKey.point.length > 0, 'CERTIFICATE_INVALID');
    return certificate;
  } catch (error) {
    if (error instanceof PkiError) throw new LedgerError('CERTIFICATE_INVALID', error.code);
    throw error;
  }
}
