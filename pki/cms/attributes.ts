import { OID } from '../der/oids.js';
import { type DerNode, readDer } from '../der/reader.js';
import { TAG } from '../der/tags.js';
import { readGeneralizedTime, readUtcTime } from '../der/times.js';
import { readOctetString, readOid } from '../der/values.js';
import { PkiError } from '../errors.js';
import type { SignedAttributes } from './signed-data.js';

/** The attributes that RFC 5652 §11 defines, each with exactly one value. Anything else is undefined, and so no statement. */
export const contentTypeOf = (attributes: SignedAttributes): string | undefined =>
  single(attributes, OID.contentType, readOid);

export const messageDigestOf = (attributes: SignedAttributes): Uint8Array | undefined =>
  single(attributes, OID.messageDigest, readOctetString);

/** What the signer says his clock said: milliseconds since 1970. */
export const signingTimeOf = (attributes: SignedAttributes): number | undefined =>
  single(attributes, OID.signingTime, (node) =>
    node.tag === TAG.UTC_TIME ? readUtcTime(node) : readGeneralizedTime(node),
  );

/** The one value of an attribute, read; undefined when there is none, more than one, or one that the reader refuses. */
export function single<T>(attributes: SignedAttributes, type: string, read: (node: DerNode) => T): T | undefined {
  const [only, another] = attributes.values.get(type) ?? [];
  if (only === undefined || another !== undefined) return undefined;
  try {
    return read(readDer(only));
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}
