import { webcrypto } from 'node:crypto';
import { fromBER } from 'asn1js';
import { ContentInfo, CryptoEngine, type PublicKeyInfo, SignedData } from 'pkijs';
import { OID } from '../../pki/der/oids.js';
import { publicKeyFromPoint } from '../../pki/sm2/key-cache.js';
import { sm3 } from '../../pki/sm3.js';

/** Parses a signed message and verifies its one signer by pkijs, with our SM2 and SM3: what is measured is its reading. */
export function createPkijsJudge(message: Uint8Array): () => Promise<boolean> {
  const plain = new CryptoEngine({ name: 'sm2', crypto: webcrypto });
  const engine = Object.assign(plain, {
    getAlgorithmByOID: (oid: string): object => (oid === OID.sm3 ? { name: 'SM3' } : {}),
    digest: async (_name: string, data: ArrayBuffer): Promise<ArrayBuffer> =>
      Uint8Array.from(sm3(new Uint8Array(data))).buffer,
    verifyWithPublicKey: async (
      data: ArrayBuffer,
      signature: { valueBlock: { valueHexView: Uint8Array } },
      key: PublicKeyInfo,
    ): Promise<boolean> =>
      publicKeyFromPoint(key.subjectPublicKey.valueBlock.valueHexView).verifyDer(
        new Uint8Array(data),
        signature.valueBlock.valueHexView,
      ),
  });
  const der = Uint8Array.from(message).buffer;
  return async () => {
    const info = new ContentInfo({ schema: fromBER(der).result });
    const signed = new SignedData({ schema: info.content });
    return signed.verify({ signer: 0, checkChain: false, trustedCerts: [] }, engine);
  };
}
