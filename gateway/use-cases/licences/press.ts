import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import type { Signer } from '../../../pki/signer/signer.js';
import { AppError } from '../../domain/errors.js';
import { type KeyRing, licenceKeyId, sealKeyId } from '../../domain/ports/key-ring.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { CertificateFile, MaterialStore } from '../../domain/ports/material-store.js';
import { recordOf } from '../registry/records.js';

/** What an authority presses licences with: its keys, their certificates, and the seal that stands on the ledger for it. */
export interface Press {
  authority: string;
  authorityName: string;
  signing: { certificate: string; signer: Signer };
  sealing: { certificate: string; certificateDer: Uint8Array; signer: Signer };
  seal: { digest: string; der: Uint8Array };
  /** Every certificate below the roots, base64url, by ascending fingerprint: as evidence carries them. */
  certificates: string[];
}

export interface PressDeps {
  domain: string;
  ledger: Ledger;
  keys: KeyRing;
  material: MaterialStore;
}

/**
 * Looks everything up on the ledger, so that a swapped file in the database can only make the work fail. Throws
 * AUTHORITY_NOT_FOUND, KEY_NOT_HELD or SEAL_NOT_ACTIVE.
 */
export async function preparePress(authority: string, { domain, ledger, keys, material }: PressDeps): Promise<Press> {
  const [own, makers, cas, seals] = await Promise.all([
    material.certificates({ role: 'authority', authority }),
    material.certificates({ role: 'seal-maker' }),
    material.certificates({ role: 'ca' }),
    material.seals(authority),
  ]);
  const authorityKey = ledgerKeys.authority(authority);
  const snapshot = await ledger.read([
    authorityKey,
    ...own.map(({ fingerprint }) => ledgerKeys.certificate(fingerprint)),
    ...seals.map(({ digest }) => ledgerKeys.seal(digest)),
  ]);
  const record = recordOf(snapshot, authorityKey, 'authority')?.record;
  if (record === undefined || record.domain !== domain) throw new AppError('AUTHORITY_NOT_FOUND');

  const active = (purpose: string, keyId: string): CertificateFile => {
    const file = own.find((candidate) => {
      const certificate = recordOf(snapshot, ledgerKeys.certificate(candidate.fingerprint), 'certificate')?.record;
      return (
        candidate.keyId === keyId &&
        certificate?.state === 'active' &&
        certificate.purposes.some((each) => each === purpose)
      );
    });
    if (file === undefined)
      throw new AppError('KEY_NOT_HELD', `the authority has no active certificate for ${purpose}`);
    return file;
  };
  const signing = active('licence-attestation', licenceKeyId(authority));
  const sealing = active('seal-signature', sealKeyId(authority));
  const seal = seals.find(({ digest }) => {
    const entry = recordOf(snapshot, ledgerKeys.seal(digest), 'seal')?.record;
    return (
      entry?.state === 'active' &&
      entry.authority === authority &&
      entry.signerCertificates.includes(sealing.fingerprint)
    );
  });
  if (seal === undefined) throw new AppError('SEAL_NOT_ACTIVE', 'the authority has no active seal for its signer');

  const chain = new Map([signing, sealing, ...makers, ...cas].map((file) => [file.fingerprint, file.der]));
  return {
    authority,
    authorityName: record.name,
    signing: { certificate: signing.fingerprint, signer: await keys.signer(licenceKeyId(authority)) },
    sealing: {
      certificate: sealing.fingerprint,
      certificateDer: sealing.der,
      signer: await keys.signer(sealKeyId(authority)),
    },
    seal,
    certificates: [...chain].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, der]) => encodeBase64url(der)),
  };
}

/** The authority's key for commands of one purpose, with the active certificate that speaks for it. */
export async function signingKey(
  authority: string,
  purpose: 'licence-state' | 'licence-batch',
  { ledger, keys, material }: PressDeps,
): Promise<{ certificate: string; signer: Signer }> {
  const own = await material.certificates({ role: 'authority', authority });
  const snapshot = await ledger.read(own.map(({ fingerprint }) => ledgerKeys.certificate(fingerprint)));
  const file = own.find(({ fingerprint, keyId }) => {
    const record = recordOf(snapshot, ledgerKeys.certificate(fingerprint), 'certificate')?.record;
    return keyId === licenceKeyId(authority) && record?.state === 'active' && record.purposes.includes(purpose);
  });
  if (file === undefined) throw new AppError('KEY_NOT_HELD', `the authority has no active certificate for ${purpose}`);
  return { certificate: file.fingerprint, signer: await keys.signer(file.keyId) };
}
