import type { TransactionInput } from '../../chaincode/model/transaction.js';
import { PURPOSE_OF_KIND } from '../../chaincode/model/transaction.js';
import { decodeBase64url } from '../../pki/encoding/base64url.js';
import { canonicalBytes } from '../../pki/encoding/canonical-json.js';
import { verifySignature } from '../../pki/signer/verify-signature.js';

/** Whether the input's signature is that of the key its command names. `undefined` where nobody knows that key. */
export async function hasCommandSignature(
  { command, signature }: Pick<TransactionInput, 'command' | 'signature'>,
  findKey: (signer: string) => Promise<Uint8Array | undefined>,
): Promise<boolean | undefined> {
  const key = await findKey(command.signer);
  if (key === undefined) return undefined;
  const purpose = PURPOSE_OF_KIND[command.kind];
  return verifySignature(key, purpose, canonicalBytes(command), decodeBase64url(signature, 64));
}
