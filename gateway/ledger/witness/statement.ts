import {
  type BlockStatement,
  type BlockStatementBody,
  blockStatement,
} from '../../../chaincode/model/block-statement.js';
import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { parseTime } from '../../../pki/encoding/times.js';
import { PkiError } from '../../../pki/errors.js';
import { verifySignature } from '../../../pki/signer/verify-signature.js';
import { sm3Hex } from '../../../pki/sm3.js';

/** SM3 of the canonical body: two statements of one height with two digests convict their witness. */
export function statementDigest({ statement }: BlockStatement): string {
  return sm3Hex(canonicalBytes(statement));
}

/** A statement from outside, its time a real one; undefined for anything else. */
export function readStatement(value: unknown): BlockStatement | undefined {
  const parsed = blockStatement.safeParse(value).data;
  if (parsed === undefined) return undefined;
  try {
    parseTime(parsed.statement.seenAt);
    return parsed;
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

/** Whether the witness with this key, 65 bytes, made the statement. Never throws. */
export function isSignedBy(witnessKey: Uint8Array, { statement, signature }: BlockStatement): boolean {
  try {
    return verifySignature(witnessKey, 'block-statement', canonicalBytes(statement), decodeBase64url(signature, 64));
  } catch (error) {
    if (error instanceof PkiError) return false;
    throw error;
  }
}

type SeenBlock = Pick<BlockStatementBody, 'blockHash' | 'blockRoot' | 'blockSize'>;

export function isSameBlock(a: SeenBlock, b: SeenBlock): boolean {
  return a.blockHash === b.blockHash && a.blockRoot === b.blockRoot && a.blockSize === b.blockSize;
}
