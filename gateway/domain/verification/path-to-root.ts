import type { X509Certificate } from '../../../pki/x509/certificate.js';
import type { CertificateUsage } from '../../../pki/x509/key-purposes.js';
import { type PathFinding, validatePath } from '../../../pki/x509/path.js';
import type { Anchoring, Case } from './case.js';
import { type Finding, failed, passed, unknown } from './finding.js';
import type { ReasonCode } from './reasons.js';

const LONGEST_CHAIN = 8;

/** The CAs of the evidence above a certificate, its issuer first. Follows names, key identifiers and signatures. */
export function chainAbove(leaf: X509Certificate, { certificates, memory }: Case): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let last = leaf;
  while (chain.length < LONGEST_CHAIN) {
    const below = last;
    const candidates = [...certificates.values()].filter(
      (each) => each !== below && !chain.includes(each) && isIssuerByName(each, below),
    );
    const issuer = candidates.find((each) => memory.verifyLink(below, each)) ?? candidates[0];
    if (issuer === undefined) break;
    chain.push(issuer);
    last = issuer;
  }
  return chain;
}

/**
 * Judges the path of a certificate at the anchoring time: it must end in a root that the document's domain had at the
 * anchoring block. A root vouches for its own domain only.
 */
export function judgePath(leaf: X509Certificate, usage: CertificateUsage, ground: Case, anchoring: Anchoring): Finding {
  const { trust, evidence, memory } = ground;
  const view = trust.domainAt(evidence.document.domain, anchoring.blockNumber);
  if (view === undefined) return outsideList(ground, anchoring.blockNumber);
  const intermediates = chainAbove(leaf, ground);
  const top = intermediates.at(-1) ?? leaf;
  let best: readonly PathFinding[] | undefined;
  for (const anchor of view.roots) {
    if (!isIssuerByName(anchor, top)) continue;
    const { verifyLink } = memory;
    const findings = validatePath({
      leaf,
      intermediates,
      anchor,
      at: anchoring.at,
      usage,
      verifySignature: verifyLink,
    });
    if (findings.length === 0) return passed();
    best ??= findings;
  }
  const [finding] = (best ?? []).toSorted((a, b) => SEVERITY[reasonOf(a)] - SEVERITY[reasonOf(b)]);
  const fingerprint = leaf.fingerprint;
  if (finding === undefined) return failed('CERTIFICATE_CHAIN', { certificate: fingerprint, usage });
  return failed(reasonOf(finding), { certificate: fingerprint, usage, rule: finding.code, position: finding.position });
}

/** Blocks beyond the list may know a domain that the list does not. */
export function outsideList({ trust, evidence }: Case, block: number): Finding {
  const facts = { domain: evidence.document.domain, blockNumber: block, trustedTo: trust.blockNumber };
  return block > trust.blockNumber ? unknown('DOMAIN_UNKNOWN', facts) : failed('DOMAIN_UNKNOWN', facts);
}

function isIssuerByName(issuer: X509Certificate, certificate: X509Certificate): boolean {
  if (Buffer.compare(issuer.subjectDer, certificate.issuerDer) !== 0) return false;
  const [wanted, is] = [certificate.authorityKeyId, issuer.subjectKeyId];
  return wanted === undefined || is === undefined || wanted === is;
}

type PathReason = Extract<ReasonCode, 'CERTIFICATE_CHAIN' | 'CERTIFICATE_USAGE' | 'CERTIFICATE_NOT_VALID_THEN'>;
const SEVERITY: Record<PathReason, number> = {
  CERTIFICATE_CHAIN: 0,
  CERTIFICATE_USAGE: 1,
  CERTIFICATE_NOT_VALID_THEN: 2,
};

function reasonOf({ code }: PathFinding): PathReason {
  switch (code) {
    case 'CERT_NOT_YET_VALID':
    case 'CERT_EXPIRED':
      return 'CERTIFICATE_NOT_VALID_THEN';
    case 'CERT_KEY_USAGE':
    case 'CERT_EXTENDED_KEY_USAGE':
    case 'CERT_CRITICAL_EXTENSION_UNKNOWN':
    case 'CERT_NOT_CA':
      return 'CERTIFICATE_USAGE';
    case 'CERT_SIGNATURE_INVALID':
    case 'CERT_ISSUER_MISMATCH':
    case 'CERT_PATH_LENGTH':
    case 'CERT_PATH_INCOMPLETE':
    case 'CERT_ANCHOR_MISMATCH':
      return 'CERTIFICATE_CHAIN';
  }
}
