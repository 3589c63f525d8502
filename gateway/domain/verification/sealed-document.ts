import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { PkiError } from '../../../pki/errors.js';
import { parseSealSignature, type SealSignature } from '../../../pki/ses/seal-signature.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { type SealClass, sealClassOf } from '../licence/seal-class.js';
import type { KnownSeal, Memory } from './memory.js';

/** The seal signature of the evidence, taken apart. Nothing in it is verified yet. */
export type SealedDocument =
  | { ok: false }
  | {
      ok: true;
      signature: SealSignature;
      /** SM3 of the SES_Signature. */
      digest: string;
      /** Fingerprint of the signer's certificate. */
      signerCertificate: string;
      seal: KnownSeal;
      makerCertificate: string;
      sealType: number;
      sealClass: SealClass | undefined;
    };

export function openSealSignature(base64url: string, claimedSeal: string, memory: Memory): SealedDocument {
  try {
    const der = decodeBase64url(base64url);
    const signature = parseSealSignature(der);
    const seal = memory.seal(claimedSeal, signature.seal);
    return {
      ok: true,
      signature,
      digest: sm3Hex(der),
      signerCertificate: sm3Hex(signature.signerCertificateDer),
      seal,
      makerCertificate: seal.makerCertificate,
      sealType: signature.seal.type,
      sealClass: sealClassOf(signature.seal.type),
    };
  } catch (error) {
    if (error instanceof PkiError) return { ok: false };
    throw error;
  }
}
