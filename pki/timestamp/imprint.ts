import { hash } from 'node:crypto';
import { OID } from '../der/oids.js';
import { type DerNode, malformed, open } from '../der/reader.js';
import { TAG } from '../der/tags.js';
import { readOctetString } from '../der/values.js';
import { nullValue, octetString, oid, sequence } from '../der/writer.js';
import { readPlainAlgorithm } from '../x509/sm2-algorithm.js';

export type ImprintHash = 'sm3' | 'sha256' | 'sha384' | 'sha512';

/** MessageImprint (RFC 3161 §2.4.1): what was stamped, by its digest. */
export interface MessageImprint {
  /** undefined for a hash that a timestamp must not rest on, or that we do not know. */
  readonly hash: ImprintHash | undefined;
  readonly algorithm: string;
  readonly digest: Uint8Array;
  readonly der: Uint8Array;
}

const HASHES: Readonly<Record<ImprintHash, { readonly oid: string; readonly length: number }>> = {
  sm3: { oid: OID.sm3, length: 32 },
  sha256: { oid: OID.sha256, length: 32 },
  sha384: { oid: OID.sha384, length: 48 },
  sha512: { oid: OID.sha512, length: 64 },
};

/** @throws PkiError DER_MALFORMED, also for a digest whose length is not its algorithm's */
export function readImprint(node: DerNode): MessageImprint {
  const parts = open(node, TAG.SEQUENCE);
  const algorithm = readPlainAlgorithm(parts.next());
  const digest = readOctetString(parts.next());
  parts.finish();
  const name = (Object.keys(HASHES) as ImprintHash[]).find((each) => HASHES[each].oid === algorithm);
  if (name !== undefined && HASHES[name].length !== digest.length) throw malformed('imprint of another length');
  return { hash: name, algorithm, digest, der: node.raw };
}

/** @throws RangeError for a digest of another length */
export function encodeImprint(name: ImprintHash, digest: Uint8Array): Uint8Array {
  if (digest.length !== HASHES[name].length) throw new RangeError(`a digest of ${digest.length} bytes is no ${name}`);
  return sequence(sequence(oid(HASHES[name].oid), nullValue()), octetString(digest));
}

export function imprintOf(name: ImprintHash, data: Uint8Array): Uint8Array {
  const digest = hash(name, data, 'buffer');
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.byteLength);
}
