import { createHash, createPrivateKey, createSign } from 'node:crypto';
import protos from 'fabric-protos';
import { integer, sequence, unsignedInteger } from '../../../../pki/der/writer.js';

/** Who this gateway is on Fabric: ECDSA P-256, as Fabric's MSP knows no SM2. Nothing that a verdict rests on is signed with it. */
export interface FabricIdentity {
  mspId: string;
  /** SerializedIdentity of Fabric. */
  creator: Uint8Array;
  /** ECDSA over SHA-256, DER, with the lower s, as Fabric demands. */
  sign(bytes: Uint8Array): Uint8Array;
}

const HALF = 32;
/** Order of P-256 (SEC 2 §2.4.2). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** `certificatePem` and `keyPem` (PKCS#8) as the certificate authority has enrolled them. */
export function createFabricIdentity(about: { mspId: string; certificatePem: string; keyPem: string }): FabricIdentity {
  const key = createPrivateKey(about.keyPem);
  const creator = protos.msp.SerializedIdentity.encode({
    mspid: about.mspId,
    id_bytes: Buffer.from(about.certificatePem),
  }).finish();
  return {
    mspId: about.mspId,
    creator,
    sign(bytes) {
      const raw = createSign('sha256').update(bytes).sign({ key, dsaEncoding: 'ieee-p1363' });
      const s = BigInt(`0x${raw.subarray(HALF).toString('hex')}`);
      const low = s > ORDER / 2n ? ORDER - s : s;
      return sequence(unsignedInteger(raw.subarray(0, HALF)), integer(low));
    },
  };
}

/** SHA-256, Fabric's own hash. */
export function sha256(...parts: Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
