import { OID } from '../der/oids.js';
import { bitString, sequence, oid as writeOid } from '../der/writer.js';
import { PkiError } from '../errors.js';
import { SPKI_PREFIX } from '../sm2/curve.js';
import { publicKeyFromPoint } from '../sm2/key-cache.js';
import type { AlgorithmIdentifier } from './algorithm-identifier.js';
import { type AlgorithmPolicy, type SignatureAlgorithm, signatureAlgorithm } from './algorithms.js';
import type { SubjectPublicKey } from './certificate.js';
import type { PathFindingCode } from './findings.js';
import { type ForeignKey, importForeignKey, verifyForeign } from './native-signatures.js';
import { readPssParameters } from './pss-parameters.js';

export interface SignedBytes {
  readonly tbs: Uint8Array;
  readonly algorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

export interface SignatureProblem {
  readonly code: Extract<
    PathFindingCode,
    'SIGNATURE_INVALID' | 'ALGORITHM_NOT_ALLOWED' | 'KEY_UNUSABLE' | 'KEY_TOO_WEAK'
  >;
  readonly detail: string;
}

const DSA_KEY = '1.2.840.10040.4.1';
const NULL_DER = Buffer.from('0500', 'hex');
// Curves that ECDSA counts on; SM2's is not among them, nor are those below 256 bits.
const CURVES: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);
const SMALLEST_DSA_BITS = 1024;
/** Longer moduli cost more than they are worth, and are in the hands of whoever writes the certificate. */
const MOST_BITS = 8192;

const KEY_TYPES: Readonly<Record<Exclude<SignatureAlgorithm['family'], 'sm2' | 'broken'>, readonly string[]>> = {
  rsa: ['rsa'],
  'rsa-pss': ['rsa', 'rsa-pss'],
  ecdsa: ['ec'],
  dsa: ['dsa'],
  eddsa: ['ed25519', 'ed448'],
};

/** Whether `key` made this signature under the policy; undefined is yes. Never throws. */
export function signatureProblem(
  signed: SignedBytes,
  key: SubjectPublicKey,
  policy: AlgorithmPolicy,
): SignatureProblem | undefined {
  const { oid, parameters } = signed.algorithm;
  const algorithm = signatureAlgorithm(oid);
  if (algorithm === undefined || algorithm.family === 'broken' || !policy.allowed.has(oid)) {
    const name = algorithm?.names[0] ?? oid;
    return { code: 'ALGORITHM_NOT_ALLOWED', detail: `signature algorithm ${name} is not allowed` };
  }
  if (!parametersFit(algorithm, parameters)) {
    return { code: 'SIGNATURE_INVALID', detail: `parameters that ${algorithm.names[0]} does not have` };
  }
  if (algorithm.family === 'sm2') return sm2Problem(signed, key);
  const foreign = importForeignKey(key.spki);
  if (foreign === undefined) return { code: 'KEY_UNUSABLE', detail: "the issuer's public key cannot be used" };
  const fits =
    KEY_TYPES[algorithm.family].includes(foreign.type) &&
    (algorithm.family !== 'eddsa' || algorithm.names.some((name) => name.toLowerCase() === foreign.type));
  if (!fits) {
    return {
      code: 'SIGNATURE_INVALID',
      detail: `${algorithm.names[0]} is no algorithm of the issuer's ${foreign.type} key`,
    };
  }
  const weak = weakness(foreign, policy);
  if (weak !== undefined) return { code: 'KEY_TOO_WEAK', detail: weak };
  if ((foreign.bits ?? 0) > MOST_BITS) return { code: 'KEY_UNUSABLE', detail: `a key of ${foreign.bits} bits` };
  return foreignProblem(signed, foreign, algorithm);
}

/** Why a key of the path is too weak for the policy; undefined for good ones and for kinds of keys that sign nothing here. */
export function keyProblem(key: SubjectPublicKey, policy: AlgorithmPolicy): string | undefined {
  if (isSm2Key(key)) return undefined;
  const foreign = importForeignKey(key.spki);
  return foreign === undefined ? undefined : weakness(foreign, policy);
}

/**
 * The key as the next signature meets it: a DSA key without parameters inherits its issuer's (RFC 5280 §6.1.4 (e), RFC 3279
 * §2.3.2), every other one is as it stands.
 */
export function workingKey(key: SubjectPublicKey, issuerKey: SubjectPublicKey): SubjectPublicKey {
  if (!inheritsParameters(key) || issuerKey.algorithm.oid !== DSA_KEY) return key;
  const { parameters } = issuerKey.algorithm;
  if (parameters === undefined) return key;
  const algorithm = sequence(writeOid(DSA_KEY), parameters);
  return {
    algorithm: { oid: DSA_KEY, parameters, der: algorithm },
    bits: key.bits,
    spki: sequence(algorithm, bitString(key.bits)),
  };
}

/** Whether the key can be used only by who knows its issuer's. */
export function inheritsParameters({ algorithm: { oid, parameters } }: SubjectPublicKey): boolean {
  return oid === DSA_KEY && (parameters === undefined || Buffer.compare(parameters, NULL_DER) === 0);
}

/** RFC 4055 §5 wants NULL for RSA, RFC 5758 and RFC 8410 want nothing for the others; both forms of each are read, PSS's its own. */
function parametersFit({ family }: SignatureAlgorithm, parameters: Uint8Array | undefined): boolean {
  if (family === 'rsa-pss' || parameters === undefined) return true;
  return family !== 'eddsa' && Buffer.compare(parameters, NULL_DER) === 0;
}

function isSm2Key({ spki }: SubjectPublicKey): boolean {
  return Buffer.compare(spki.subarray(0, SPKI_PREFIX.length), SPKI_PREFIX) === 0;
}

function sm2Problem({ tbs, signature }: SignedBytes, key: SubjectPublicKey): SignatureProblem | undefined {
  // One comparison of bytes binds algorithm, curve and point form together.
  if (!isSm2Key(key)) {
    return { code: 'SIGNATURE_INVALID', detail: `${OID.sm2WithSm3} is no algorithm of the issuer's key` };
  }
  try {
    if (publicKeyFromPoint(key.bits).verifyDer(tbs, signature)) return undefined;
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    return { code: 'KEY_UNUSABLE', detail: error.message };
  }
  return { code: 'SIGNATURE_INVALID', detail: "the signature is not the issuer's" };
}

function foreignProblem(
  { tbs, signature, algorithm: identifier }: SignedBytes,
  key: ForeignKey,
  algorithm: SignatureAlgorithm,
): SignatureProblem | undefined {
  let isGood: boolean;
  if (algorithm.family === 'rsa-pss') {
    const pss = readPssParameters(identifier);
    if (pss === undefined) {
      return { code: 'ALGORITHM_NOT_ALLOWED', detail: 'RSASSA-PSS with other parameters than SHA-256, -384 or -512' };
    }
    isGood = verifyForeign(key, pss.hash, tbs, signature, pss.saltLength);
  } else {
    isGood = verifyForeign(key, algorithm.hash ?? null, tbs, signature);
  }
  return isGood ? undefined : { code: 'SIGNATURE_INVALID', detail: "the signature is not the issuer's" };
}

function weakness(
  { type, bits = 0, curve = '' }: ForeignKey,
  { smallestRsaBits }: AlgorithmPolicy,
): string | undefined {
  if ((type === 'rsa' || type === 'rsa-pss') && bits < smallestRsaBits) return `an RSA key of ${bits} bits`;
  if (type === 'dsa' && bits < SMALLEST_DSA_BITS) return `a DSA key of ${bits} bits`;
  if (type === 'ec' && !CURVES.has(curve)) return `an EC key on ${curve || 'a curve without a name'}`;
  return undefined;
}
