import { malformed, open, readDer } from '../der/reader.js';
import { reading } from '../der/reading.js';
import { contextConstructed, TAG } from '../der/tags.js';
import { readBoolean, readOid, readPositiveIntegerHex, readSmallInteger } from '../der/values.js';
import { boolean, integer, oid, sequence, unsignedInteger } from '../der/writer.js';
import { type RawExtension, readRawExtensions } from '../x509/raw-extensions.js';
import { encodeImprint, type ImprintHash, type MessageImprint, readImprint } from './imprint.js';

/** TimeStampReq (RFC 3161 §2.4.1). */
export interface TimestampRequest {
  readonly imprint: MessageImprint;
  readonly policy?: string;
  /** Lower-case hex of a positive number. */
  readonly nonce?: string;
  readonly certificateWanted: boolean;
  readonly extensions: readonly RawExtension[];
}

/** A nonce is "a large random number"; 64 octets are more than anybody draws. */
const LONGEST_NONCE_HEX = 2 * 64;

/** @throws PkiError TIMESTAMP_REQUEST_MALFORMED */
export function parseTimestampRequest(der: Uint8Array): TimestampRequest {
  return reading('TIMESTAMP_REQUEST_MALFORMED', 'timestamp request', () => {
    const fields = open(readDer(der), TAG.SEQUENCE);
    if (readSmallInteger(fields.next()) !== 1) throw malformed('request version is not 1');
    const imprint = readImprint(fields.next());
    const policy = fields.optional(TAG.OID);
    const nonceNode = fields.optional(TAG.INTEGER);
    const nonce = nonceNode === undefined ? undefined : readPositiveIntegerHex(nonceNode);
    if (nonce !== undefined && nonce.length > LONGEST_NONCE_HEX) throw malformed('nonce above 64 octets');
    const flag = fields.optional(TAG.BOOLEAN);
    // certReq is FALSE by default, and a default is not encoded (X.690 §11.5).
    if (flag !== undefined && !readBoolean(flag)) throw malformed('DEFAULT FALSE is encoded');
    const extensions = readRequestExtensions(fields.optional(contextConstructed(0)));
    fields.finish();
    return {
      imprint,
      ...(policy === undefined ? {} : { policy: readOid(policy) }),
      ...(nonce === undefined ? {} : { nonce }),
      certificateWanted: flag !== undefined,
      extensions,
    };
  });
}

export interface TimestampRequestOrder {
  readonly hash: ImprintHash;
  readonly digest: Uint8Array;
  readonly policy?: string;
  /** Big-endian octets of a positive number. */
  readonly nonce?: Uint8Array;
  readonly certificateWanted?: boolean;
}

/** A TimeStampReq, DER. @throws RangeError for a digest of another length than its hash's */
export function buildTimestampRequest(order: TimestampRequestOrder): Uint8Array {
  return sequence(
    integer(1),
    encodeImprint(order.hash, order.digest),
    ...(order.policy === undefined ? [] : [oid(order.policy)]),
    ...(order.nonce === undefined ? [] : [unsignedInteger(order.nonce)]),
    ...(order.certificateWanted === true ? [boolean(true)] : []),
  );
}

/** `[0] IMPLICIT Extensions`: the SEQUENCE's own tag is replaced. */
function readRequestExtensions(node: ReturnType<ReturnType<typeof open>['next']> | undefined): RawExtension[] {
  if (node === undefined) return [];
  const copy = Uint8Array.from(node.raw);
  copy[0] = TAG.SEQUENCE;
  return readRawExtensions(readDer(copy));
}
