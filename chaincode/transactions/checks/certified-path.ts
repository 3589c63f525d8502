import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { parseCertificate, type X509Certificate } from '../../../pki/x509/certificate.js';
import { validatePath } from '../../../pki/x509/path.js';
import type { DomainRecord } from '../../model/records.js';
import { ensure, present } from '../refuse.js';
import type { Transaction } from '../transaction.js';
import { ensureLiveCa } from './certificate.js';
import { usagesOf } from './certificate-role.js';

/**
 * The certificate stands below the domain's own roots: a CA directly below one, the others below a CA that the domain registered
 * and that may issue now. RFC 5280 §6.1 at the transaction's time, for each usage that the purposes ask for. Gives the
 * fingerprint of the issuing certificate. Throws CERTIFICATE_CHAIN.
 */
export async function ensureCertifiedPath(
  transaction: Transaction<'certificate-register'>,
  certificate: X509Certificate,
): Promise<string> {
  const { command, view, now, domain } = transaction;
  const { role, issuer } = command.body;
  if (role === 'ca') {
    const root = present(
      rootsOf(domain).find((each) => (issuer ?? each.fingerprint) === each.fingerprint && isIssuer(each, certificate)),
      'CERTIFICATE_CHAIN',
      'no root of the domain issued it',
    );
    ensureValid(transaction, certificate, [], root);
    return root.fingerprint;
  }
  const fingerprint = present(issuer, 'CERTIFICATE_CHAIN', 'no issuer named');
  const ca = await ensureLiveCa(view, fingerprint, domain, now);
  const der = present(ca.certificate, 'CERTIFICATE_CHAIN', fingerprint);
  const root = present(
    rootsOf(domain).find((each) => each.fingerprint === ca.issuer),
    'CERTIFICATE_CHAIN',
    ca.issuer,
  );
  ensureValid(transaction, certificate, [parseCertificate(decodeBase64url(der))], root);
  return fingerprint;
}

function ensureValid(
  { command, now }: Transaction<'certificate-register'>,
  leaf: X509Certificate,
  intermediates: readonly X509Certificate[],
  anchor: X509Certificate,
): void {
  for (const usage of usagesOf(command.body)) {
    const [finding] = validatePath({ leaf, intermediates, anchor, at: now, usage });
    ensure(finding === undefined, 'CERTIFICATE_CHAIN', finding?.code);
  }
}

function rootsOf(domain: DomainRecord): X509Certificate[] {
  return domain.signed.entry.roots.map((root) => parseCertificate(decodeBase64url(root)));
}

/** Told apart by name and key, as path building does; the path is judged afterwards. */
function isIssuer(root: X509Certificate, certificate: X509Certificate): boolean {
  return sm3Hex(root.subjectDer) === sm3Hex(certificate.issuerDer) && certificate.authorityKeyId === root.subjectKeyId;
}
