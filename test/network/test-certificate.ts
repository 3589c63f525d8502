import { webcrypto } from 'node:crypto';
import { Integer, PrintableString } from 'asn1js';
import { AttributeTypeAndValue, Certificate, CryptoEngine } from 'pkijs';

const engine = new CryptoEngine({ name: 'node', crypto: webcrypto });

/** A self-signed ECDSA certificate in PEM that ends then (milliseconds since 1970). */
export async function buildTestCertificate(endsAt: number): Promise<string> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = new Certificate();
  certificate.version = 2;
  certificate.serialNumber = new Integer({ value: 1 });
  const name = new AttributeTypeAndValue({ type: '2.5.4.3', value: new PrintableString({ value: 'sample' }) });
  certificate.issuer.typesAndValues.push(name);
  certificate.subject.typesAndValues.push(name);
  certificate.notBefore.value = new Date(endsAt - 86_400_000);
  certificate.notAfter.value = new Date(endsAt);
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey, engine);
  await certificate.sign(keys.privateKey, 'SHA-256', engine);
  const base64 = Buffer.from(certificate.toSchema(true).toBER()).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}
