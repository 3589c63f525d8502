import { buildCrl } from '../../../pki/crl/build-crl.js';
import { type CertificateList, readCrl } from '../../../pki/crl/read-crl.js';
import { AppError } from '../../domain/errors.js';
import type { CertificateRegister, PublishedLists, Revocation } from '../../domain/ports/certificate-register.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { CertificateDesk, IssuingCa } from '../network/certificate-desk.js';
import type { AuthorityAddresses } from './addresses.js';
import { keyIdOf } from './find-issued.js';
import type { RevocationMac } from './revocation-mac.js';

export interface RevocationListsDeps {
  certificates: Pick<CertificateDesk, 'issuingCa'>;
  register: Pick<CertificateRegister, 'revocations' | 'countRevocations' | 'publish' | 'newest'>;
  mac: RevocationMac;
  clock: Clock;
  addresses: () => Pick<AuthorityAddresses, 'deltaCrlUrls'>;
}

export interface RevocationLists {
  /** Publishes after a revocation; gives the number of the lists. */
  publish(): Promise<number>;
  /** Publishes where half of the newest lists' time has gone by, or a revocation is in none of them. For a loop. */
  keepFresh(): Promise<void>;
  /** What is published; the first asked for is made. */
  newest(): Promise<PublishedLists>;
}

/** Lists are good for a day and follow one another after half of it, so that an outage of half a day hurts nobody. */
const VALID_MS = 24 * 3600_000;
const SCHEDULE_MS = VALID_MS / 2;
/** Of other processes that publish at the same time; each attempt makes a list of its own number. */
const ATTEMPTS = 5;

/**
 * Makes and publishes revocation lists. The old ones stay what everybody reads until the new ones are kept. A list never loses an
 * entry that an earlier one had, not even when the database does: then it is refused with REVOCATIONS_CORRUPT.
 */
export function createRevocationLists(deps: RevocationListsDeps): RevocationLists {
  const { certificates, register, mac, clock, addresses } = deps;

  const attempt = async (ca: IssuingCa, scheduled: boolean): Promise<PublishedLists | undefined> => {
    const issuer = keyIdOf(ca.certificate);
    const [last, base, revocations] = [
      await register.newest(issuer),
      await register.newest(issuer, { scheduled: true }),
      await register.revocations(issuer),
    ];
    for (const revocation of revocations) mac.assertOurs(revocation);
    if (last !== undefined) assertNoneLost(readOwn(last.full, ca), revocations);
    const now = clock.now();
    const number = (last?.number ?? 0) + 1;
    const common = {
      issuer: { subjectDer: ca.certificate.subjectDer, subjectKeyId: issuer },
      number,
      thisUpdate: now,
      nextUpdate: now + VALID_MS,
      sign: (tbs: Uint8Array) => ca.signer.sign('crl', tbs),
    };
    const full = await buildCrl({ ...common, revoked: revocations, deltaUrls: addresses().deltaCrlUrls });
    const delta =
      base === undefined
        ? undefined
        : await buildCrl({ ...common, baseNumber: base.number, revoked: addedTo(readOwn(base.full, ca), revocations) });
    const lists: PublishedLists = {
      issuer,
      number,
      // The first ones are the base of those to come, whatever they are made for.
      scheduled: scheduled || base === undefined,
      thisUpdate: now,
      nextUpdate: now + VALID_MS,
      full,
      ...(delta === undefined ? {} : { delta }),
    };
    return (await register.publish(lists)) ? lists : undefined;
  };

  const publish = async (scheduled: boolean): Promise<PublishedLists> => {
    const ca = await certificates.issuingCa();
    for (let tried = 0; tried < ATTEMPTS; tried++) {
      const lists = await attempt(ca, scheduled);
      if (lists !== undefined) return lists;
    }
    throw new AppError('INTERNAL', 'other processes publish revocation lists without end');
  };

  return {
    publish: async () => (await publish(false)).number,
    keepFresh: async () => {
      const ca = await certificates.issuingCa();
      const issuer = keyIdOf(ca.certificate);
      const [last, base] = [await register.newest(issuer), await register.newest(issuer, { scheduled: true })];
      if (last === undefined || base === undefined || clock.now() >= base.thisUpdate + SCHEDULE_MS) {
        await publish(true);
      } else if (readOwn(last.full, ca).entryCount < (await register.countRevocations(issuer))) {
        await publish(false);
      }
    },
    newest: async () => {
      const { certificate } = await certificates.issuingCa();
      return (await register.newest(keyIdOf(certificate))) ?? publish(true);
    },
  };
}

/** A list of the database is a base to build on only with the CA's own signature. Throws REVOCATIONS_CORRUPT. */
function readOwn(der: Uint8Array, { certificate }: IssuingCa): CertificateList {
  const list = readCrl(der);
  if (!certificate.publicKey.verifyDer(list.tbs, list.signature)) {
    throw new AppError('REVOCATIONS_CORRUPT', 'a kept revocation list does not bear our signature');
  }
  return list;
}

function assertNoneLost(before: CertificateList, revocations: readonly Revocation[]): void {
  const still = revocations.filter(({ serialNumber }) => before.find(serialNumber) !== undefined).length;
  if (still < before.entryCount) {
    throw new AppError('REVOCATIONS_CORRUPT', `${before.entryCount - still} revocations of the last list are gone`);
  }
}

function addedTo(base: CertificateList, revocations: readonly Revocation[]): Revocation[] {
  return revocations.filter(({ serialNumber }) => base.find(serialNumber) === undefined);
}
