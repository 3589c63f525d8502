import type { TrustEntry } from '../../../chaincode/model/trust-entry.js';
import type { TrustListBody } from '../../../chaincode/model/trust-list.js';
import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { encodeHex } from '../../../pki/encoding/hex.js';
import { parseCertificate, type X509Certificate } from '../../../pki/x509/certificate.js';
import { validateRoot } from '../../../pki/x509/path.js';
import { isSigned } from './signed.js';
import { refuse } from './trust-codes.js';

type TrustedDomain = TrustListBody['domains'][number];

/**
 * Every version of a domain's entry stands there from the first on, each signed by the domain itself: by its governance
 * key, and where that key is a new one also by the key before. Whoever else writes an entry lacks one of these.
 */
export function checkDomains(body: TrustListBody): void {
  const last = new Map<string, TrustedDomain>();
  for (const trusted of body.domains) {
    const { entry } = trusted.signed;
    const name = `${entry.domain} version ${entry.version}`;
    const before = last.get(entry.domain);
    if (entry.version !== (before?.signed.entry.version ?? 0) + 1)
      refuse('TRUST_ENTRY_ALTERED', `${name}: not the next version`);
    if (before !== undefined && (before.untilBlock === undefined || before.untilBlock > trusted.fromBlock)) {
      refuse('TRUST_ENTRY_ALTERED', `${name}: the version before still holds`);
    }
    checkSpan(trusted, body, name);
    if (entry.founding !== body.founding || entry.ledger !== body.ledger) {
      refuse('TRUST_ENTRY_FOREIGN', `${name}: made for another network`);
    }
    checkSignatures(trusted, before, name);
    checkAddresses(entry, body.profile, name);
    last.set(entry.domain, trusted);
  }
  checkKeys(body);
}

function checkSignatures({ signed }: TrustedDomain, before: TrustedDomain | undefined, name: string): void {
  const { entry, signature, previousSignature } = signed;
  if (!isSigned(entry.governanceKey, 'trust-entry', entry, signature)) {
    refuse('TRUST_ENTRY_FOREIGN', `${name}: not signed by its own governance key`);
  }
  const previousKey = before?.signed.entry.governanceKey;
  if (previousKey === undefined || previousKey === entry.governanceKey) {
    if (previousSignature !== undefined) refuse('TRUST_ENTRY_FOREIGN', `${name}: a signature too many`);
  } else if (previousSignature === undefined || !isSigned(previousKey, 'trust-entry', entry, previousSignature)) {
    refuse('TRUST_ENTRY_FOREIGN', `${name}: not signed by the governance key before`);
  }
}

function checkAddresses(entry: TrustEntry, profile: TrustListBody['profile'], name: string): void {
  if (profile === 'production' && entry.gateways.some((address) => !address.startsWith('https://'))) {
    refuse('TRUST_MALFORMED', `${name}: a gateway without TLS`);
  }
}

/** A key that stood for two domains would let one speak for the other. */
function checkKeys(body: TrustListBody): void {
  const owner = new Map<string, string>();
  for (const { signed } of body.domains) {
    const { domain, governanceKey, witnessKey, receiptKey, roots } = signed.entry;
    const rootKeys = roots.map((root) => encodeHex(rootCertificate(root, domain).publicKey.point));
    const own = [governanceKey, witnessKey, receiptKey].map((key) => encodeHex(decodeBase64url(key)));
    for (const key of [...own, ...rootKeys]) {
      if ((owner.get(key) ?? domain) !== domain)
        refuse('TRUST_KEY_SHARED', `${domain} and ${owner.get(key)} share a key`);
      owner.set(key, domain);
    }
  }
}

/** Reads a root and checks all but its validity, which is judged where a path ends in it. */
export function rootCertificate(root: string, domain: string): X509Certificate {
  let certificate: X509Certificate;
  try {
    certificate = parseCertificate(decodeBase64url(root));
  } catch {
    return refuse('TRUST_ROOT_INVALID', `${domain}: a root that is no certificate`);
  }
  const [finding] = validateRoot(certificate, certificate.notBefore);
  if (finding !== undefined) refuse('TRUST_ROOT_INVALID', `${domain}: ${finding.detail}`);
  return certificate;
}

/** Nothing counts from a block that the list has not seen, and nothing ends before it begins. */
export function checkSpan(span: { fromBlock: number; untilBlock?: number }, body: TrustListBody, name: string): void {
  const { fromBlock, untilBlock = fromBlock } = span;
  if (fromBlock > untilBlock || untilBlock > body.blockNumber) refuse('TRUST_MALFORMED', `${name}: impossible blocks`);
}
