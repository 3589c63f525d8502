import type { CertificateList } from '../../crl/read-crl.js';
import { OID } from '../../der/oids.js';
import { PkiError } from '../../errors.js';
import { ALL_REASONS } from '../../path/distribution-point.js';
import { parseCertificate, type X509Certificate } from '../../x509/certificate.js';
import { type PathFinding, validatePath, verifyCertificateSignature } from '../../x509/path.js';
import type { SignatureValue } from '../fields.js';
import type { ChainAnswer, RevocationAnswer, SesCertificate, SesTrust } from './question.js';

export interface Sm2TrustMaterial {
  /** Roots, trusted as given. */
  readonly anchors: readonly X509Certificate[];
  /** Certificates that may stand between; not trusted. */
  readonly intermediates: readonly X509Certificate[];
  /** Not trusted either: one counts where the issuer of the certificate in question signed it. */
  readonly crls?: readonly CertificateList[];
}

type FoundPath =
  /** The certificate first; every next one issued the one before, the last is an anchor. */
  | { readonly outcome: 'trusted'; readonly path: readonly X509Certificate[] }
  | { readonly outcome: 'refused'; readonly findings: readonly PathFinding[] }
  | { readonly outcome: 'unknown' };

const LONGEST_PATH = 8;
const MOST_TRIED = 64;

/**
 * Reads SM2 certificates by the strict reader and judges their paths by `validatePath`. Purposes of our own are not asked for: the
 * keys of others do not have them; key usage is a check of the verdict. Any other certificate is unreadable here.
 *
 * Revocation by complete lists for all certificates and reasons, signed by the issuer itself; others are passed over.
 */
export function createSm2Trust(material: Sm2TrustMaterial): Pick<SesTrust, 'read' | 'judgeChain' | 'judgeRevocation'> {
  return {
    read: readSm2Certificate,
    judgeChain: (der, at) => judgeSm2Chain(der, at, material),
    judgeRevocation: (der, at) => judgeSm2Revocation(der, at, material),
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

function judgeSm2Chain(der: Uint8Array, at: number, material: Sm2TrustMaterial): ChainAnswer {
  const leaf = parsed(der);
  if (leaf === undefined) return { outcome: 'unknown', reasons: ['the certificate cannot be read'] };
  const found = findPath(leaf, at, material);
  switch (found.outcome) {
    case 'trusted':
      return { outcome: 'trusted' };
    case 'refused':
      return {
        outcome: 'refused',
        reasons: found.findings.map(({ code, position, detail }) => `${code} at ${position}: ${detail}`),
      };
    case 'unknown':
      return { outcome: 'unknown', reasons: ['no path to a trusted root'] };
  }
}

/** Tries paths by names and key identifiers, shortest first; if none is good, the findings are the first one's. */
function findPath(leaf: X509Certificate, at: number, { anchors, intermediates }: Sm2TrustMaterial): FoundPath {
  let refused: FoundPath = { outcome: 'unknown' };
  let tried = 0;
  let paths: X509Certificate[][] = [[leaf]];
  for (let length = 1; length <= LONGEST_PATH && paths.length > 0; length++) {
    const longer: X509Certificate[][] = [];
    for (const path of paths) {
      const top = path.at(-1) ?? leaf;
      for (const anchor of anchors) {
        if (!isIssuerByName(anchor, top)) continue;
        if (++tried > MOST_TRIED) return refused;
        const found = judgePath(path, anchor, at);
        if (found.outcome === 'trusted') return found;
        if (refused.outcome === 'unknown') refused = found;
      }
      for (const issuer of intermediates) {
        if (path.includes(issuer) || !isIssuerByName(issuer, top)) continue;
        if (++tried > MOST_TRIED) return refused;
        if (verifyCertificateSignature(top, issuer)) longer.push([...path, issuer]);
      }
    }
    paths = longer;
  }
  return refused;
}

function judgePath(path: readonly X509Certificate[], anchor: X509Certificate, at: number): FoundPath {
  const [leaf, ...intermediates] = path;
  if (leaf === undefined) return { outcome: 'unknown' };
  const findings = validatePath({ leaf, intermediates, anchor, at, usage: 'seal-signing' }).filter(isOfPath);
  return findings.length === 0 ? { outcome: 'trusted', path: [...path, anchor] } : { outcome: 'refused', findings };
}

/** What the signer's key is for is judged elsewhere. */
function isOfPath({ code, position }: PathFinding): boolean {
  return position > 0 || (code !== 'CERT_KEY_USAGE' && code !== 'CERT_EXTENDED_KEY_USAGE');
}

/** Every certificate of the path below its anchor must be known good. */
function judgeSm2Revocation(der: Uint8Array, at: number, material: Sm2TrustMaterial): RevocationAnswer {
  const leaf = parsed(der);
  if (leaf === undefined) return { state: 'unknown', reasons: ['the certificate cannot be read'] };
  const found = findPath(leaf, Math.min(Math.max(at, leaf.notBefore), leaf.notAfter), material);
  if (found.outcome !== 'trusted') return { state: 'unknown', reasons: ['no path to a trusted root'] };
  const unknown: string[] = [];
  for (const [position, certificate] of found.path.slice(0, -1).entries()) {
    const issuer = found.path[position + 1];
    const answer = issuer && stateByLists(certificate, issuer, at, material.crls ?? []);
    if (answer?.state === 'revoked') return answer;
    if (answer?.state !== 'good') unknown.push(`no current revocation list for certificate ${position} of the path`);
  }
  return unknown.length === 0 ? { state: 'good' } : { state: 'unknown', reasons: unknown };
}

/** A revocation counts from whatever list it is on; that there is none, only from one that was still current (RFC 5280 §6.3.3). */
function stateByLists(
  certificate: X509Certificate,
  issuer: X509Certificate,
  at: number,
  crls: readonly CertificateList[],
): RevocationAnswer {
  let good = false;
  for (const crl of crls) {
    if (!isCompleteListOf(issuer, crl)) continue;
    const entry = crl.find(certificate.serialNumber);
    if (entry !== undefined && entry.reason !== 'removeFromCRL' && entry.revokedAt <= at) {
      return { state: 'revoked', at: entry.revokedAt, ...(entry.reason !== undefined && { reason: entry.reason }) };
    }
    // A list of later than the time asked knows what was revoked by then.
    if (crl.nextUpdate !== undefined && at <= crl.nextUpdate) good = true;
  }
  return good ? { state: 'good' } : { state: 'unknown', reasons: [] };
}

function isCompleteListOf(issuer: X509Certificate, crl: CertificateList): boolean {
  const scope = crl.issuingDistributionPoint;
  const isWhole =
    crl.baseCrlNumber === undefined &&
    (scope === undefined ||
      !(
        scope.onlyContainsUserCerts ||
        scope.onlyContainsCACerts ||
        scope.onlyContainsAttributeCerts ||
        scope.indirectCRL ||
        scope.reasons !== ALL_REASONS
      ));
  return (
    isWhole &&
    crl.unknownCriticalExtensions.length === 0 &&
    crl.algorithm.oid === OID.sm2WithSm3 &&
    Buffer.compare(crl.issuer.der, issuer.subjectDer) === 0 &&
    // RFC 5280 §6.3.3 (f)
    (issuer.keyUsage === undefined || issuer.keyUsage.has('cRLSign')) &&
    verifySm2(issuer, crl.tbs, { form: 'der', value: crl.signature })
  );
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
