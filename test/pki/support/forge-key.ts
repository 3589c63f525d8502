import { createSign, generateKeyPairSync, type KeyObject, webcrypto } from 'node:crypto';
import { OID } from '../../../pki/der/oids.js';
import { nullValue, oid, sequence } from '../../../pki/der/writer.js';
import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';

/** A key of any algorithm that signs for tests, with the AlgorithmIdentifier of its signatures. */
export interface ForgeKey {
  readonly spki: Uint8Array;
  readonly algorithm: Uint8Array;
  sign(message: Uint8Array): Promise<Uint8Array>;
}

const SIGNATURE_OID = {
  sha1WithRSAEncryption: '1.2.840.113549.1.1.5',
  sha256WithRSAEncryption: '1.2.840.113549.1.1.11',
  md5WithRSAEncryption: '1.2.840.113549.1.1.4',
  'ecdsa-with-SHA256': '1.2.840.10045.4.3.2',
  'ecdsa-with-SHA384': '1.2.840.10045.4.3.3',
  'ecdsa-with-SHA1': '1.2.840.10045.4.1',
  'dsa-with-sha1': '1.2.840.10040.4.3',
  'dsa-with-sha256': '2.16.840.1.101.3.4.3.2',
} as const;

export function sm2Key(): ForgeKey {
  const key = Sm2PrivateKey.generate();
  return {
    spki: key.publicKey.spki,
    algorithm: sequence(oid(OID.sm2WithSm3)),
    sign: async (message) => key.signDer(message),
  };
}

export function rsaKey(name: keyof typeof SIGNATURE_OID = 'sha256WithRSAEncryption', bits = 2048): ForgeKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return {
    spki: spkiOf(publicKey),
    algorithm: sequence(oid(SIGNATURE_OID[name]), nullValue()),
    sign: async (message) => createSign(hashOf(name)).update(message).sign(privateKey),
  };
}

export function ecKey(
  curve: 'P-256' | 'P-384' = 'P-256',
  name: keyof typeof SIGNATURE_OID = 'ecdsa-with-SHA256',
): ForgeKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve });
  return {
    spki: spkiOf(publicKey),
    algorithm: sequence(oid(SIGNATURE_OID[name])),
    sign: async (message) => createSign(hashOf(name)).update(message).sign(privateKey),
  };
}

export function dsaKey(name: 'dsa-with-sha1' | 'dsa-with-sha256' = 'dsa-with-sha1'): ForgeKey {
  const { privateKey, publicKey } = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 });
  return {
    spki: spkiOf(publicKey),
    algorithm: sequence(oid(SIGNATURE_OID[name])),
    sign: async (message) => createSign(hashOf(name)).update(message).sign(privateKey),
  };
}

export async function ed25519Key(): Promise<ForgeKey> {
  const { privateKey, publicKey } = (await webcrypto.subtle.generateKey('Ed25519', true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
  return {
    spki: new Uint8Array(await webcrypto.subtle.exportKey('spki', publicKey)),
    algorithm: sequence(oid('1.3.101.112')),
    sign: async (message) => new Uint8Array(await webcrypto.subtle.sign('Ed25519', privateKey, message)),
  };
}

/** The same key under another name for its signatures: a lie, or another hash. */
export const signingAs = (key: ForgeKey, algorithm: Uint8Array): ForgeKey => ({ ...key, algorithm });

export const algorithmOf = (name: keyof typeof SIGNATURE_OID, ...parameters: Uint8Array[]): Uint8Array =>
  sequence(oid(SIGNATURE_OID[name]), ...parameters);

function hashOf(name: string): string {
  const found = /(?:^|-)(md5|sha\d+)/i.exec(name)?.[1];
  if (found === undefined) throw new TypeError(`no hash in ${name}`);
  return found.toLowerCase();
}

function spkiOf(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ format: 'der', type: 'spki' }));
}
