import { ledgerKeys } from '../../../chaincode/model/keys.js';
import type { AuthorityRecord, CertificateRecord } from '../../../chaincode/model/records.js';
import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import type { Signer } from '../../../pki/signer/signer.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { AppError } from '../../domain/errors.js';
import { isGenerationOf, type KeyRing } from '../../domain/ports/key-ring.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { MaterialStore } from '../../domain/ports/material-store.js';
import { recordOf } from '../registry/records.js';

/** A key of this gateway with a certificate that the ledger holds active for it. */
export interface RegisteredKey {
  /** Fingerprint. */
  certificate: string;
  certificateDer: Uint8Array;
  /** Fingerprint of the certificate above it. */
  issuer: string;
  signer: Signer;
}

type Purpose = CertificateRecord['purposes'][number];

export interface RegisteredKeysDeps {
  domain: string;
  ledger: Ledger;
  keys: KeyRing;
  material: MaterialStore;
}

/**
 * The certificates under which a key of this gateway, of any generation, may sign for a purpose now, for an authority or, without one, as the
 * domain's seal maker. The database only offers files: a file counts when its SM3 is its name, and the ledger holds that
 * certificate active, for this owner, this purpose and this very key.
 */
export async function registeredKeys(
  wanted: { keyId: string; purpose: Purpose; authority?: string },
  { domain, ledger, keys, material }: RegisteredKeysDeps,
): Promise<RegisteredKey[]> {
  const { keyId, purpose, authority } = wanted;
  const filter = authority === undefined ? { role: 'seal-maker' as const } : { role: 'authority' as const, authority };
  const files = (await material.certificates(filter)).filter(
    (file) => isGenerationOf(keyId, file.keyId) && sm3Hex(file.der) === file.fingerprint,
  );
  const snapshot = await ledger.read(files.map(({ fingerprint }) => ledgerKeys.certificate(fingerprint)));
  const found: RegisteredKey[] = [];
  for (const { fingerprint, der, keyId: generation } of files) {
    const record = recordOf(snapshot, ledgerKeys.certificate(fingerprint), 'certificate')?.record;
    const counts =
      record?.state === 'active' &&
      record.domain === domain &&
      record.authority === authority &&
      record.purposes.includes(purpose);
    if (!counts) continue;
    const signer = await signerOf(generation, keys);
    if (signer === undefined || encodeBase64url(signer.publicKey) !== record.publicKey) continue;
    found.push({ certificate: fingerprint, certificateDer: der, issuer: record.issuer, signer });
  }
  return found;
}

async function signerOf(keyId: string, keys: KeyRing): Promise<Signer | undefined> {
  try {
    return await keys.signer(keyId);
  } catch (error) {
    if (error instanceof AppError && error.code === 'KEY_NOT_HELD') return undefined;
    throw error;
  }
}

/** Throws KEY_NOT_HELD where there is none. */
export async function registeredKey(
  wanted: { keyId: string; purpose: Purpose; authority?: string },
  deps: RegisteredKeysDeps,
): Promise<RegisteredKey> {
  const [found] = await registeredKeys(wanted, deps);
  if (found === undefined) {
    throw new AppError('KEY_NOT_HELD', `this gateway holds no key with an active certificate for ${wanted.purpose}`);
  }
  return found;
}

/** An authority of this domain that is in office. Throws AUTHORITY_NOT_FOUND. */
export async function ownAuthority(
  uscc: string,
  { domain, ledger }: Pick<RegisteredKeysDeps, 'domain' | 'ledger'>,
): Promise<AuthorityRecord> {
  const key = ledgerKeys.authority(uscc);
  const record = recordOf(await ledger.read([key]), key, 'authority')?.record;
  if (record === undefined || record.domain !== domain || record.state !== 'active') {
    throw new AppError('AUTHORITY_NOT_FOUND');
  }
  return record;
}
