import { childrenOf, expectTag, malformed, readDer } from '../der/reader.js';
import { TAG } from '../der/tags.js';
import { parseSeal, type Seal, underCode } from './seal.js';
import { parseSealSignature, type SealSignature } from './seal-signature.js';

export type SesObject =
  | { readonly kind: 'seal'; readonly seal: Seal }
  | { readonly kind: 'signature'; readonly signature: SealSignature };

/**
 * Reads a seal or a seal signature of any version, whichever it is: what is signed begins with its version in a signature, and
 * with a header in a seal.
 *
 * @throws PkiError SEAL_MALFORMED, SEAL_SIGNATURE_MALFORMED
 */
export function readSesObject(der: Uint8Array): SesObject {
  const first = underCode('SEAL_MALFORMED', () => {
    const [signed] = childrenOf(expectTag(readDer(der), TAG.SEQUENCE));
    if (signed === undefined) throw malformed('neither a seal nor a seal signature');
    const [start] = childrenOf(expectTag(signed, TAG.SEQUENCE));
    return start?.tag;
  });
  return first === TAG.INTEGER
    ? { kind: 'signature', signature: parseSealSignature(der) }
    : { kind: 'seal', seal: parseSeal(der) };
}
