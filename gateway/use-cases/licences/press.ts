import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { decodeBase64url, encodeBase64url } from '../../../pki/encoding/base64url.js';
import type { Signer } from '../../../pki/signer/signer.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { AppError } from '../../domain/errors.js';
import { licenceKeyId, sealKeyId } from '../../domain/ports/key-ring.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import { recordOf } from '../registry/records.js';
import { ownAuthority, type RegisteredKey, type RegisteredKeysDeps, registeredKey } from './registered-keys.js';

/** What an authority presses licences with: its keys, their certificates, and the seal that stands on the ledger for it. */
export interface Press {
  authority: string;
  authorityName: string;
  signing: { certificate: string; signer: Signer };
  sealing: { certificate: string; certificateDer: Uint8Array; signer: Signer };
  seal: {
    digest: string;
    der: Uint8Array;
    esId: string;
    /** Of its ledger entry. */
    version: number;
    /** Absent where it came of none. */
    application?: string;
  };
  /** Every certificate between the signers and the roots, base64url, by ascending fingerprint: as evidence carries them. */
  certificates: string[];
}

export type PressDeps = RegisteredKeysDeps;

/** CAs between a signer and its root; deeper paths are not made here. */
const MAX_DEPTH = 8;

/**
 * Looks everything up on the ledger, so that a swapped file in the database can only make the work fail. Throws
 * AUTHORITY_NOT_FOUND, KEY_NOT_HELD or SEAL_NOT_ACTIVE.
 */
export async function preparePress(authority: string, deps: PressDeps): Promise<Press> {
  const record = await ownAuthority(authority, deps);
  const [signing, sealing] = await Promise.all([
    registeredKey({ authority, keyId: licenceKeyId(authority), purpose: 'licence-attestation' }, deps),
    registeredKey({ authority, keyId: sealKeyId(authority), purpose: 'seal-signature' }, deps),
  ]);
  const seal = await activeSeal(authority, sealing.certificate, deps);
  const maker = await makerOf(seal.makerCertificate, deps);
  const chain = new Map([signing, sealing, maker].map((each) => [each.certificate, each.certificateDer]));
  const issuers = [signing, sealing, maker].map(({ issuer }) => issuer);
  for (const [fingerprint, der] of await casAbove(issuers, deps.ledger)) chain.set(fingerprint, der);
  return {
    authority,
    authorityName: record.name,
    signing,
    sealing,
    seal,
    certificates: [...chain].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, der]) => encodeBase64url(der)),
  };
}

/** The authority's key for commands of one purpose, with the active certificate that speaks for it. */
export async function signingKey(
  authority: string,
  purpose: 'licence-state' | 'licence-batch',
  deps: PressDeps,
): Promise<{ certificate: string; signer: Signer }> {
  return registeredKey({ authority, keyId: licenceKeyId(authority), purpose }, deps);
}

/** A seal for licences; the one with the statutory name before the others. */
async function activeSeal(authority: string, signer: string, { ledger, material }: PressDeps) {
  const files = (await material.seals(authority)).filter(({ digest, der }) => sm3Hex(der) === digest);
  const snapshot = await ledger.read(files.map(({ digest }) => ledgerKeys.seal(digest)));
  const active = files.flatMap(({ digest, der }) => {
    const entry = recordOf(snapshot, ledgerKeys.seal(digest), 'seal')?.record;
    const counts =
      entry?.state === 'active' && entry.authority === authority && entry.signerCertificates.includes(signer);
    if (!counts) return [];
    const { makerCertificate, sealClass, esId, version, application } = entry;
    return [
      {
        digest,
        der,
        makerCertificate,
        sealClass,
        esId,
        version,
        ...(application === undefined ? {} : { application }),
      },
    ];
  });
  const seal = active.find(({ sealClass }) => sealClass === 'statutory-name') ?? active[0];
  if (seal === undefined) throw new AppError('SEAL_NOT_ACTIVE', 'the authority has no active seal for its signer');
  return seal;
}

/** The certificate that the seal was made with; evidence needs it also when no new seals are made with it. */
async function makerOf(
  fingerprint: string,
  { ledger, material }: PressDeps,
): Promise<Pick<RegisteredKey, 'certificate' | 'certificateDer' | 'issuer'>> {
  const file = (await material.certificates({ role: 'seal-maker' })).find(
    (each) => each.fingerprint === fingerprint && sm3Hex(each.der) === fingerprint,
  );
  const key = ledgerKeys.certificate(fingerprint);
  const record = recordOf(await ledger.read([key]), key, 'certificate')?.record;
  if (file === undefined || record === undefined) {
    throw new AppError('SEAL_NOT_ACTIVE', 'the certificate of the seal’s maker is not at hand');
  }
  return { certificate: fingerprint, certificateDer: file.der, issuer: record.issuer };
}

/** The ledger holds every CA below the roots whole. */
async function casAbove(issuers: readonly string[], ledger: Ledger): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  let next = [...new Set(issuers)];
  for (let depth = 0; next.length > 0 && depth < MAX_DEPTH; depth += 1) {
    const snapshot = await ledger.read(next.map((fingerprint) => ledgerKeys.certificate(fingerprint)));
    const above: string[] = [];
    for (const fingerprint of next) {
      const record = recordOf(snapshot, ledgerKeys.certificate(fingerprint), 'certificate')?.record;
      if (record?.certificate === undefined) continue;
      found.set(fingerprint, decodeBase64url(record.certificate));
      above.push(record.issuer);
    }
    next = [...new Set(above)].filter((fingerprint) => !found.has(fingerprint));
  }
  return found;
}
