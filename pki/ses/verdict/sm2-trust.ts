import { OID } from '../../der/oids.js';
import { PkiError } from '../../errors.js';
import { parseCertificate, type X509Certificate } from '../../x509/certificate.js';
import { type PathFinding, validatePath, verifyCertificateSignature } from '../../x509/path.js';
import type { SignatureValue } from '../fields.js';
import type { ChainAnswer, SesCertificate, SesTrust } from './question.js';

export interface Sm2Anchors {
  /** Roots, trusted as given. */
  readonly anchors: readonly X509Certificate[];
  /** Certificates that may stand between; not trusted. */
  readonly intermediates: readonly X509Certificate[];
}

const LONGEST_PATH = 8;
const MOST_SIGNATURES = 64;

/**
 * Reads SM2 certificates by the strict reader and judges their paths by `validatePath`. Purposes of our own are not asked for: the
 * keys of others do not have them; key usage is a check of the verdict. Any other certificate is unreadable here.
 */
export function createSm2Trust({ anchors, intermediates }: Sm2Anchors): Pick<SesTrust, 'read' | 'judgeChain'> {
  return {
    read: readSm2Certificate,
    judgeChain: (der, at) => judgeSm2Chain(der, at, { anchors, intermediates }),
  };
}

export function readSm2Certificate(der: Uint8Array): SesCertificate | undefined {
  const certificate = parsed(der);
  if (certificate === undefined) return undefined;
  const { notBefore, notAfter, keyUsage } = certificate;
  return {
    notBefore,
    notAfter,
    ...(keyUsage !== undefined && { keyUsage }),
    verify: (algorithm, octets, signature) => {
      if (algorithm !== OID.sm2WithSm3) return 'unsupported';
      return verifySm2(certificate, octets, signature) ? 'good' : 'bad';
    },
  };
}

function verifySm2(certificate: X509Certificate, octets: Uint8Array, { form, value }: SignatureValue): boolean {
  try {
    switch (form) {
      case 'der':
        return certificate.publicKey.verifyDer(octets, value);
      case 'raw':
        return certificate.publicKey.verifyRaw(octets, value);
      case 'unreadable':
        return false;
    }
  } catch (error) {
    // A key off the curve has signed nothing.
    if (error instanceof PkiError) return false;
    throw error;
  }
}

/** Tries paths by names and key identifiers, shortest first; the answer is the best path's. */
function judgeSm2Chain(der: Uint8Array, at: number, { anchors, intermediates }: Sm2Anchors): ChainAnswer {
  const leaf = parsed(der);
  if (leaf === undefined) return { outcome: 'unknown', reasons: ['the certificate cannot be read'] };
  let best: readonly PathFinding[] | undefined;
  let signatures = 0;
  let paths: X509Certificate[][] = [[leaf]];
  for (let length = 1; length <= LONGEST_PATH && paths.length > 0; length++) {
    const longer: X509Certificate[][] = [];
    for (const path of paths) {
      const top = path.at(-1) ?? leaf;
      for (const anchor of anchors.filter((each) => isIssuerByName(each, top))) {
        if (++signatures > MOST_SIGNATURES) return answerOf(best);
        const findings = validatePath({ leaf, intermediates: path.slice(1), anchor, at, usage: 'seal-signing' }).filter(
          isOfPath,
        );
        if (findings.length === 0) return { outcome: 'trusted' };
        best ??= findings;
      }
      for (const issuer of intermediates) {
        if (path.includes(issuer) || !isIssuerByName(issuer, top)) continue;
        if (++signatures > MOST_SIGNATURES) return answerOf(best);
        if (verifyCertificateSignature(top, issuer)) longer.push([...path, issuer]);
      }
    }
    paths = longer;
  }
  return answerOf(best);
}

function answerOf(best: readonly PathFinding[] | undefined): ChainAnswer {
  return best === undefined
    ? { outcome: 'unknown', reasons: ['no path to a trusted root'] }
    : { outcome: 'refused', reasons: best.map(({ code, position, detail }) => `${code} at ${position}: ${detail}`) };
}

/** What the signer's key is for is judged elsewhere. */
function isOfPath({ code, position }: PathFinding): boolean {
  return position > 0 || (code !== 'CERT_KEY_USAGE' && code !== 'CERT_EXTENDED_KEY_USAGE');
}

function isIssuerByName(issuer: X509Certificate, certificate: X509Certificate): boolean {
  if (Buffer.compare(issuer.subjectDer, certificate.issuerDer) !== 0) return false;
  const [wanted, is] = [certificate.authorityKeyId, issuer.subjectKeyId];
  return wanted === undefined || is === undefined || wanted === is;
}

function parsed(der: Uint8Array): X509Certificate | undefined {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}
