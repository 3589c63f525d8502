import type { CertificateList } from '../crl/read-crl.js';
import { continues, impliedPoint, reasonsInScope } from '../crl/scope.js';
import { PkiError } from '../errors.js';
import { isCertId, isResponder } from '../ocsp/match.js';
import type { BasicOcspResponse, SingleOcspResponse } from '../ocsp/read-response.js';
import { isSameCertificate, type PathCertificate, readPathCertificate, type SubjectPublicKey } from './certificate.js';
import type { NoteDeviation } from './deviations.js';
import { ALL_REASONS, type DistributionPoint } from './distribution-point.js';
import { PATH_OID } from './oids.js';
import { profileFindings } from './profile.js';
import {
  type CertificateStatus,
  isRevokedAt,
  outlivesItsSource,
  type RevocationInstant,
  wholeSecond,
} from './status.js';
import type { CheckSignature, ValidatedPath } from './validate.js';

/** Signers of lists and answers are certificates themselves: whose word is asked for whose is followed so far and no further. */
const DEEPEST_SIGNER = 4;
/** Signers whose paths and revocation one question looks at: lists and certificates are many in the hands of whoever sends them. */
const MOST_SIGNERS = 200;
/** How old an answer without nextUpdate may be: it says that newer ones are always there (RFC 6960 §2.4). */
const OLDEST_WITHOUT_NEXT_UPDATE_MS = 24 * 3_600_000;

export interface RevocationSources {
  readonly crls: readonly CertificateList[];
  readonly ocspResponses: readonly BasicOcspResponse[];
  /** Certificates that may have signed lists or answers. */
  readonly intermediates: readonly PathCertificate[];
}

export interface RevocationRules {
  readonly at: number;
  /** Whether a signer of whose own revocation nothing is known counts: not where the question requires to know. */
  readonly signersMayBeUnknown: boolean;
  readonly checkSignature: CheckSignature;
  /** A path that holds, revocation apart, from a signer to this anchor; for any use. */
  readonly findPath: (signer: PathCertificate, anchor: PathCertificate) => ValidatedPath | undefined;
  readonly note: NoteDeviation;
}

/** Says of one certificate of a path whether it was revoked. */
export type CheckRevocation = (path: ValidatedPath, position: number) => CertificateStatus;

/**
 * Revocation by RFC 5280 §6.3 and RFC 6960, from lists and answers at hand, as of a time: what is revoked by any of them is revoked; good is
 * what an answer, or lists for all reasons, say to be. Signers are validated to the same anchor, and their own revocation is looked
 * at. A list by a signer about itself counts, and is noted: RFC 5280 says nothing of it, and indirect lists need it.
 */
export function createRevocationCheck(sources: RevocationSources, rules: RevocationRules): CheckRevocation {
  const now = wholeSecond(rules.at);
  const known = new Map<string, CertificateStatus>();
  const inQuestion: PathCertificate[] = [];
  let signersLeft = MOST_SIGNERS;

  const statusOf: CheckRevocation = (path, position) => {
    const certificate = path.certificates[position];
    const key = path.signingKeys[position];
    if (certificate === undefined || key === undefined) throw new RangeError(`no certificate at ${position}`);
    const name = `${path.anchor.serialNumber}/${Buffer.from(key.spki).toString('latin1')}/${Buffer.from(certificate.der).toString('latin1')}`;
    const remembered = known.get(name);
    if (remembered !== undefined) return remembered;
    const status = combine([ocspStatus(certificate, key, path, position), crlStatus(certificate, path, position)]);
    if (inQuestion.length === 0) known.set(name, status);
    return status;
  };

  const crlStatus = (certificate: PathCertificate, path: ValidatedPath, position: number): CertificateStatus => {
    const causes: string[] = [];
    let covered = 0;
    const points: DistributionPoint[] = [...(certificate.crlDistributionPoints ?? []), impliedPoint(certificate)];
    for (const point of points) {
      for (const list of sources.crls) {
        if (list.baseCrlNumber !== undefined) continue;
        const reasons = reasonsInScope(certificate, point, list);
        // §6.3.3 (e)
        if ((reasons & ~covered) === 0) continue;
        const told = askList(list, certificate, path, position);
        if (told.state === 'revoked') return told;
        if (told.state === 'good') covered |= reasons;
        else causes.push(...told.causes);
      }
      if (covered === ALL_REASONS) return { state: 'good' };
    }
    if (covered !== 0) causes.push('the lists are for some reasons only');
    else if (causes.length === 0) causes.push('no list is about it');
    return { state: 'unknown', causes: [...new Set(causes)] };
  };

  /** What a list within scope says, with the newest delta list that continues it. */
  const askList = (
    list: CertificateList,
    certificate: PathCertificate,
    path: ValidatedPath,
    position: number,
  ): CertificateStatus => {
    if (list.unknownCriticalExtensions.length > 0)
      return unknown('a list has a critical extension that is not understood');
    const signerKey = signerOf(list, path, position);
    if (signerKey === undefined) return unknown('no valid certificate of the signer of a list');
    const delta = sources.crls
      .filter((each) => continues(each, list) && each.unknownCriticalExtensions.length === 0)
      .filter((each) => rules.checkSignature(each, signerKey) === undefined && each.thisUpdate <= now)
      .sort((a, b) => Number((b.crlNumber ?? 0n) - (a.crlNumber ?? 0n)))
      .at(0);
    // (i), (j), (k): the delta list has the last word, and may take an entry back.
    const changed = delta?.find(certificate.serialNumber, certificate.issuer);
    const entry = changed ?? list.find(certificate.serialNumber, certificate.issuer);
    const current = isCurrent(list, now) || (delta !== undefined && isCurrent(delta, now));
    if (entry !== undefined && entry.reason !== 'removeFromCRL') {
      return (
        told(entry, { isCurrent: current, now, source: 'crl' }) ?? unknown('a list that is not current tells of a hold')
      );
    }
    if (!current) return unknown('a list is not current');
    if (list.hasRepeatedEntry) return unknown('a list has two entries for one certificate');
    return { state: 'good' };
  };

  /** The key that signed a list, of a certificate that may: of the path above, or validated to the same anchor (§6.3.3 (f), (g)). */
  const signerOf = (list: CertificateList, path: ValidatedPath, position: number): SubjectPublicKey | undefined => {
    for (const { certificate, key } of issuersAbove(path, position)) {
      if (certificate.subject.key === list.issuer.key && maySignLists(certificate) && signed(list, key)) return key;
    }
    for (const signer of sources.intermediates) {
      if (signer.subject.key !== list.issuer.key || !maySignLists(signer)) continue;
      if (rules.checkSignature(list, signer.publicKey) !== undefined) continue;
      if (isTrustedSigner(signer, path.anchor)) return signer.publicKey;
    }
    return undefined;
  };
  const signed = (list: CertificateList, key: SubjectPublicKey) => rules.checkSignature(list, key) === undefined;

  const isTrustedSigner = (signer: PathCertificate, anchor: PathCertificate): boolean => {
    if (inQuestion.some((each) => isSameCertificate(each, signer))) {
      rules.note('CRL_SIGNER_VOUCHES_FOR_ITSELF');
      return true;
    }
    if (inQuestion.length >= DEEPEST_SIGNER || signersLeft <= 0) return false;
    signersLeft -= 1;
    const path = rules.findPath(signer, anchor);
    if (path === undefined) return false;
    inQuestion.push(signer);
    try {
      return path.certificates.every((_, at) => mayCount(statusOf(path, at)));
    } finally {
      inQuestion.pop();
    }
  };
  const mayCount = ({ state }: CertificateStatus) =>
    state === 'good' || (state === 'unknown' && rules.signersMayBeUnknown);

  const ocspStatus = (
    certificate: PathCertificate,
    issuerKey: SubjectPublicKey,
    path: ValidatedPath,
    position: number,
  ): CertificateStatus => {
    const answers: CertificateStatus[] = [];
    for (const response of sources.ocspResponses) {
      for (const single of response.responses) {
        if (isCertId(single.certId, certificate, issuerKey)) answers.push(askAnswer(response, single, path, position));
      }
    }
    return answers.length === 0 ? unknown('no answer is about it') : combine(answers);
  };

  const askAnswer = (
    response: BasicOcspResponse,
    single: SingleOcspResponse,
    path: ValidatedPath,
    position: number,
  ): CertificateStatus => {
    if (response.unknownCriticalExtensions.length > 0 || single.unknownCriticalExtensions.length > 0) {
      return unknown('an answer has a critical extension that is not understood');
    }
    if (!isSignedByResponder(response, path, position))
      return unknown('no valid certificate of the signer of an answer');
    const current = isCurrentAnswer(single, now);
    if (single.status === 'revoked' && single.revokedAt !== undefined) {
      const instant = { revokedAt: single.revokedAt, ...(single.reason !== undefined && { reason: single.reason }) };
      return (
        told(instant, { isCurrent: current, now, source: 'ocsp' }) ??
        unknown('an answer that is not current tells of a hold')
      );
    }
    if (single.status === 'unknown') return unknown('the responder does not know it');
    return current ? { state: 'good' } : unknown('an answer is not current');
  };

  /** RFC 6960 §4.2.2.2: the issuer itself, or a certificate that the issuer gave for this. */
  const isSignedByResponder = (response: BasicOcspResponse, path: ValidatedPath, position: number): boolean => {
    const issuers = issuersAbove(path, position).filter(
      ({ certificate }) => certificate.subject.key === path.certificates[position]?.issuer.key,
    );
    for (const { certificate, key } of issuers) {
      if (isResponder(response, certificate) && rules.checkSignature(response, key) === undefined) return true;
    }
    return delegatesOf(response).some((delegate) =>
      issuers.some(({ at, key }) => {
        if (delegate.issuer.key !== path.certificates[position]?.issuer.key) return false;
        if (rules.checkSignature(delegate, key) !== undefined || !isDelegate(delegate, now)) return false;
        if (rules.checkSignature(response, delegate.publicKey) !== undefined) return false;
        return delegate.hasOcspNoCheck || isDelegateInForce(delegate, path, at);
      }),
    );
  };

  const delegatesOf = (response: BasicOcspResponse): PathCertificate[] =>
    [...response.certificates.flatMap(readOrNothing), ...sources.intermediates].filter((each) =>
      isResponder(response, each),
    );

  const isDelegateInForce = (delegate: PathCertificate, path: ValidatedPath, issuerAt: number): boolean => {
    if (inQuestion.some((each) => isSameCertificate(each, delegate))) return false;
    if (inQuestion.length >= DEEPEST_SIGNER || signersLeft <= 0) return false;
    signersLeft -= 1;
    inQuestion.push(delegate);
    try {
      const above = path.certificates.slice(issuerAt);
      const keys = path.signingKeys.slice(issuerAt - 1);
      return mayCount(statusOf({ ...path, certificates: [delegate, ...above], signingKeys: keys }, 0));
    } finally {
      inQuestion.pop();
    }
  };

  return statusOf;
}

const unknown = (cause: string): CertificateStatus => ({ state: 'unknown', causes: [cause] });

/** Revoked by any is revoked; else good by any is good. */
function combine(statuses: readonly CertificateStatus[]): CertificateStatus {
  const decided = statuses.find(({ state }) => state === 'revoked') ?? statuses.find(({ state }) => state === 'good');
  if (decided !== undefined) return decided;
  return { state: 'unknown', causes: statuses.flatMap((each) => (each.state === 'unknown' ? each.causes : [])) };
}

function told(
  instant: RevocationInstant,
  { isCurrent, now, source }: { readonly isCurrent: boolean; readonly now: number; readonly source: 'crl' | 'ocsp' },
): CertificateStatus | undefined {
  if (!isRevokedAt(instant, now)) return isCurrent ? { state: 'good' } : undefined;
  if (!isCurrent && !outlivesItsSource(instant)) return undefined;
  const { revokedAt, reason } = instant;
  return { state: 'revoked', revokedAt, source, ...(reason !== undefined && { reason }) };
}

function isCurrent({ thisUpdate, nextUpdate }: CertificateList, now: number): boolean {
  return thisUpdate <= now && nextUpdate !== undefined && now <= nextUpdate;
}

function isCurrentAnswer(
  { thisUpdate, nextUpdate = thisUpdate + OLDEST_WITHOUT_NEXT_UPDATE_MS }: SingleOcspResponse,
  now: number,
) {
  return thisUpdate <= now && now <= nextUpdate;
}

/** RFC 5280 §4.2.1.3: a key without key usage is for everything. */
function maySignLists({ keyUsage }: PathCertificate): boolean {
  return keyUsage?.has('cRLSign') !== false;
}

/** RFC 6960 §4.2.2.2: the purpose must be named; signing must be a use of the key. */
function isDelegate(certificate: PathCertificate, now: number): boolean {
  const { extendedKeyUsage, keyUsage, notBefore, notAfter, unknownCriticalExtensions } = certificate;
  return (
    extendedKeyUsage?.includes(PATH_OID.ocspSigning) === true &&
    (keyUsage === undefined || keyUsage.has('digitalSignature') || keyUsage.has('nonRepudiation')) &&
    now >= notBefore &&
    now <= notAfter &&
    unknownCriticalExtensions.length === 0 &&
    profileFindings(certificate, 0).length === 0
  );
}

interface Above {
  readonly certificate: PathCertificate;
  readonly key: SubjectPublicKey;
  /** Its position in the path. */
  readonly at: number;
}

/** The issuers above a position, the anchor last, each with the key that it signs with. */
function issuersAbove({ certificates, anchor, signingKeys }: ValidatedPath, position: number): Above[] {
  return [...certificates, anchor].flatMap((certificate, at) => {
    const key = signingKeys[at - 1];
    return at > position && key !== undefined ? [{ certificate, key, at }] : [];
  });
}

function readOrNothing(der: Uint8Array): PathCertificate[] {
  try {
    return [readPathCertificate(der)];
  } catch (error) {
    if (error instanceof PkiError) return [];
    throw error;
  }
}
