import type { BlockStatement, BlockStatementBody } from '../../../chaincode/model/block-statement.js';
import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { PkiError } from '../../../pki/errors.js';
import { verifySignature } from '../../../pki/signer/verify-signature.js';

export type SeenBlock = Pick<BlockStatementBody, 'blockNumber' | 'blockHash' | 'blockRoot' | 'blockSize'>;

export interface StatementGround {
  network: string;
  ledger: string;
  /** Whose statements count at the height of the block. */
  members: { witnessKeys: ReadonlyMap<string, Uint8Array>; quorum: number };
  /** `isSignedByWitness`, or the same with a memory: batches of one block carry the same statements. */
  isSigned: typeof isSignedByWitness;
}

/** What is wrong with a statement on the block that the own node shows; undefined where nothing is. */
export function judgeStatement(
  each: BlockStatement,
  block: SeenBlock,
  { network, ledger, members, isSigned }: StatementGround,
): string | undefined {
  const { statement } = each;
  const key = members.witnessKeys.get(statement.domain);
  if (key === undefined) return 'of a domain that was no member at that height';
  if (!isSigned(key, each)) return 'not signed by the witness of its domain';
  if (statement.network !== network || statement.ledger !== ledger) return 'of another network or ledger';
  const isSame =
    statement.blockNumber === block.blockNumber &&
    statement.blockHash === block.blockHash &&
    statement.blockRoot === block.blockRoot &&
    statement.blockSize === block.blockSize;
  return isSame ? undefined : 'the witness has signed another block than the one that the own node shows';
}

/** Whether the witness with this key, 65 bytes, made the statement. Never throws. */
export function isSignedByWitness(key: Uint8Array, { statement, signature }: BlockStatement): boolean {
  try {
    return verifySignature(key, 'block-statement', canonicalBytes(statement), decodeBase64url(signature, 64));
  } catch (error) {
    if (error instanceof PkiError) return false;
    throw error;
  }
}
