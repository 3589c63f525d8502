import { OID } from '../der/oids.js';
import { sm3 } from '../sm3.js';
import type { SignerList } from './seal.js';

const SM3_NAMES: ReadonlySet<string> = new Set([OID.sm3, 'SM3']);

/**
 * Whether a seal lets this certificate sign: certificates are compared as bytes, digests as SM3. `unknown` when the list is one
 * that certificates cannot be compared with: identifiers (v1), or digests of which none is marked as SM3.
 */
export function signerInList(signers: SignerList, certificateDer: Uint8Array): 'yes' | 'no' | 'unknown' {
  switch (signers.type) {
    case 'certificates':
      return signers.certificates.some((each) => equal(each, certificateDer)) ? 'yes' : 'no';
    case 'digests': {
      const comparable = signers.digests.filter((each) => SM3_NAMES.has(each.algorithm.toUpperCase()));
      if (comparable.length === 0) return signers.digests.length === 0 ? 'no' : 'unknown';
      const digest = sm3(certificateDer);
      return comparable.some((each) => equal(each.value, digest)) ? 'yes' : 'no';
    }
    case 'identifiers':
      return 'unknown';
  }
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
