import { OID } from '../der/oids.js';

/** How a signature is made; `hash` is node's name of the digest. */
export interface SignatureAlgorithm {
  readonly oid: string;
  /** As RFC 3279, 4055, 5758, 8410 and GM/T 0006 name it, then other spellings. */
  readonly names: readonly string[];
  readonly family: 'rsa' | 'rsa-pss' | 'ecdsa' | 'dsa' | 'eddsa' | 'sm2' | 'broken';
  readonly hash?: string;
}

const RSA = '1.2.840.113549.1.1';
const ECDSA = '1.2.840.10045.4';
const DSA2 = '2.16.840.1.101.3.4.3';

export const SIGNATURE_ALGORITHMS: readonly SignatureAlgorithm[] = [
  { oid: OID.sm2WithSm3, names: ['sm2-with-sm3', 'sm2WithSM3', 'sm2sign-with-sm3'], family: 'sm2' },
  { oid: `${RSA}.5`, names: ['sha1WithRSAEncryption', 'sha-1WithRSAEncryption'], family: 'rsa', hash: 'sha1' },
  { oid: `${RSA}.14`, names: ['sha224WithRSAEncryption'], family: 'rsa', hash: 'sha224' },
  { oid: `${RSA}.11`, names: ['sha256WithRSAEncryption'], family: 'rsa', hash: 'sha256' },
  { oid: `${RSA}.12`, names: ['sha384WithRSAEncryption'], family: 'rsa', hash: 'sha384' },
  { oid: `${RSA}.13`, names: ['sha512WithRSAEncryption'], family: 'rsa', hash: 'sha512' },
  { oid: `${RSA}.10`, names: ['id-RSASSA-PSS', 'RSASSA-PSS', 'rsassaPss'], family: 'rsa-pss' },
  { oid: `${ECDSA}.1`, names: ['ecdsa-with-SHA1'], family: 'ecdsa', hash: 'sha1' },
  { oid: `${ECDSA}.3.1`, names: ['ecdsa-with-SHA224'], family: 'ecdsa', hash: 'sha224' },
  { oid: `${ECDSA}.3.2`, names: ['ecdsa-with-SHA256'], family: 'ecdsa', hash: 'sha256' },
  { oid: `${ECDSA}.3.3`, names: ['ecdsa-with-SHA384'], family: 'ecdsa', hash: 'sha384' },
  { oid: `${ECDSA}.3.4`, names: ['ecdsa-with-SHA512'], family: 'ecdsa', hash: 'sha512' },
  { oid: '1.2.840.10040.4.3', names: ['dsa-with-sha1', 'id-dsa-with-sha1'], family: 'dsa', hash: 'sha1' },
  { oid: `${DSA2}.1`, names: ['dsa-with-sha224', 'id-dsa-with-sha224'], family: 'dsa', hash: 'sha224' },
  { oid: `${DSA2}.2`, names: ['dsa-with-sha256', 'id-dsa-with-sha256'], family: 'dsa', hash: 'sha256' },
  { oid: '1.3.101.112', names: ['id-Ed25519', 'Ed25519'], family: 'eddsa' },
  { oid: '1.3.101.113', names: ['id-Ed448', 'Ed448'], family: 'eddsa' },
  // Named so that a policy may name them; no policy lets them in.
  { oid: `${RSA}.2`, names: ['md2WithRSAEncryption'], family: 'broken' },
  { oid: `${RSA}.3`, names: ['md4WithRSAEncryption'], family: 'broken' },
  { oid: `${RSA}.4`, names: ['md5WithRSAEncryption'], family: 'broken' },
];

const BY_OID = new Map(SIGNATURE_ALGORITHMS.map((each) => [each.oid, each]));
const BY_NAME = new Map(
  SIGNATURE_ALGORITHMS.flatMap((each) => each.names.map((name) => [name.toLowerCase(), each.oid] as const)),
);

export const signatureAlgorithm = (oid: string): SignatureAlgorithm | undefined => BY_OID.get(oid);

/** The OID that a policy's word stands for: a name, in whatever case, or an OID; undefined for a name that nobody knows. */
export function algorithmOid(word: string): string | undefined {
  return /^[0-2](\.\d+)+$/.test(word) ? word : BY_NAME.get(word.toLowerCase());
}

export interface AlgorithmPolicy {
  /** OIDs of the signature algorithms that count. */
  readonly allowed: ReadonlySet<string>;
  readonly smallestRsaBits: number;
}

const DEFAULT_NAMES = [
  'sm2-with-sm3',
  'sha256WithRSAEncryption',
  'sha384WithRSAEncryption',
  'sha512WithRSAEncryption',
  'id-RSASSA-PSS',
  'ecdsa-with-SHA256',
  'ecdsa-with-SHA384',
  'ecdsa-with-SHA512',
];

const SHA1_WITH_RSA = `${RSA}.5`;

/**
 * The algorithms that a policy names and no others; where it names none: SM2 with SM3, and RSA (PKCS #1 and PSS) and ECDSA with
 * SHA-256, SHA-384 or SHA-512. RSA keys have 2048 bits at least; 1024 will do for a policy that names sha1WithRSAEncryption.
 */
export function algorithmPolicy(oids?: readonly string[]): AlgorithmPolicy {
  const allowed = new Set(oids ?? DEFAULT_NAMES.flatMap((name) => algorithmOid(name) ?? []));
  return { allowed, smallestRsaBits: allowed.has(SHA1_WITH_RSA) ? 1024 : 2048 };
}
