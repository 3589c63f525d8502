import type { PathCertificate } from '../path/certificate.js';
import {
  ALL_REASONS,
  type DistributionPoint,
  type DistributionPointName,
  type ReasonMask,
} from '../path/distribution-point.js';
import { type GeneralName, generalNameKey } from '../path/general-name.js';
import { type ComparableName, relativeName } from '../path/name.js';
import type { CertificateList } from './read-crl.js';

/** The point that stands for certificates without one, and for lists that no point names (RFC 5280 §6.3.3). */
export function impliedPoint(certificate: PathCertificate): DistributionPoint {
  return {
    name: { fullName: [{ form: 'directoryName', name: certificate.issuer }] },
    reasons: ALL_REASONS,
  };
}

/**
 * The reasons for which a list can tell of a certificate through one of its distribution points: RFC 5280 §6.3.3 (b) and (d); 0 where
 * the list is about other certificates, or comes from an issuer that the point does not name.
 */
export function reasonsInScope(
  certificate: PathCertificate,
  point: DistributionPoint,
  list: CertificateList,
): ReasonMask {
  const idp = list.issuingDistributionPoint;
  // (b)(1)
  if (point.cRLIssuer !== undefined) {
    if (!namesIssuer(point.cRLIssuer, list.issuer) || idp?.indirectCRL !== true) return 0;
  } else if (list.issuer.key !== certificate.issuer.key) {
    return 0;
  }
  if (idp === undefined) return point.reasons;
  // (b)(2)(i)
  if (idp.name !== undefined && !sharesName(idp.name, point, certificate, list)) return 0;
  // (b)(2)(ii), (iii), (iv)
  const isCa = certificate.basicConstraints?.cA === true;
  if ((idp.onlyContainsUserCerts && isCa) || (idp.onlyContainsCACerts && !isCa) || idp.onlyContainsAttributeCerts)
    return 0;
  return point.reasons & idp.reasons;
}

/** Whether a delta list continues a complete one: RFC 5280 §5.2.4 and §6.3.3 (c). */
export function continues(delta: CertificateList, complete: CertificateList): boolean {
  const { baseCrlNumber: base, crlNumber: number } = delta;
  const known = complete.crlNumber;
  if (base === undefined || number === undefined || known === undefined) return false;
  if (delta.issuer.key !== complete.issuer.key || known < base || number <= known) return false;
  const [ours, theirs] = [complete.authorityKeyIdentifier?.keyId, delta.authorityKeyIdentifier?.keyId];
  if (ours !== theirs) return false;
  const [scope, deltaScope] = [complete.issuingDistributionPoint?.der, delta.issuingDistributionPoint?.der];
  if (scope === undefined || deltaScope === undefined) return scope === deltaScope;
  return Buffer.compare(scope, deltaScope) === 0;
}

function namesIssuer(names: readonly GeneralName[], issuer: ComparableName): boolean {
  return names.some((each) => each.form === 'directoryName' && each.name.key === issuer.key);
}

function sharesName(
  listName: DistributionPointName,
  point: DistributionPoint,
  certificate: PathCertificate,
  list: CertificateList,
): boolean {
  const ours = keysOf(listName, list.issuer);
  // Where the point has no name of its own, the list is named by its issuer.
  const theirs =
    point.name === undefined
      ? (point.cRLIssuer ?? []).map(generalNameKey)
      : keysOf(point.name, issuerOf(point) ?? certificate.issuer);
  return theirs.some((key) => ours.includes(key));
}

function issuerOf({ cRLIssuer = [] }: DistributionPoint): ComparableName | undefined {
  for (const each of cRLIssuer) if (each.form === 'directoryName') return each.name;
  return undefined;
}

function keysOf(name: DistributionPointName, issuer: ComparableName): string[] {
  if ('fullName' in name) return name.fullName.map(generalNameKey);
  return [`directoryName:${relativeName(issuer, name.relativeToIssuer, () => {})}`];
}
