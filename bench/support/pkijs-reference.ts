import { webcrypto } from 'node:crypto';
import { fromBER, Integer, OctetString, PrintableString } from 'asn1js';
import {
  AttributeTypeAndValue,
  BasicConstraints,
  Certificate,
  CryptoEngine,
  EncapsulatedContentInfo,
  Extension,
  getCrypto,
  IssuerAndSerialNumber,
  SignedData,
  SignerInfo,
  setEngine,
} from 'pkijs';
import { coreRate } from './core-rate.js';

const DAY_MS = 86_400_000;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/**
 * Documents a second that pkijs judges on one core: parse the signer's certificate and its CA's, verify the chain of both to a
 * root that is there, parse a CMS signature and verify it over the document. On P-256, which pkijs knows and OpenSSL does four
 * times as fast as SM2; our own verification checks more, on SM2.
 */
export async function pkijsRate(seconds: number, document: Uint8Array): Promise<number> {
  setEngine('bench', new CryptoEngine({ name: 'bench', crypto: webcrypto }));
  const root = await createIssuer('root');
  const ca = await createIssuer('ca', root);
  const signer = await createIssuer('signer', ca);
  const encoded = {
    root: root.certificate,
    ca: ca.certificate.toSchema().toBER(),
    signer: signer.certificate.toSchema().toBER(),
    signature: (await signDocument(signer, document)).toSchema(true).toBER(),
    document: Uint8Array.from(document).buffer,
  };
  return coreRate(seconds, () => judge(encoded));
}

interface Encoded {
  root: Certificate;
  ca: ArrayBuffer;
  signer: ArrayBuffer;
  signature: ArrayBuffer;
  document: ArrayBuffer;
}

async function judge(encoded: Encoded): Promise<void> {
  const ca = Certificate.fromBER(encoded.ca);
  const signer = Certificate.fromBER(encoded.signer);
  const signature = new SignedData({ schema: fromBER(encoded.signature).result });
  const holds =
    (await ca.verify(encoded.root)) &&
    (await signer.verify(ca)) &&
    (await signature.verify({ signer: 0, data: encoded.document, trustedCerts: [], checkChain: false }));
  if (!holds) throw new TypeError('the reference must verify');
}

interface Issuer {
  certificate: Certificate;
  keys: webcrypto.CryptoKeyPair;
}

async function createIssuer(name: string, by?: Issuer): Promise<Issuer> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = new Certificate();
  certificate.version = 2;
  certificate.serialNumber = new Integer({ value: 1 });
  certificate.subject.typesAndValues.push(commonName(name));
  certificate.issuer = by?.certificate.subject ?? certificate.subject;
  certificate.notBefore.value = new Date(Date.now() - DAY_MS);
  certificate.notAfter.value = new Date(Date.now() + DAY_MS);
  const constraints = new BasicConstraints({ cA: name !== 'signer' });
  certificate.extensions = [
    new Extension({ extnID: '2.5.29.19', critical: true, extnValue: constraints.toSchema().toBER() }),
  ];
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey);
  await certificate.sign((by?.keys ?? keys).privateKey, 'SHA-256');
  return { certificate, keys };
}

function commonName(value: string): AttributeTypeAndValue {
  return new AttributeTypeAndValue({ type: '2.5.4.3', value: new PrintableString({ value }) });
}

async function signDocument({ certificate, keys }: Issuer, document: Uint8Array): Promise<SignedData> {
  const sid = new IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber });
  const signed = new SignedData({
    encapContentInfo: new EncapsulatedContentInfo({
      eContentType: '1.2.840.113549.1.7.1',
      eContent: new OctetString({ valueHex: Uint8Array.from(document).buffer }),
    }),
    signerInfos: [new SignerInfo({ version: 1, sid })],
    certificates: [certificate],
  });
  await signed.sign(keys.privateKey, 0, 'SHA-256', undefined, getCrypto(true));
  return signed;
}
