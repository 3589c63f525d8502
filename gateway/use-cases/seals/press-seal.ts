import { parseTime } from '../../../pki/encoding/times.js';
import { buildSeal } from '../../../pki/ses/build-seal.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { AppError } from '../../domain/errors.js';
import { SEAL_TYPE_OF_CLASS } from '../../domain/licence/seal-class.js';
import type { Clock } from '../../domain/ports/clock.js';
import { DOMAIN_KEYS, sealKeyId } from '../../domain/ports/key-ring.js';
import type { MaterialStore } from '../../domain/ports/material-store.js';
import { type RegisteredKeysDeps, registeredKey, registeredKeys } from '../licences/registered-keys.js';

const VENDOR = 'yinxin';

export interface SealToMake {
  authority: string;
  esId: string;
  name: string;
  sealClass: keyof typeof SEAL_TYPE_OF_CLASS;
  picture: { type: string; data: Uint8Array; width: number; height: number };
  validFrom: string;
  validUntil: string;
}

/**
 * Makes the seal with the domain's seal maker and keeps its DER; nothing is registered. Who may sign with it is the ledger's word,
 * before anything is signed: a seal that names a stranger must not even exist. Throws KEY_NOT_HELD.
 */
export async function pressSeal(
  input: SealToMake,
  deps: RegisteredKeysDeps & { material: MaterialStore; clock: Clock },
): Promise<{ digest: string; makerCertificate: string; signerCertificates: string[] }> {
  const { authority } = input;
  const signers = await registeredKeys({ authority, keyId: sealKeyId(authority), purpose: 'seal-signature' }, deps);
  if (signers.length === 0) throw new AppError('KEY_NOT_HELD', 'the authority has no certificate to seal with');
  const maker = await registeredKey({ keyId: DOMAIN_KEYS.sealMaker, purpose: 'seal' }, deps);
  const der = await buildSeal({
    header: { vendorId: VENDOR },
    esId: input.esId,
    property: { type: SEAL_TYPE_OF_CLASS[input.sealClass], name: input.name },
    signerCertificates: signers.map((each) => each.certificateDer),
    picture: input.picture,
    createdAt: deps.clock.now(),
    validFrom: parseTime(input.validFrom),
    validTo: parseTime(input.validUntil),
    makerCertificate: maker.certificateDer,
    sign: (tbs) => maker.signer.sign('seal', tbs),
  });
  const digest = sm3Hex(der);
  await deps.material.addSeal({ digest, authority, der });
  return {
    digest,
    makerCertificate: maker.certificate,
    signerCertificates: signers.map(({ certificate }) => certificate),
  };
}
