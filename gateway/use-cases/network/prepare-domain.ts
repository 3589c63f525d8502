import type { Purpose } from '../../../pki/signer/purposes.js';
import type { Signer } from '../../../pki/signer/signer.js';
import { DOMAIN_KEYS, type KeyRing } from '../../domain/ports/key-ring.js';
import type { CertificateFile } from '../../domain/ports/material-store.js';
import type { CertificateDesk } from './certificate-desk.js';
import { openOrCreate } from './open-or-create.js';

const KEY_PURPOSES = {
  governance: [
    'domain-entry',
    'domain-vote',
    'agreement-half',
    'trust-entry',
    'trust-list',
    'daily-statement',
    'network-founding',
  ],
  witness: ['block-statement', 'status-head'],
  receipt: ['verification-receipt'],
} as const satisfies Record<string, readonly Purpose[]>;

export interface DomainMaterial {
  governance: Signer;
  witness: Signer;
  receipt: Signer;
  root: CertificateFile;
  issuingCa: CertificateFile;
  sealMaker: CertificateFile;
}

/** Makes what a trust domain needs before it can join a network; what is there already stays. */
export async function prepareDomain(
  name: { zh: string; en: string },
  { keys, certificates }: { keys: KeyRing; certificates: CertificateDesk },
): Promise<DomainMaterial> {
  const key = (keyId: keyof typeof KEY_PURPOSES) => openOrCreate(keys, DOMAIN_KEYS[keyId], KEY_PURPOSES[keyId]);
  const root = await certificates.certify({
    keyId: DOMAIN_KEYS.root,
    purposes: ['certificate', 'crl'],
    profile: 'root',
    role: 'root',
    organisation: name.zh,
    commonName: `${name.en} Root`,
  });
  const issuingCa = await certificates.certify({
    keyId: DOMAIN_KEYS.issuingCa,
    purposes: ['certificate', 'crl'],
    profile: 'issuing-ca',
    role: 'ca',
    organisation: name.zh,
    commonName: `${name.en} Issuing CA`,
  });
  const sealMaker = await certificates.certify({
    keyId: DOMAIN_KEYS.sealMaker,
    purposes: ['seal'],
    profile: 'seal-making',
    role: 'seal-maker',
    organisation: name.zh,
    commonName: `${name.en} Seal Maker`,
  });
  return {
    governance: await key('governance'),
    witness: await key('witness'),
    receipt: await key('receipt'),
    root,
    issuingCa,
    sealMaker,
  };
}
